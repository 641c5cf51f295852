using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Protocols.FilmResonances;

/// <summary>Settings of <see cref="FmrProtocol"/>.</summary>
public sealed record FmrSettings
{
    /// <summary>Frequencies of the tone, a line each.</summary>
    [Setting("Frequencies of the tone, with a sweep of the field at each.")]
    public Sweep<Frequency> Frequencies { get; init; } = Sweep<Frequency>.Parse("4..16 GHz step 2 GHz");

    /// <summary>Power at the film.</summary>
    [Setting("Power at the film; so small that the lines do not depend on it.")]
    public Power Power { get; init; } = Quantity.Parse<Power>("1 mW");

    /// <summary>How the field lies.</summary>
    [Setting("How the field lies to the film: in-plane or perpendicular.")]
    public FieldGeometry Geometry { get; init; } = FieldGeometry.InPlane;

    /// <summary>Expected splitting factor.</summary>
    [Setting("Splitting factor by which the fields of each line are placed.")]
    public double ExpectedG { get; init; } = 2.1;

    /// <summary>Expected effective magnetisation.</summary>
    [Setting("Effective magnetisation by which the fields of each line are placed.")]
    public MagneticField ExpectedMagnetisation { get; init; } = MagneticField.FromTesla(0.9);

    /// <summary>Fields to either side of the expected resonance.</summary>
    [Setting("Fields to either side of the expected resonance; several half widths.")]
    public MagneticField HalfSpan { get; init; } = Quantity.Parse<MagneticField>("30 mT");

    /// <summary>Fields of a line.</summary>
    [Setting("Fields of each line.")]
    public int FieldPoints { get; init; } = 61;

    /// <summary>What is detected.</summary>
    [Setting(
        "What is detected: keyed (a lock-in amplifier reads a keyed tone; external reference), field-modulated (its sine feeds a "
            + "coil; internal reference) or transmission (a network analyser measures S21).")]
    public LineDetection Detection { get; init; } = LineDetection.Keyed;

    /// <summary>Frequency at which tone or field is modulated.</summary>
    [Setting("Frequency at which the tone is keyed or the field modulated.")]
    public Frequency ModulationFrequency { get; init; } = Frequency.FromHertz(1237);

    /// <summary>Peak current of the modulation coil.</summary>
    [Setting("Peak current of the modulation coil, with field-modulated; its field is a fifth of the half width at most.")]
    public Current ModulationCurrent { get; init; } = Quantity.Parse<Current>("2 mA");

    /// <summary>Full scale of the lock-in amplifier.</summary>
    [Setting("Full scale of the lock-in amplifier, rms; the next larger one is taken.")]
    public Voltage Sensitivity { get; init; } = Quantity.Parse<Voltage>("50 uV");

    /// <summary>Time constant of each pole of its filter.</summary>
    [Setting("Time constant of each pole of the lock-in amplifier; a reading waits until the filter has settled.")]
    public Duration TimeConstant { get; init; } = Duration.FromMilliseconds(30);
}
