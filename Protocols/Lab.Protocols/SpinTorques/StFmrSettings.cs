using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Protocols.SpinTorques;

/// <summary>Settings of <see cref="StFmrProtocol"/>.</summary>
public sealed record StFmrSettings
{
    /// <summary>Angles of the field.</summary>
    [Setting("Angles of the rotation stage, with a sweep of the field at each; its zero puts the field along the current within "
        + "45 degrees.")]
    public Sweep<Angle> Angles { get; init; } = Sweep<Angle>.Parse("0..345 deg step 15 deg");

    /// <summary>Frequency of the tone.</summary>
    [Setting("Frequency of the tone.")]
    public Frequency Frequency { get; init; } = Quantity.Parse<Frequency>("6 GHz");

    /// <summary>Power at the strip.</summary>
    [Setting("Power at the strip while the tone is on; so small that the lines do not depend on it.")]
    public Power Power { get; init; } = Quantity.Parse<Power>("1 mW");

    /// <summary>The splitting factor.</summary>
    [Setting("Splitting factor g, taken as known: it places the fields, and tells the effective magnetisation from the resonance "
        + "field.")]
    public double GFactor { get; init; } = 2.1;

    /// <summary>Expected effective magnetisation.</summary>
    [Setting("Effective magnetisation by which the fields are placed.")]
    public MagneticField ExpectedMagnetisation { get; init; } = MagneticField.FromTesla(0.8);

    /// <summary>Fields to either side of the expected resonance.</summary>
    [Setting("Fields to either side of the expected resonance; several half widths.")]
    public MagneticField HalfSpan { get; init; } = Quantity.Parse<MagneticField>("30 mT");

    /// <summary>Fields of a line.</summary>
    [Setting("Fields of each line.")]
    public int FieldPoints { get; init; } = 41;

    /// <summary>Saturation magnetisation; <see langword="null"/> gives no spin-torque ratio.</summary>
    [Setting(
        "Saturation magnetisation of the ferromagnet, taken as known: the spin-torque ratio goes with it; none gives no such "
            + "ratio.",
        IsAnalysis = true)]
    public MagneticField? SaturationMagnetisation { get; init; } = MagneticField.FromTesla(1);

    /// <summary>Thickness of the ferromagnet.</summary>
    [Setting("Thickness of the ferromagnet, taken as known.", IsAnalysis = true)]
    public Length MagnetThickness { get; init; } = Length.FromNanometers(4);

    /// <summary>Thickness of the heavy metal.</summary>
    [Setting("Thickness of the heavy metal, taken as known.", IsAnalysis = true)]
    public Length MetalThickness { get; init; } = Length.FromNanometers(6);

    /// <summary>Relative uncertainty of magnetisation and thicknesses.</summary>
    [Setting("Relative standard uncertainty of saturation magnetisation times both thicknesses, which widens the spin-torque "
        + "ratio; 0 states it for the given values.", IsAnalysis = true)]
    public double ProductUncertainty { get; init; }

    /// <summary>Frequency at which the tone is keyed.</summary>
    [Setting("Frequency at which the tone is keyed on and off; far from multiples of the mains.")]
    public Frequency ModulationFrequency { get; init; } = Frequency.FromHertz(1237);

    /// <summary>Full scale of the lock-in amplifier.</summary>
    [Setting("Full scale of the lock-in amplifier, rms; the next larger one is taken.")]
    public Voltage Sensitivity { get; init; } = Quantity.Parse<Voltage>("20 uV");

    /// <summary>Time constant of each pole of its filter.</summary>
    [Setting("Time constant of each pole of the lock-in amplifier; a reading waits until the filter has settled.")]
    public Duration TimeConstant { get; init; } = Duration.FromMilliseconds(30);

    /// <summary>Phase at which a positive voltage is expected.</summary>
    [Setting("Phase at which a positive rectified voltage is expected, within 90 degrees: it decides the signs of the voltages, "
        + "not that of the ratios.", IsAnalysis = true)]
    public Angle Phase { get; init; }
}
