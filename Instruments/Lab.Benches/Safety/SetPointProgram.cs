using Lab.Instruments.Terminals;

namespace Lab.Benches.Safety;

/// <summary>Set-points that an instrument will go through by itself once it is told to: a list or a sweep.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Values">The values in their order, in the channel's SI unit; at least one.</param>
/// <param name="IntervalSeconds">Time from one value to the next, s. Positive.</param>
public sealed record SetPointProgram(string Channel, IReadOnlyList<double> Values, double IntervalSeconds)
{
    /// <summary>The terminal's name at the instrument; empty for the only one.</summary>
    public string Terminal { get; init; } = string.Empty;

    /// <summary>Time in which a value is approached from the one before, s; 0 jumps. At most the interval.</summary>
    public double SlopeSeconds { get; init; }

    /// <summary>How often the values are gone through; 1 or more.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Whether the start of the program switches the output on.</summary>
    public bool SwitchesOn { get; init; }

    /// <summary>Time from start to end, s.</summary>
    public double DurationSeconds => Values.Count * (double)Count * IntervalSeconds;
}
