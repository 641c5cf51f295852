using Lab.Benches;
using Lab.Mocks.Scpi;
using Lab.Mocks.Stages;
using Lab.Models.SpinDiodes;
using Lab.Quantities;

namespace Lab.Mocks.RfGenerators;

/// <summary>The behaviour that twins of RF generators have in common: one tone that reaches the virtual sample stage.</summary>
/// <remarks>The tone is a continuous wave. Sweep limits are kept and answered, but a sweep cannot be started
/// (<c>FREQ:MODE SWE</c> is -241, <c>Hardware missing</c>). Amplitude and frequency modulation leave the tone on the sample as it
/// is; pulse modulation of the internal source keys it at the pulses' frequency [assumption: a square wave].</remarks>
public abstract class RfGeneratorTwin : ScpiTwin
{
    private const string LevelErrorKey = "level_error";
    private static readonly Duration SettlingTime = Duration.FromMilliseconds(3);

    private readonly RfFrequency frequency;
    private readonly LevelRatio levelError;
    private bool pulses;
    private bool isModulated;
    private readonly (double Minimum, double Maximum) frequencyRange;
    private double sweepStart;
    private double sweepStop;
    private bool output;

    /// <summary>Creates the twin.</summary>
    /// <param name="context">Name, settings, stage and randomness.</param>
    /// <param name="identity">The answer to <c>*IDN?</c>.</param>
    /// <param name="frequencyRange">The instrument's range of frequency in Hz.</param>
    /// <param name="powerRangeDbm">The instrument's range of level in dBm.</param>
    protected RfGeneratorTwin(
        TwinContext context, string identity, (double Minimum, double Maximum) frequencyRange,
        (double Minimum, double Maximum) powerRangeDbm)
        : base(context, identity)
    {
        this.frequencyRange = frequencyRange;
        levelError = context.Twin.Get<LevelRatio>(LevelErrorKey) * context.Random("level").NextGaussian();
        Kept = new ScpiSettings(Commands);
        frequency = new RfFrequency(Commands, frequencyRange, initialHertz: 1e9, Changed);
        Level = new RfLevel(Commands, powerRangeDbm, Changed);
        AddOutput(":OUTPut<1>[:STATe]");
        AddSweepRange();
        Kept.Word("[:SOURce<1>]:ROSCillator:SOURce", "INTernal", "EXTernal");
        AddModulation();
        SwitchToDefaults();
    }

    /// <summary>The settings that the bench file can give the twins of RF generators.</summary>
    protected static IReadOnlyList<SettingKey> TwinSettings { get; } =
    [
        SettingKey.Quantity<LevelRatio>(
            LevelErrorKey, LevelRatio.FromDecibels(0.05), "Standard deviation of the constant level error that the seed draws."),
    ];

    /// <summary>Settings that change nothing on the sample.</summary>
    protected ScpiSettings Kept { get; }

    /// <summary>The level.</summary>
    internal RfLevel Level { get; }

    /// <summary>The user's correction of the level.</summary>
    internal FlatnessCorrection Correction { get; } = new();

    /// <summary>Whether modulation that is set up reaches the tone: the switch that makers have for all of it.</summary>
    protected bool IsModulated
    {
        get => isModulated;
        set
        {
            isModulated = value;
            Changed();
        }
    }

    /// <summary>The frequency at which pulses come, half of the time on [assumption: whatever their width].</summary>
    protected double PulseHertz
    {
        get;
        set
        {
            field = value;
            Changed();
        }
    } = 1000;

    /// <summary>Whether switching a modulation on switches on what passes it, too.</summary>
    protected virtual bool SwitchesModulationTogether => false;

    /// <inheritdoc/>
    protected override void Reset() => SwitchToDefaults();

