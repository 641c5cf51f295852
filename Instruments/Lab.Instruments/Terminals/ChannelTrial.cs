namespace Lab.Instruments.Terminals;

/// <summary>Values of a channel that harm nothing while the output is off, for the first meeting with an instrument.</summary>
/// <param name="Values">The values in SI units by the bench file's limit; none sets again what is set; <see langword="null"/>
/// where no value is known to be harmless.</param>
/// <param name="WhyNot">Why, in a sentence, where no value is.</param>
public sealed record ChannelTrial(Func<ChannelLimit?, IReadOnlyList<double>?> Values, string WhyNot)
{
    /// <summary>How far what is read back may be from what was set, as a part of it:
    /// steps of the instruments are far below it.</summary>
    public double Relative { get; init; } = 1e-3;

    /// <summary>The same in the channel's SI unit, by the bench file's limit.</summary>
    public Func<ChannelLimit?, double> Absolute { get; init; } = _ => 0;

    /// <summary>Whether a value that is read back is the value that was set.</summary>
    /// <param name="set">The value that was set.</param>
    /// <param name="found">The value that is read back.</param>
    /// <param name="limit">The bench file's limit.</param>
    public bool Agrees(double set, double found, ChannelLimit? limit) =>
        Math.Abs(found - set) <= Math.Max(Relative * Math.Abs(set), Absolute(limit));
}
