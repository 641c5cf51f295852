using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Protocols.Chains;

/// <summary>Settings that all protocols on a chain of two junctions share; the defaults are those of Leroux' thesis, section
/// 5.3.2.</summary>
public abstract record ChainSettings
{
    /// <summary>Frequency of the first input.</summary>
    [Setting("Frequency of the first input, near the resonance of the first junction.")]
    public Frequency Tone1 { get; init; } = Frequency.FromMegahertz(174);

    /// <summary>Frequency of the second input.</summary>
    [Setting("Frequency of the second input, near the resonance of the second junction.")]
    public Frequency Tone2 { get; init; } = Frequency.FromMegahertz(540);

    /// <summary>Field of the magnet.</summary>
    [Setting("Perpendicular field of the magnet; none leaves it as it is.")]
    public MagneticField? Field { get; init; } = MagneticField.FromOersted(3500);

    /// <summary>Range of the voltmeter.</summary>
    [Setting("Range of the nanovoltmeter.")]
    public Voltage Range { get; init; } = Voltage.FromVolts(0.01);

    /// <summary>Integration time in periods of the mains.</summary>
    [Setting("Integration time of a reading in periods of the mains.")]
    public double IntegrationCycles { get; init; } = 1;

    /// <summary>Wait between a change and the reading.</summary>
    [Setting("Wait between a change of powers or currents and the reading, beyond the instruments' own settling.")]
    public Duration Settle { get; init; } = Duration.FromMilliseconds(2);

    /// <summary>About how long a reading takes, with mains of 50 Hz and the zero measured with every reading.</summary>
    internal Duration ReadingTime => Duration.FromSeconds(2 * IntegrationCycles / 50);

    /// <summary>Refuses settings that cannot be measured with.</summary>
    /// <exception cref="SettingsException">A negative wait, or one frequency for both inputs.</exception>
    internal void Validate()
    {
        RequiredSetting.NotNegative("settle", Settle);
        if (Tone1 == Tone2)
        {
            throw new SettingsException(
                $"The settings 'tone1' and 'tone2' are both {Tone1}; the two inputs need frequencies of their own.");
        }
    }
}
