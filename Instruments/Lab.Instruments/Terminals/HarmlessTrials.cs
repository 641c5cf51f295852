using Lab.Quantities;

namespace Lab.Instruments.Terminals;

/// <summary>Trials of the channels of the shipped kinds while their outputs are off.</summary>
public static class HarmlessTrials
{
    /// <summary>The level where the bench file allows any: the least of generators without a step attenuator.</summary>
    private static readonly Power LowLevel = Power.FromDbm(-20);

    /// <summary>The compliance where the bench file allows any.</summary>
    private static readonly Voltage LowCompliance = Voltage.FromVolts(1);

    /// <summary>A level far below the limit; levels have steps of 0.01 dB.</summary>
    public static ChannelTrial Level { get; } = new(
        limit => [limit?.Minimum is > 0 and { } least
            ? least
            : Math.Min(LowLevel.Watts, (limit?.Maximum ?? double.PositiveInfinity) / 100)],
        string.Empty)
    {
        Relative = 1e-2,
    };

    /// <summary>A frequency in the middle of the limits.</summary>
    public static ChannelTrial Frequency { get; } = new(
        limit => limit is { Minimum: { } from, Maximum: { } to } ? [Math.Round(double.Sqrt(Math.Max(from, 1) * to))] : null,
        "The bench file limits no frequency, so that none is known to be harmless.")
    {
        Relative = 0,
        Absolute = _ => 1,
    };

    /// <summary>Half the longest width, or the present one.</summary>
    public static ChannelTrial Width { get; } = new(limit => limit?.Maximum is { } longest ? [longest / 2] : [], string.Empty);

    /// <summary>A low compliance.</summary>
    public static ChannelTrial Compliance { get; } = new(
        limit => [limit?.Minimum is > 0 and { } least
            ? least
            : Math.Min(LowCompliance.Volts, limit?.Maximum ?? double.PositiveInfinity)], string.Empty);

    /// <summary>Zero, a hundredth of the largest current, zero.</summary>
    public static ChannelTrial Current { get; } = new(
        limit => limit?.Maximum is > 0 and { } largest ? [0, largest / 100, 0] : [0], string.Empty)
    {
        Absolute = limit => 1e-3 * (limit?.Maximum ?? 0) / 100,
    };

    /// <summary>None: a stage has no output that could be off.</summary>
    public static ChannelTrial Movement { get; } = new(_ => null, "A stage moves the sample as soon as it is told an angle.");

    /// <summary>None: a supply takes a current with its output on only.</summary>
    public static ChannelTrial CoilCurrent { get; } = new(_ => null, "A supply takes a current with its output on only.");
}
