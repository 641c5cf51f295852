using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Protocols.SpinDiodes;

/// <summary>Settings of <see cref="SpinDiodeProtocol"/>; the defaults suit the 346 MHz junction of Leroux' thesis,
/// section 5.3.1.</summary>
public sealed record SpinDiodeSettings
{
    /// <summary>Frequencies of a spectrum.</summary>
    [Setting("Frequencies of each spectrum.")]
    public Sweep<Frequency> Frequencies { get; init; } = Sweep<Frequency>.Parse("320..372 MHz step 0.5 MHz");

    /// <summary>Powers at the junction, one spectrum each.</summary>
    [Setting("Powers at the junction, one spectrum each; two or more also tell the nonlinearity.")]
    public Sweep<Power> Powers { get; init; } = Sweep<Power>.Parse("2..10 uW step 4 uW");

    /// <summary>Field of the magnet.</summary>
    [Setting("Perpendicular field of the magnet; none leaves it as it is.")]
    public MagneticField? Field { get; init; } = MagneticField.FromOersted(6250);

    /// <summary>Shift of the resonance with the field of the magnet; <see langword="null"/> leaves the field out of
    /// uncertainties.</summary>
    [Setting("Shift of the resonance per field of the magnet, or an upper bound: what the field misses and what is not known of "
        + "it widen the resonance by it; none leaves it out.", IsAnalysis = true)]
    public FrequencyPerField? FieldSlope { get; init; } = FrequencyPerField.FromHertzPerOersted(30e3);

    /// <summary>Current in the field line.</summary>
    [Setting("Current in the field line; none leaves its source alone.")]
    public Current? LineCurrent { get; init; }

    /// <summary>Range of the voltmeter.</summary>
    [Setting("Range of the nanovoltmeter.")]
    public Voltage Range { get; init; } = Voltage.FromVolts(0.01);

    /// <summary>Integration time in periods of the mains.</summary>
    [Setting("Integration time of a reading in periods of the mains.")]
    public double IntegrationCycles { get; init; } = 5;

    /// <summary>Readings averaged for a point.</summary>
    [Setting("Readings that the nanovoltmeter averages for a point.")]
    public int Averages { get; init; } = 1;

    /// <summary>Wait between tone and reading.</summary>
    [Setting("Wait between setting the tone and reading the voltage, beyond the generator's own settling.")]
    public Duration Settle { get; init; } = Duration.FromMilliseconds(10);

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
}