    /// <summary>Adds the choice of how the frequency is made, of which only the continuous wave is there.</summary>
    /// <param name="header">The header: <c>[:SOURce]:FREQuency:MODE</c>.</param>
    /// <param name="words">The words, the continuous wave's first.</param>
    /// <param name="continuous">Those of them, in the short form, that mean a continuous wave.</param>
    protected void AddMode(string header, string[] words, params string[] continuous)
    {
        ArgumentNullException.ThrowIfNull(words);
        Commands.Command(header, arguments =>
        {
            if (!continuous.Contains(arguments.Word(words)))
            {
                throw ScpiErrorException.HardwareMissing();
            }
        });
        Commands.Query(header, _ => continuous[0]);
    }

    /// <summary>Adds the output switch under a header.</summary>
    /// <param name="header">The header.</param>
    protected void AddOutput(string header) => Commands.Switch(header, () => output, on =>
    {
        output = on;
        Changed();
    });

    private void AddSweepRange()
    {
        AddBound(":STARt", () => sweepStart, value => sweepStart = value);
        AddBound(":STOP", () => sweepStop, value => sweepStop = value);
        AddBound(":CENTer", () => (sweepStart + sweepStop) / 2, value => Place(value, sweepStop - sweepStart));
        AddBound(":SPAN", () => sweepStop - sweepStart, value => Place((sweepStart + sweepStop) / 2, value), minimum: 0);
    }

    private void AddBound(string node, Func<double> get, Action<double> set, double? minimum = null)
    {
        string header = $"[:SOURce<1>]:FREQuency{node}";
        Commands.Command(header, arguments =>
        {
            double value = arguments.Number("Hz", minimum ?? frequencyRange.Minimum, frequencyRange.Maximum);
            arguments.RequireEnd();
            set(value);
        });
        Commands.Query(header, _ => get().ToString("R"));
    }

    private void Place(double center, double span)
    {
        double start = center - (span / 2);
        double stop = center + (span / 2);
        if (!(start >= frequencyRange.Minimum && stop <= frequencyRange.Maximum))
        {
            throw ScpiErrorException.SettingsConflict();
        }

        (sweepStart, sweepStop) = (start, stop);
    }

    private void AddModulation()
    {
        Kept.Switch("[:SOURce<1>]:AM:STATe");
        Kept.Number("[:SOURce<1>]:AM[:DEPTh]", "PCT", 0, 100, 30);
        Kept.Word("[:SOURce<1>]:AM:SOURce", "INTernal", "EXTernal");
        Kept.Switch("[:SOURce<1>]:FM:STATe");
        Kept.Number("[:SOURce<1>]:FM[:DEViation]", "Hz", 0, 10e6, 1e3);
        Kept.Word("[:SOURce<1>]:FM:SOURce", "INTernal", "EXTernal");
        Commands.Switch("[:SOURce<1>]:PULM:STATe", () => pulses, on =>
        {
            pulses = on;
            isModulated |= on && SwitchesModulationTogether;
            Changed();
        });
        Kept.Word("[:SOURce<1>]:PULM:SOURce", "INTernal", "EXTernal");
    }

    private void SwitchToDefaults()
    {
        Kept.Reset();
        frequency.Reset();
        Level.Reset();
        Correction.Reset();
        pulses = false;
        isModulated = !SwitchesModulationTogether;
        (sweepStart, sweepStop) = (100e6, 500e6);
        output = false;
        Changed();
    }

    /// <summary>Brings the tone to the sample as it is now.</summary>
    protected void Changed()
    {
        BusyFor(SettlingTime);
        Power power = Power.FromDbm(Level.ConnectorDbm).Amplified(levelError);
        power = Correction.IsOn ? power.Amplified(LevelRatio.FromDecibels(Correction.At(frequency.Hertz))) : power;
        var tone = new RfTone(Frequency.FromHertz(frequency.Hertz), power);
        Stage.Drive(
            Name,
            new ToneSignal(output ? [tone] : [])
            {
                Modulation =
                    pulses && isModulated ? new ToneModulation(Frequency.FromHertz(PulseHertz), 1, IsSquare: true) : null,
            });
    }
}
