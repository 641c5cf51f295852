using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Protocols.WeightTuning;

/// <summary>Settings of <see cref="WeightTuningProtocol"/>; the defaults suit the 346 MHz junction of Leroux' thesis,
/// section 5.3.1.</summary>
public sealed record WeightTuningSettings
{
    /// <summary>Currents in the field line.</summary>
    [Setting("Currents in the field line; each gets a spectrum and a series of powers. At least five.")]
    public Sweep<Current> Currents { get; init; } = Sweep<Current>.Parse("-5..5 mA step 2 mA");

    /// <summary>Frequencies of a spectrum.</summary>
    [Setting("Frequencies of each spectrum.")]
    public Sweep<Frequency> Frequencies { get; init; } = Sweep<Frequency>.Parse("320..372 MHz step 1 MHz");

    /// <summary>Power of the spectra.</summary>
    [Setting("Power of the spectra at the junction.")]
    public Power SpectrumPower { get; init; } = Power.FromMicrowatts(2);

    /// <summary>The tone at which the weight is measured.</summary>
    [Setting("Fixed tone at which the weight, the slope of voltage against power, is measured.")]
    public Frequency Tone { get; init; } = Frequency.FromMegahertz(346);

    /// <summary>Powers of the tone.</summary>
    [Setting("Powers of the tone at the junction.")]
    public Sweep<Power> Powers { get; init; } = Sweep<Power>.Parse("2..12 uW step 2 uW");

    /// <summary>How often the series of powers is run through.</summary>
    [Setting("How often the series of powers is run through at each current.")]
    public int Repeats { get; init; } = 3;

    /// <summary>Field of the magnet.</summary>
    [Setting("Perpendicular field of the magnet; none leaves it as it is.")]
    public MagneticField? Field { get; init; } = MagneticField.FromOersted(6250);

    /// <summary>Shift of the resonance with the field of the magnet; <see langword="null"/> leaves the field out of
    /// uncertainties.</summary>
    [Setting(
        "Shift of the resonance per field of the magnet, or an upper bound: what the field misses and what is not known of it "
            + "widen what depends on the resonance by it; none leaves it out.")]
    public FrequencyPerField? FieldSlope { get; init; } = FrequencyPerField.FromHertzPerOersted(30e3);

    /// <summary>Range of the voltmeter.</summary>
    [Setting("Range of the nanovoltmeter.")]
    public Voltage Range { get; init; } = Voltage.FromVolts(0.01);

    /// <summary>Integration time in periods of the mains.</summary>
    [Setting("Integration time of a reading in periods of the mains.")]
    public double IntegrationCycles { get; init; } = 5;

    /// <summary>Wait between tone and reading.</summary>
    [Setting("Wait between setting the tone and reading the voltage, beyond the generator's own settling.")]
    public Duration Settle { get; init; } = Duration.FromMilliseconds(10);

    /// <summary>Standard uncertainty of the power at the junction; <see langword="null"/> takes that of the power
    /// calibration.</summary>
    [Setting(
        "Standard uncertainty of the power at the junction, common to all points; it widens what is a ratio to power. none "
            + "takes that of the power calibration in force, and 1 dB where there is none.")]
    public LevelRatio? LevelUncertainty { get; init; }
}
