using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Protocols.Resonances;

/// <summary>Settings of <see cref="FindResonanceProtocol"/>.</summary>
public sealed record FindResonanceSettings
{
    /// <summary>Lowest frequency of the search; <see langword="null"/> takes the generator's lower limit of the bench
    /// file.</summary>
    [Setting("Lowest frequency of the search; none takes the lower limit of the generator in the bench file.")]
    public Frequency? From { get; init; }

    /// <summary>Highest frequency of the search; <see langword="null"/> takes the generator's upper limit of the bench
    /// file.</summary>
    [Setting("Highest frequency of the search; none takes the upper limit of the generator in the bench file.")]
    public Frequency? To { get; init; }

    /// <summary>Frequencies of the coarse search, in equal ratios.</summary>
    [Setting("Frequencies of the coarse search, in equal ratios; two half widths of the narrowest line apart are close enough.")]
    public int Points { get; init; } = 600;

    /// <summary>The most lines that are looked at closely.</summary>
    [Setting("The most lines that are looked at closely.")]
    public int Lines { get; init; } = 2;

    /// <summary>Power at the junction.</summary>
    [Setting("Power at the junction.")]
    public Power Power { get; init; } = Power.FromWatts(4e-6);

    /// <summary>Field of the magnet.</summary>
    [Setting("Perpendicular field of the magnet; none leaves it as it is.")]
    public MagneticField? Field { get; init; } = MagneticField.FromOersted(6250);

    /// <summary>Shift of the resonance with the field of the magnet.</summary>
    [Setting("Shift of the resonance per field of the magnet, or an upper bound; it widens the resonance; none leaves it out.")]
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

    /// <summary>Standard uncertainty of the power at the junction.</summary>
    [Setting("Standard uncertainty of the power at the junction; it widens the sensitivity.")]
    public LevelRatio LevelUncertainty { get; init; } = LevelRatio.FromDecibels(0.05);
}
