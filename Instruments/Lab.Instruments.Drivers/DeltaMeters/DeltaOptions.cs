using Lab.Instruments.DeltaMeters;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.DeltaMeters;

/// <summary>How source and meter of a delta-mode meter work together.</summary>
public sealed record DeltaOptions
{
    /// <summary>Whether the low side of the output is connected to earth.</summary>
    public bool HasLowAtEarth { get; init; }

    /// <summary>Frequency of the mains, in whose periods integration is counted.</summary>
    public required Frequency LineFrequency { get; init; }

    /// <summary>The largest voltage to be read.</summary>
    public required Voltage Range { get; init; }

    /// <summary>Periods of the mains over which a conversion integrates.</summary>
    public required double IntegrationCycles { get; init; }

    /// <summary>Wait between a reversal and its conversion.</summary>
    public required Duration Delay { get; init; }

    /// <summary>Readings of which one measurement is the mean, 1 or more.</summary>
    public required int Readings { get; init; }

    /// <summary>Time that source and meter take to get ready for each other.</summary>
    public required Duration Arming { get; init; }

    /// <summary>The sweep of the differential resistance.</summary>
    public required BiasSweep Sweep { get; init; }

    /// <summary>Time of one conversion.</summary>
    public Duration ConversionTime => Duration.FromSeconds(IntegrationCycles / LineFrequency.Hertz);

    /// <summary>Time from one reversal to the next.</summary>
    public Duration HalfCycle => Delay + ConversionTime;
}
