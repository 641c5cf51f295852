using Lab.Benches.Twins;
using Lab.Quantities;

namespace Lab.Benches.Samples;

/// <summary>A junction of the sample: what may be done to it, and the physics that its twin has.</summary>
/// <remarks>Protocols see the limits only; the physics is for the virtual sample stage.</remarks>
public sealed record JunctionDefinition
{
    /// <summary>Its name on the sample.</summary>
    public required string Name { get; init; }

    /// <summary>Diameter of the pillar.</summary>
    public Length Diameter { get; init; } = Length.FromNanometers(250);

    /// <summary>The most RF power allowed at the junction, all tones together; <see langword="null"/> sets no limit.</summary>
    public Power? RfPowerLimit { get; init; }

    /// <summary>The largest direct current allowed through the junction, of either sign;
    /// <see langword="null"/> sets no limit.</summary>
    public Current? CurrentLimit { get; init; }

    /// <summary>Threshold current of the junction's dynamics, in which <see cref="CurrentOverThresholdLimit"/> counts;
    /// zero where it is not known.</summary>
    public Current ThresholdCurrent { get; init; }

    /// <summary>The largest direct current allowed through the junction, in units of <see cref="ThresholdCurrent"/>;
    /// <see langword="null"/> sets no limit.</summary>
    public double? CurrentOverThresholdLimit { get; init; }

    /// <summary>Resistance at zero in-plane field, between the parallel and the antiparallel state.</summary>
    public Resistance Resistance { get; init; } = Resistance.FromOhms(163);

    /// <summary>Tunnel magnetoresistance (R_AP − R_P)/R_P.</summary>
    public double MagnetoresistanceRatio { get; init; } = 0.8;

    /// <summary>In-plane field that saturates the free layer.</summary>
    public MagneticField SaturationField { get; init; } = MagneticField.FromOersted(500);

    /// <summary>Resonance frequency at <see cref="ReferenceField"/>, at zero in-plane field and at vanishing power.</summary>
    public Frequency ResonanceFrequency { get; init; } = Frequency.FromMegahertz(346);

    /// <summary>Perpendicular field at which <see cref="ResonanceFrequency"/> holds.</summary>
    public MagneticField ReferenceField { get; init; } = MagneticField.FromOersted(6250);

    /// <summary>Shift of the resonance with the perpendicular field.</summary>
    public FrequencyPerField PerpendicularSlope { get; init; } = FrequencyPerField.FromHertzPerOersted(30e3);

    /// <summary>Shift of the resonance with the in-plane field.</summary>
    public FrequencyPerField InPlaneSlope { get; init; } = FrequencyPerField.FromHertzPerOersted(2e6);

    /// <summary>Curvature of the resonance with the in-plane field, Hz/T².</summary>
    public double InPlaneCurvatureHertzPerTeslaSquared { get; init; }

    /// <summary>Gilbert damping α; the linewidth is Γ = α ω_res.</summary>
    public double Damping { get; init; } = 0.01;

    /// <summary>Nonlinear frequency shift N.</summary>
    public double FrequencyNonlinearity { get; init; } = 0.1;

    /// <summary>Nonlinear damping Q.</summary>
    public double DampingNonlinearity { get; init; } = 1;

    /// <summary>Keys of the bench file for the twin alone.</summary>
    public JunctionTwin Twin { get; init; } = new();
}
