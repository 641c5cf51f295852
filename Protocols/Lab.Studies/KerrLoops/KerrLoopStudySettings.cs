using System.Globalization;
using Lab.Models.KerrLoops;
using Lab.Models.Nanowires;
using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Studies.KerrLoops;

/// <summary>Settings of <see cref="KerrLoopStudyProtocol"/>.</summary>
public sealed record KerrLoopStudySettings
{
    private const double MostMissed = 0.9; // loops with a wall are what is counted

    /// <summary>Signals over noise.</summary>
    [Setting("Whole change of the signal over its noise, values with commas between them.")]
    public string SignalToNoise { get; init; } = "2, 3, 5, 8";

    /// <summary>Offsets of the spot.</summary>
    [Setting("Distances of the spot from the notch in µm, with commas between them.")]
    public string SpotOffsets { get; init; } = "0, 0.5, 1, 1.5";

    /// <summary>Bandwidths.</summary>
    [Setting("Bandwidths of the detector in kHz, with commas between them.")]
    public string Bandwidths { get; init; } = "2, 5, 10, 20";

    /// <summary>Loops.</summary>
    [Setting("Loops of each combination.")]
    public int Loops { get; init; } = 1000;

    /// <summary>Share without a wall.</summary>
    [Setting("Share of the pulses that inject no wall.")]
    public double MissedShare { get; init; } = 0.02;

    /// <summary>Frequency of the field.</summary>
    [Setting("Frequency of the field.")]
    public Frequency LoopFrequency { get; init; } = Frequency.FromHertz(20);

    /// <summary>Amplitude of the field.</summary>
    [Setting("Amplitude of the field.")]
    public MagneticField LoopAmplitude { get; init; } = MagneticField.FromTesla(15e-3);

    /// <summary>Sample rate.</summary>
    [Setting("Samples a second.")]
    public Frequency SampleRate { get; init; } = Frequency.FromHertz(100_000);

    /// <summary>Threads.</summary>
    [Setting("Threads; they change no result.")]
    public int Threads { get; init; } = 2;

    /// <summary>The combinations: signal over noise, offset in µm, bandwidth in kHz.</summary>
    internal (double SignalToNoise, double OffsetMicrometres, double BandwidthKilohertz)[] ToCombinations() =>
    [
        .. from bandwidth in Read("bandwidths", Bandwidths, 0.1, 1000)
           from offset in Read("spot_offsets", SpotOffsets, 0, 100)
           from ratio in Read("signal_to_noise", SignalToNoise, 0.1, 1e6)
           select (ratio, offset, bandwidth),
    ];

    /// <summary>Refuses settings that have no meaning.</summary>
    /// <exception cref="SettingsException">One of them is out of its range.</exception>
    internal void Validate()
    {
        ToCombinations();
        foreach ((string name, double value, double least, double most) in ((string, double, double, double)[])
        [
            ("loops", Loops, 1, 10_000_000), ("threads", Threads, 1, 1024), ("missed_share", MissedShare, 0, MostMissed),
            ("loop_frequency", LoopFrequency.Hertz, 0.1, 1000), ("loop_amplitude", LoopAmplitude.Tesla, 11e-3, 1),
            ("sample_rate", SampleRate.Hertz, 200 * LoopFrequency.Hertz, 1e8),
        ])
        {
            if (!(value >= least && value <= most))
            {
                throw new SettingsException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"The setting '{name}' is {value}; it has to lie between {least} and {most}, in SI units."));
            }
        }

        int samples = KerrLoopMaker.CountOf(LoopFrequency, SampleRate);
        foreach (double bandwidth in ToCombinations().Select(each => each.BandwidthKilohertz).Distinct())
        {
            var detector = new KerrDetector { Bandwidth = Frequency.FromHertz(bandwidth * 1e3) };
            int least = KerrLoopStudy.ReadersFor(new KerrSpot(), detector).Max(
                reader => reader.LeastSamples(1 / SampleRate.Hertz));
            if (samples < least)
            {
                string of = bandwidth.ToString(CultureInfo.InvariantCulture);
                throw new SettingsException(
                    $"The setting 'loop_frequency' is {LoopFrequency}, whose loops have {samples} samples, and the setting "
                        + $"'bandwidths' has {of}, at which a reader needs {least}. Take a lower 'loop_frequency', or a "
                        + "larger bandwidth.");
            }
        }
    }

    private static double[] Read(string name, string text, double least, double most)
    {
        double[] values =
        [
            .. text.Split(',').Select(part => double.TryParse(
                part.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                && value >= least && value <= most
                ? value
                : throw new SettingsException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"The setting '{name}' has '{part.Trim()}'; numbers from {least} to {most} with commas between them are "
                        + $"expected."))),
        ];
        return values.Distinct().Count() == values.Length
            ? values
            : throw new SettingsException($"The setting '{name}' is '{text}'; each number once.");
    }
}
