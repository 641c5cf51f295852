using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Protocols.IvCurves;

/// <summary>Settings of <see cref="IvCurveProtocol"/>.</summary>
public sealed record IvCurveSettings
{
    /// <summary>Currents.</summary>
    [Setting("Currents, ascending and positive; each state is measured up to the last with either sign.")]
    public Sweep<Current> Currents { get; init; } = Sweep<Current>.Parse("20..400 uA step 20 uA");

    /// <summary>Field of the parallel state.</summary>
    [Setting("Field that holds the parallel state.")]
    public MagneticField ParallelField { get; init; } = Quantity.Parse<MagneticField>("250 Oe");

    /// <summary>Field of the antiparallel state.</summary>
    [Setting("Field that holds the antiparallel state; none measures the parallel one alone, without TMR.")]
    public MagneticField? AntiparallelField { get; init; } = Quantity.Parse<MagneticField>("-250 Oe");

    /// <summary>Readings of a point.</summary>
    [Setting("Readings at each point; their mean is recorded, their scatter watched.")]
    public int Readings { get; init; } = 5;

    /// <summary>Wait after a change.</summary>
    [Setting("Wait after each change of the current; a delta-mode meter keeps the delay of its bench file.")]
    public Duration Settle { get; init; } = Duration.FromSeconds(0.05);

    /// <summary>Change of the current about each bias.</summary>
    [Setting("Change of the current to either side of each bias, for a delta-mode meter, as a part of the first current.")]
    public double ChangeRatio { get; init; } = 0.25;

    /// <summary>Largest voltage.</summary>
    [Setting("Largest voltage across the junction: the source holds it, and a branch ends before a current that needs more.")]
    public Voltage LargestVoltage { get; init; } = Quantity.Parse<Voltage>("600 mV");

    /// <summary>Largest power.</summary>
    [Setting("Largest power in the junction; none sets no such end.")]
    public Power? LargestPower { get; init; }

    /// <summary>Drop of the resistance.</summary>
    [Setting("Part of the expected resistance by which a drop stops the run: the barrier is breaking down.")]
    public double ResistanceDrop { get; init; } = 0.03;

    /// <summary>Step of the noise.</summary>
    [Setting("Scatter of the readings, in units of the usual one, that stops the run: a pinhole flickers before it stays open.")]
    public double NoiseStep { get; init; } = 10;

    /// <summary>Diameter.</summary>
    [Setting(
        "Diameter of the junction, for RA product and barrier; of an ellipse, the root of the product of both axes.",
        IsAnalysis = true)]
    public Length? Diameter { get; init; } = Quantity.Parse<Length>("300 nm");

    /// <summary>Uncertainty of the diameter.</summary>
    [Setting("Standard uncertainty of the diameter.", IsAnalysis = true)]
    public Length DiameterUncertainty { get; init; } = Quantity.Parse<Length>("0 nm");
}
