using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Protocols.Nanowires;

/// <summary>Settings of all protocols that take Kerr loops with injected domain walls.</summary>
public abstract record WallLoopSettings
{
    private const double FewestSamples = 500; // of a period
    private const double MostSamples = 1e6;
    private const double MostHum = 1; // of the whole change

    /// <summary>Amplitude of the field.</summary>
    [Setting("Amplitude of the sinusoidal field; above the nucleation field, so that each loop ends in a saturated wire.")]
    public MagneticField LoopAmplitude { get; init; } = MagneticField.FromTesla(15e-3);

    /// <summary>Frequency of the field.</summary>
    [Setting("Frequency of the field: one loop, one wall.")]
    public Frequency LoopFrequency { get; init; } = Frequency.FromHertz(20);

    /// <summary>Rate of the card.</summary>
    [Setting("Samples per second of the card, at its output and of each input, written as a frequency.")]
    public Frequency SampleRate { get; init; } = Frequency.FromHertz(40e3);

    /// <summary>Amplitude of the pulses.</summary>
    [Setting("Amplitude of the pulse that injects a wall, with the sign that does so on the rise of the field.")]
    public Voltage PulseAmplitude { get; init; } = Voltage.FromVolts(30);

    /// <summary>Width of the pulses.</summary>
    [Setting("Width of that pulse.")]
    public Duration PulseWidth { get; init; } = Quantity.Parse<Duration>("100 ns");

    /// <summary>Counter of the card.</summary>
    [Setting("Counter of the card whose pulse triggers the pulse generator.")]
    public string Counter { get; init; } = "ctr0";

    /// <summary>Input of the card.</summary>
    [Setting("Input of the card at which the Kerr signal is.")]
    public string KerrInput { get; init; } = "ai0";

    /// <summary>Output of the card that moves the spot.</summary>
    [Setting("Output of the card at the scanner of the spot; used by `spot-position`, and where its calibration is in force.")]
    public string SpotOutput { get; init; } = "ao1";

    /// <summary>Time for the spot to settle.</summary>
    [Setting("Wait after the spot was moved: what the scanner or stage takes to come to rest.")]
    public Duration SpotSettle { get; init; } = Duration.FromMilliseconds(50);

    /// <summary>Whole change of the signal.</summary>
    [Setting("Change of the Kerr signal when all of the wire under the spot reverses on the rise, with its sign; where the "
        + "calibration of `spot-position` is in force, its change counts.")]
    public Voltage KerrSwing { get; init; } = Voltage.FromVolts(20e-3);

    /// <summary>Bandwidth of the signal.</summary>
    [Setting("Bandwidth of the Kerr signal, by which it is averaged before it is read.")]
    public Frequency KerrBandwidth { get; init; } = Frequency.FromHertz(10e3);

    /// <summary>Field by which pinned walls are free.</summary>
    [Setting("Field by which every pinned wall is free, below that at which walls nucleate: a later step is none of the "
        + "injected wall.")]
    public MagneticField FreedBy { get; init; } = MagneticField.FromTesla(10.5e-3);

    /// <summary>Frequency of the mains.</summary>
    [Setting("Frequency of the mains, whose hum is taken out of the Kerr signal.")]
    public Frequency MainsFrequency { get; init; } = Frequency.FromHertz(50);

    /// <summary>Size of the hum.</summary>
    [Setting("Likely amplitude of the hum of the mains in the Kerr signal, as a part of 'kerr_swing'.")]
    public double HumShare { get; init; } = 0.05;

    /// <summary>The probability that a reading needs.</summary>
    [Setting("Probability that the reading of a loop has to have; a loop below it is repeated.")]
    public double LeastConfidence { get; init; } = 0.97;

    /// <summary>Bound of the timing.</summary>
    [Setting("Mean difference of the field at the pulses from the wanted one, at which the pulses are timed anew.")]
    public MagneticField TimingBound { get; init; } = MagneticField.FromTesla(20 * 1e-6);

    /// <summary>Largest miss of a pulse.</summary>
    [Setting("Largest difference of the field at a pulse from the wanted one; a loop beyond it is repeated.")]
    public MagneticField LargestMiss { get; init; } = MagneticField.FromTesla(100 * 1e-6);

    /// <summary>Loops that time the pulses.</summary>
    [Setting("Loops without pulses at the beginning that tell when the field has which value; as many as are averaged later.")]
    public int TimingLoops { get; init; } = 8;

    /// <summary>Repeats of a loop.</summary>
    [Setting("How often a loop is repeated that cannot be read, before the run stops.")]
    public int MostRepeats { get; init; } = 50;

    /// <summary>Refuses what contradicts itself.</summary>
    /// <exception cref="SettingsException">It does.</exception>
    internal void RequireMeaning()
    {
        RequiredSetting.Positive("loop_amplitude", LoopAmplitude);
        RequiredSetting.Positive("loop_frequency", LoopFrequency);
        RequiredSetting.Positive("sample_rate", SampleRate);
        RequiredSetting.Positive("kerr_bandwidth", KerrBandwidth);
        RequiredSetting.Positive("freed_by", FreedBy);
        RequiredSetting.Positive("mains_frequency", MainsFrequency);
        RequiredSetting.Positive("pulse_width", PulseWidth);
        RequiredSetting.Positive("timing_bound", TimingBound);
        RequiredSetting.AtLeast("largest_miss", LargestMiss, TimingBound, "the timing is corrected only beyond 'timing_bound'");
        RequiredSetting.AtLeast("timing_loops", TimingLoops, 1);
        RequiredSetting.AtLeast("most_repeats", MostRepeats, 0);
        RequiredSetting.NotNegative("spot_settle", SpotSettle);
        if (KerrSwing.Volts == 0 || PulseAmplitude.Volts == 0)
        {
            throw new SettingsException("The settings 'kerr_swing' and 'pulse_amplitude' must not be zero.");
        }

        if (!(LeastConfidence is > 0.5 and < 1))
        {
            throw new SettingsException($"The setting 'least_confidence' is {LeastConfidence}; it lies between 0.5 and 1.");
        }

        if (!(HumShare is > 0 and <= MostHum))
        {
            throw new SettingsException($"The setting 'hum_share' is {HumShare}; it lies above 0 and is at most {MostHum}.");
        }

        double samples = SampleRate / LoopFrequency;
        if (!(samples is >= FewestSamples and <= MostSamples))
        {
            throw new SettingsException(
                $"A loop of {LoopFrequency} with {SampleRate} has {samples:G4} samples; 'loop_frequency' and 'sample_rate' have "
                    + $"to give {FewestSamples} to {MostSamples:F0} of them.");
        }

        if (WallReader.FindFault(this) is { } fault)
        {
            throw new SettingsException(fault);
        }
    }

    /// <summary>Refuses a field at which no wall can be injected in a loop.</summary>
    /// <param name="name">The setting.</param>
    /// <param name="field">The field.</param>
    /// <exception cref="SettingsException">It is beyond the rise of the loop.</exception>
    internal void RequireReached(string name, MagneticField field)
    {
        const double most = 0.95;
        if (!(field.Tesla > 0 && field.Tesla < most * LoopAmplitude.Tesla))
        {
            throw new SettingsException(
                $"The setting '{name}' has {field}; fields above zero and below {LoopAmplitude * most} are reached well before "
                    + "the top of the loop.");
        }

        if (!(field.Tesla < FreedBy.Tesla))
        {
            throw new SettingsException(
                $"The setting '{name}' has {field}; a wall that is pinned there has to be held for a while before 'freed_by', "
                    + $"{FreedBy}.");
        }
    }
}
