using Lab.Quantities;

namespace Lab.Models.Nanowires;

/// <summary>How far nanowires of one design differ from each other: standard deviations [assumptions].</summary>
public sealed record NanowireSpread
{
    /// <summary>Of the centre of the pass probability, and of all depinning fields with it.</summary>
    public MagneticField Centre { get; init; } = MagneticField.FromTesla(0.25e-3);

    /// <summary>Of the slope of the pass probability, of its value.</summary>
    public double SlopeRatio { get; init; } = 0.1;

    /// <summary>Of the floor of the pass probability, of its value.</summary>
    public double FloorRatio { get; init; } = 0.3;

    /// <summary>Of the nucleation field.</summary>
    public MagneticField Nucleation { get; init; } = MagneticField.FromTesla(0.2e-3);

    /// <summary>Of the current that injects a wall, of its value.</summary>
    public double InjectionRatio { get; init; } = 0.05;
}
