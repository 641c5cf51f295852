using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Protocols.SpinDiodes;

/// <summary>Settings of <see cref="LockInSpinDiodeProtocol"/>; the defaults are those of
/// <see cref="SpinDiodeSettings"/>.</summary>
public sealed record LockInSpinDiodeSettings
{
    /// <summary>Frequencies of a spectrum.</summary>
    [Setting("Frequencies of each spectrum.")]
    public Sweep<Frequency> Frequencies { get; init; } = Sweep<Frequency>.Parse("320..372 MHz step 0.5 MHz");

    /// <summary>Powers at the junction, one spectrum each.</summary>
    [Setting("Powers at the junction while the tone is on, one spectrum each; two or more also tell the nonlinearity.")]
    public Sweep<Power> Powers { get; init; } = Sweep<Power>.Parse("2..10 uW step 4 uW");

    /// <summary>Frequency at which the tone is keyed.</summary>
    [Setting("Frequency at which the tone is keyed on and off; far from multiples of the mains.")]
    public Frequency ModulationFrequency { get; init; } = Frequency.FromHertz(1237);

    /// <summary>Full scale of the lock-in amplifier.</summary>
    [Setting("Full scale of the lock-in amplifier, rms; the next larger one is taken.")]
    public Voltage Sensitivity { get; init; } = Quantity.Parse<Voltage>("500 uV");

    /// <summary>Time constant of each pole of its filter.</summary>
    [Setting("Time constant of each pole of the lock-in amplifier; a reading waits until the filter has settled.")]
    public Duration TimeConstant { get; init; } = Duration.FromMilliseconds(100);

    /// <summary>Whether a nanovoltmeter reads too.</summary>
    [Setting("Whether the nanovoltmeter of the bench reads each point too, while the tone is on all the time, and its fit stands "
        + "beside that of the lock-in amplifier.")]
    public bool Nanovoltmeter { get; init; }

    /// <summary>Phase at which a positive voltage is expected.</summary>
    [Setting("Phase at which a positive rectified voltage is expected, within 90 degrees: it decides the sign. 0 for a reference "
        + "that rises when the tone goes on.", IsAnalysis = true)]
    public Angle Phase { get; init; }

    /// <summary>Field of the magnet.</summary>
    [Setting("Perpendicular field of the magnet; none leaves it as it is.")]
    public MagneticField? Field { get; init; } = MagneticField.FromOersted(6250);

    /// <summary>Shift of the resonance with the field of the magnet; <see langword="null"/> leaves the field out of
    /// uncertainties.</summary>
    [Setting("Shift of the resonance per field of the magnet, or an upper bound: what the field misses and what is not known of "
        + "it widen the resonance by it; none leaves it out.", IsAnalysis = true)]
    public FrequencyPerField? FieldSlope { get; init; } = FrequencyPerField.FromHertzPerOersted(30e3);

    /// <summary>Standard uncertainty of the power at the junction; <see langword="null"/> takes that of the power
    /// calibration.</summary>
    [Setting("Standard uncertainty of the power at the junction, common to all points; it widens what is a ratio to power. none "
        + "takes that of the power calibration in force, and 1 dB where there is none.", IsAnalysis = true)]
    public LevelRatio? LevelUncertainty { get; init; }

    /// <summary>Lowest frequency that is fitted; <see langword="null"/> fits from the first on.</summary>
    [Setting("Lowest frequency that is fitted; none fits from the lowest of the sweep.", IsAnalysis = true)]
    public Frequency? FitFrom { get; init; }

    /// <summary>Highest frequency that is fitted; <see langword="null"/> fits to the last.</summary>
    [Setting("Highest frequency that is fitted; none fits to the highest of the sweep.", IsAnalysis = true)]
    public Frequency? FitTo { get; init; }

    /// <summary>The settings of the spectra without those of the lock-in amplifier:
    /// those by which the voltages are fitted.</summary>
    public SpinDiodeSettings ToSpinDiode() => new()
    {
        Frequencies = Frequencies,
        Powers = Powers,
        Field = Field,
        FieldSlope = FieldSlope,
        LevelUncertainty = LevelUncertainty,
        FitFrom = FitFrom,
        FitTo = FitTo,
    };
}
