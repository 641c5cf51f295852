using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Studies.Energies;

/// <summary>Settings of <see cref="EnergyProtocol"/>; the defaults are those of appendix B of the Leroux thesis.</summary>
public sealed record EnergySettings
{
    /// <summary>Diameter of a junction in nm.</summary>
    [Setting("Diameter of a junction, in nm.")]
    public double DiameterNanometres { get; init; } = 20;

    /// <summary>Resistance-area product.</summary>
    [Setting("Resistance times area of a junction, in Ω·µm².")]
    public double ResistanceArea { get; init; } = 1;

    /// <summary>Threshold current density.</summary>
    [Setting("Threshold current density, in MA/cm².")]
    public double ThresholdDensity { get; init; } = 1;

    /// <summary>Tunnel magnetoresistance.</summary>
    [Setting("Tunnel magnetoresistance ΔR/R.")]
    public double Magnetoresistance { get; init; } = 1;

    /// <summary>Ceiling voltage.</summary>
    [Setting("Voltage of a chain whose weights are all one, under all tones at their largest power.")]
    public Voltage Ceiling { get; init; } = Voltage.FromVolts(1e-3);

    /// <summary>Lowest frequency.</summary>
    [Setting("Frequency of the slowest oscillator.")]
    public Frequency LowestFrequency { get; init; } = Frequency.FromGigahertz(1);

    /// <summary>Damping.</summary>
    [Setting("Damping α.")]
    public double Damping { get; init; } = 0.01;

    /// <summary>Samples.</summary>
    [Setting("Samples that are told apart; MNIST tests with 10000.")]
    public int Samples { get; init; } = 10_000;
}
