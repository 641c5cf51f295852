namespace Lab.Instruments.Terminals;

/// <summary>The largest difference between a value that is read back and the value that was set, since instruments
/// round.</summary>
/// <param name="Relative">Part of the value that was set.</param>
/// <param name="Absolute">The resolution in the range for the largest values, in the channel's SI unit.</param>
public sealed record ReadBackTolerance(double Relative, double Absolute = 0)
{
    /// <summary>A level: the ratio of both values, in dB. Where it is above zero, it alone counts.</summary>
    public double Decibels { get; init; }

    /// <summary>Whether the value was changed from elsewhere.</summary>
    /// <param name="set">The value that was set, SI.</param>
    /// <param name="found">The value that is there, SI.</param>
    public bool IsExceeded(double set, double found) => Decibels > 0
        ? !(Math.Abs(10 * Math.Log10(found / set)) <= Decibels)
        : !(Math.Abs(found - set) <= (Relative * Math.Abs(set)) + Absolute);
}
