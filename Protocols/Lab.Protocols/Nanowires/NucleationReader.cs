using Lab.Models.KerrLoops;

namespace Lab.Protocols.Nanowires;

/// <summary>Finds the field at which a wire reverses in a loop without a pulse: one step anywhere on the rise.</summary>
/// <param name="usual">The reader of loops with pulses.</param>
internal sealed class NucleationReader(ChangePointReader usual)
{
    private const double LongerThanALoop = 10; // s

    private readonly ChangePointReader reader = usual with
    {
        PulseToleranceSeconds = LongerThanALoop,
        LeastGapSeconds = LongerThanALoop, // one step, and never two
    };

    /// <summary>Reads a loop.</summary>
    /// <param name="loop">The loop.</param>
    /// <returns>The field, T; <see langword="null"/> where no single step can be trusted.</returns>
    public double? Read(WallLoop loop)
    {
        LoopRecord record = loop.Record;
        LoopReading reading = reader.Read(record with { PulseSeconds = record.Tesla.Length * record.SampleSeconds / 2 });
        if (reading.Wall != WallReading.Passed)
        {
            return null;
        }

        // The step lies within the bin before the one that is named.
        double seconds = reading.Steps[0].Seconds - (reader.BinSeconds / 2);
        int sample = Math.Clamp((int)Math.Round(seconds / record.SampleSeconds), 0, record.Tesla.Length - 1);
        return record.Tesla.Span[sample];
    }
}
