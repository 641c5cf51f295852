using Lab.Benches.Twins;
using Lab.Quantities;

namespace Lab.Benches.Samples;

/// <summary>The sample: junctions in series, their field lines, the magnet around them, and parts of other kinds.</summary>
public sealed record SampleDefinition
{
    /// <summary>The junctions of the chain, from its head.</summary>
    public IReadOnlyList<JunctionDefinition> Junctions { get; init; } = [];

    /// <summary>The field lines.</summary>
    public IReadOnlyList<FieldLineDefinition> FieldLines { get; init; } = [];

    /// <summary>The magnet, if there is one.</summary>
    public MagnetDefinition? Magnet { get; init; }

    /// <summary>Parts of the kinds that modules brought.</summary>
    public IReadOnlyList<PartDefinition> Parts { get; init; } = [];

    /// <summary>Temperature, for the Johnson noise of the twin.</summary>
    public Temperature Temperature { get; init; } = Temperature.FromKelvin(300);

    /// <summary>Random walk of the thermal EMF in the leads: its standard deviation after one second.</summary>
    public Voltage ThermalDrift { get; init; } = Voltage.FromVolts(5e-9);

    /// <summary>Relative standard deviation by which the twin's junctions and field lines differ from their design, other ones
    /// for each seed; 0 gives the design itself.</summary>
    public double DeviceSpread { get; init; }

    /// <summary>Voltages that the leads of the twin's sample pick up and add.</summary>
    public LeadEffects Leads { get; init; } = new();
}
