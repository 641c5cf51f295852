namespace Lab.Models.ClassifierNetworks;

/// <summary>
/// Power and energy of networks of junctions, from the junctions' parameters (Leroux thesis, appendix B). The radio-frequency
/// amplifiers give every resonator the power at which a chain whose weights are all one shows the ceiling voltage; the
/// direct-current amplifiers give every oscillator its largest current. Amplifiers without losses.
/// </summary>
public sealed record DeviceEnergy
{
    /// <summary>Radius of a junction in m. The thesis means a diameter of 20 nm and computes with it as the radius (Eq.
    /// B.12).</summary>
    public double RadiusMetres { get; init; } = 10e-9;

    /// <summary>Resistance times area in Ω·m².</summary>
    public double ResistanceArea { get; init; } = 1e-12;

    /// <summary>Threshold current density in A/m².</summary>
    public double ThresholdDensity { get; init; } = 1e10;

    /// <summary>Tunnel magnetoresistance ΔR/R.</summary>
    public double Magnetoresistance { get; init; } = 1;

    /// <summary>Tangent of the polarisation angle γ_p.</summary>
    public double PolarisationTangent { get; init; } = 1;

    /// <summary>Shape factor β_s.</summary>
    public double ShapeFactor { get; init; } = 1;

    /// <summary>Voltage of a chain whose weights are all one, under all tones at their largest power, in V.</summary>
    public double CeilingVolts { get; init; } = 1e-3;

    /// <summary>Time of an operation in s: 1/(α·f) of the slowest oscillator, 1 GHz with α = 0.01 (section B4).</summary>
    public double OperationSeconds { get; init; } = 100e-9;

    /// <summary>Area in m².</summary>
    public double Area => Math.PI * RadiusMetres * RadiusMetres;

    /// <summary>Threshold current in A.</summary>
    public double ThresholdAmperes => ThresholdDensity * Area;

    /// <summary>Resistance in Ω.</summary>
    public double Ohms => ResistanceArea / Area;

    /// <summary>Sensitivity K_SD of a resonator in V/W (Eq. B.9).</summary>
    public double SensitivityVoltsPerWatt =>
        Magnetoresistance * PolarisationTangent * ShapeFactor / (8 * Math.Sqrt(2) * ThresholdAmperes);

    /// <summary>RF power that an oscillator emits at its largest current, in W (Eq. B.12).</summary>
    public double EmittedWatts =>
        OscillatorNeuron.LargestPower * Ohms * ThresholdAmperes * ThresholdAmperes * Math.Pow(Magnetoresistance * ShapeFactor, 2);

    /// <summary>Power of a resonator in W (Eq. B.16, a synapse).</summary>
    public double ResonatorWatts => CeilingVolts / SensitivityVoltsPerWatt;

    /// <summary>Power of an oscillator in W (Eq. B.17).</summary>
    public double OscillatorWatts => Math.Pow(OscillatorNeuron.LargestCurrent, 2) * Ohms * ThresholdAmperes * ThresholdAmperes;

    /// <summary>Energy of a resonator in an operation, in J.</summary>
    public double ResonatorJoules => ResonatorWatts * OperationSeconds;

    /// <summary>Energy of an oscillator in an operation, in J.</summary>
    public double OscillatorJoules => OscillatorWatts * OperationSeconds;

    /// <summary>Energy of a network in J for one sample.</summary>
    /// <param name="resonators">Its resonators.</param>
    /// <param name="oscillators">Its oscillators, those of the inputs among them.</param>
    public double EnergyOf(long resonators, long oscillators) =>
        (resonators * ResonatorJoules) + (oscillators * OscillatorJoules);
}
