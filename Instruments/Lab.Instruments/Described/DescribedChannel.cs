using Lab.Instruments.Terminals;

namespace Lab.Instruments.Described;

/// <summary>A quantity that is set at a described terminal.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Unit">The unit of the command and of the answer.</param>
/// <param name="Set">The command.</param>
public sealed record DescribedChannel(string Name, DescribedUnit Unit, CommandTemplate Set)
{
    private const double UsualLevelStep = 0.05;
    private const double UsualRounding = 2e-3;
    private const double UsualRangePart = 1e-4;

    /// <summary>The query of the set-point; <see langword="null"/> where the instrument does not tell.</summary>
    public string? Query { get; init; }

    /// <summary>The smallest value that the instrument takes, SI.</summary>
    public required double Minimum { get; init; }

    /// <summary>The largest value that the instrument takes, SI.</summary>
    public required double Maximum { get; init; }

    /// <summary>The instrument's own steps, as a width in SI, in dB for a level in dBm; <see langword="null"/> where they are not
    /// told.</summary>
    public double? Resolution { get; init; }

    /// <summary>How it is known that a set-point has been reached.</summary>
    public Settling Settling { get; init; } = new();

    /// <summary>The value to which it is brought to make the terminal safe, SI; <see langword="null"/> where it is left as it
    /// is.</summary>
    public double? Safe { get; init; }

    /// <summary>How it comes to the sample.</summary>
    public ChannelReach Reach { get; init; }

    /// <summary>How far what is read back may be from what was set, SI: the instrument's step, or what instruments round
    /// to.</summary>
    public ReadBackTolerance Tolerance => Unit.IsLevel ? new ReadBackTolerance(0) { Decibels = Resolution ?? UsualLevelStep }
        : Resolution is { } step ? new ReadBackTolerance(1e-6, step)
        : new ReadBackTolerance(UsualRounding, UsualRangePart * (Maximum - Minimum));
}
