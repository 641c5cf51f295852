using Lab.Quantities;

namespace Lab.Benches;

/// <summary>How far an instrument is with something that takes its time, such as the ramp of a magnet.</summary>
/// <param name="Instrument">Its name on the bench.</param>
/// <param name="Message">Where it is, in words that follow the name; empty where there is nothing to say.</param>
/// <param name="Left">Estimated time left on the bench's clock; <see langword="null"/> where it is not known.</param>
public readonly record struct BenchProgress(string Instrument, string Message, Duration? Left)
{
    /// <summary>As a person reads it: <c>magnet 3120 Oe of 6250 Oe, 16 s left</c>.</summary>
    public override string ToString() =>
        $"{Instrument}{(Message.Length > 0 ? " " : string.Empty)}{Message}"
            + (Left is { } left ? $", {Math.Ceiling(left.Seconds):0} s left" : string.Empty);
}
