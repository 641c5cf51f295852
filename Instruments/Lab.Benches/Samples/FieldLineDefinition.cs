using Lab.Benches.Twins;
using Lab.Quantities;

namespace Lab.Benches.Samples;

/// <summary>A field line above a junction of the sample.</summary>
public sealed record FieldLineDefinition
{
    /// <summary>Its name on the sample.</summary>
    public required string Name { get; init; }

    /// <summary>The junction below it.</summary>
    public required string Junction { get; init; }

    /// <summary>In-plane field per current at the junction.</summary>
    public FieldPerCurrent Conversion { get; init; } = FieldPerCurrent.FromOerstedPerMilliampere(0.98);

    /// <summary>Resistance of the line with its leads.</summary>
    public Resistance Resistance { get; init; } = Resistance.FromOhms(12);

    /// <summary>The fraction of this line's current that leaks into each other line.</summary>
    public double Leakage { get; init; }

    /// <summary>Width of its cross-section; zero where it is not known.</summary>
    public Length Width { get; init; }

    /// <summary>Thickness of its cross-section; zero where it is not known.</summary>
    public Length Thickness { get; init; }

    /// <summary>The largest current density allowed in it, all sources and leakages together;
    /// <see langword="null"/> sets no limit.</summary>
    public CurrentDensity? CurrentDensityLimit { get; init; }

    /// <summary>The most energy of one pulse in it; <see langword="null"/> sets no limit.</summary>
    public Energy? PulseEnergyLimit { get; init; }

    /// <summary>Keys of the bench file for the twin alone.</summary>
    public FieldLineTwin Twin { get; init; } = new();
}
