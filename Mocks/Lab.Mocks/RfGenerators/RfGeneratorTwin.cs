using Lab.Instruments.Benches;
using Lab.Mocks.Scpi;
using Lab.Quantities;

namespace Lab.Mocks.RfGenerators;

/// <summary>What twins of RF generators have in common: one tone that reaches the virtual sample stage.</summary>
public abstract class RfGeneratorTwin : ScpiTwin
{
    private const string LevelErrorKey = "level_error";
    private static readonly Duration SettlingTime = Duration.FromMilliseconds(3);

    private readonly ScpiNumber frequency;
    private readonly ScpiNumber power;
    private readonly LevelRatio levelError;
    private bool output;

    /// <summary>Creates the twin.</summary>
    /// <param name="context">Name, settings, stage and randomness.</param>
    /// <param name="identity">The answer to <c>*IDN?</c>.</param>
    /// <param name="frequencyRange">The instrument's range of frequency in Hz.</param>
    /// <param name="powerRangeDbm">The instrument's range of level in dBm.</param>
    protected RfGeneratorTwin(TwinContext context, string identity, (double Minimum, double Maximum) frequencyRange, (double Minimum, double Maximum) powerRangeDbm)
        : base(context, identity)
    {
        frequency = new ScpiNumber { Unit = "Hz", Minimum = () => frequencyRange.Minimum, Maximum = () => frequencyRange.Maximum, Default = 1e9 };
        power = new ScpiNumber { Unit = "dBm", Minimum = () => powerRangeDbm.Minimum, Maximum = () => powerRangeDbm.Maximum, Default = -30 };
        levelError = context.Twin.Get<LevelRatio>(LevelErrorKey) * context.Random("level").NextGaussian();
        Commands.Number("[:SOURce<n>]:FREQuency[:CW|:FIXed]", frequency, Changed);
        Commands.Number("[:SOURce<n>]:POWer[:LEVel[:IMMediate[:AMPLitude]]]", power, Changed);
        Commands.Switch(":OUTPut<n>[:STATe]", () => output, on =>
        {
            output = on;
            Changed();
        });
        SwitchToDefaults();
    }

    /// <summary>What the bench file can tell the twins of RF generators.</summary>
    protected static IReadOnlyList<SettingKey> TwinSettings { get; } =
    [
        SettingKey.Quantity<LevelRatio>(
            LevelErrorKey, LevelRatio.FromDecibels(0.05), "Standard deviation of the constant level error that the seed draws."),
    ];

    /// <inheritdoc/>
    protected override void Reset() => SwitchToDefaults();

    private void SwitchToDefaults()
    {
        frequency.Value = frequency.Default;
        power.Value = power.Default;
        output = false;
        Changed();
    }

    private void Changed()
    {
        BusyFor(SettlingTime);
        Stage.SetTone(Name, Frequency.FromHertz(frequency.Value), Power.FromDbm(power.Value).Amplified(levelError), output);
    }
}
