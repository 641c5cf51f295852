using System.Globalization;
using Lab.Instruments.Clocks;
using Lab.Mocks.Rough;
using Lab.Mocks.Scpi;
using Lab.Mocks.Stages;
using Lab.Quantities;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.PulseGenerators.Pspl10070ATwin>]

namespace Lab.Mocks.PulseGenerators;

/// <summary>Twin of the Picosecond Pulse Labs 10,070A.</summary>
/// <remarks>Ranges and steps are those that public drivers give: 7.5 V of either sign in steps of 1 dB down to 81 dB, 10.2 ns in
/// steps of 2.5 ps, 63 ns of delay in steps of 1 ns, 10 µs to 1 s of period. Errors show in the event status register alone
/// [assumption: IEEE 488.2]. It wakes up without headers
/// [assumption]; <c>HEADER ON</c> puts them before answers. The baseline does nothing to the sample here.</remarks>
public sealed class Pspl10070ATwin : ScpiTwin, IShippedTwin
{
    private const double LargestVolts = 7.5;
    private const int MostDecibels = 81;
    private const double WidthStep = 2.5e-12;
    private const double DelayStep = 1e-9;
    private const double PeriodStep = 1e-7;

    private static readonly string[] Sources = ["INT", "EXT", "MAN", "GPIB"];

    private readonly PulseTrain train;
    private double volts;
    private double seconds;
    private double delaySeconds;
    private double periodSeconds;
    private double offsetVolts;
    private double levelVolts;
    private string trigger = "INT";
    private bool hasHeaders;
    private bool output;

    /// <summary>Creates the twin.</summary>
    public Pspl10070ATwin(TwinContext context)
        : base(context, "PICOSECOND PULSE LABS,10070A,0,1.0", hasScpiTree: false)
    {
        train = new PulseTrain(context, () => new PulseShape(volts, seconds, delaySeconds));
        Value("AMPLitude", -LargestVolts, LargestVolts, () => volts, value => volts = OnStep(value), restarts: true);
        Value(
            "DURation", 0, 10.2e-9, () => seconds, value => seconds = Math.Round(value / WidthStep) * WidthStep, restarts: true);
        Value("DELay", 0, 63e-9, () => delaySeconds, value => delaySeconds = Math.Round(value / DelayStep) * DelayStep);
        Value("OFFSet", -5, 5, () => offsetVolts, value => offsetVolts = value);
        Value("LEVel", -5, 5, () => levelVolts, value => levelVolts = value);
        Value("PERiod", 1e-5, 1, () => periodSeconds, SetPeriod, restarts: true);
        Value("FREQuency", 1, 1e5, () => 1 / periodSeconds, value => SetPeriod(1 / value), restarts: true);
        Commands.Command("TRIGger", arguments =>
        {
            trigger = arguments.Word(Sources);
            Restart();
        });
        Commands.Query("TRIGger", _ => trigger);
        Commands.Command("ENABle", arguments => SwitchTo(arguments.Remaining == 0 || arguments.Word("YES", "NO") == "YES"));
        Commands.Command("DISable", _ => SwitchTo(on: false));
        Commands.Query("ENABle", _ => output ? "YES" : "NO");
        Commands.Command("HEADer", arguments => hasHeaders = arguments.Switch());
        Commands.Query("HEADer", _ => hasHeaders ? "ON" : "OFF");
        Commands.Command("*TRG", _ => Fire());
        SwitchToDefaults();
    }

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "pspl-10070a",
        Rough = Manners,
        Settings = [PulseTrain.Cable],
        Create = context => new Pspl10070ATwin(context),
    };

    /// <inheritdoc/>
    public override bool IsRenewedByShot => !train.IsRunning;

    // Public sources write the model with its comma, end answers with LF, and strip blanks before they compare.
    private static RoughManners Manners => new()
    {
        Identity = "PICOSECOND PULSE LABS,10,070A,0,1.0",
        Terminator = " \n",
        Latency = Duration.FromMilliseconds(20), // [assumption]
        EarlierUser =
        [
            "*ESE 255;*SRE 32",
            "DISABLE;TRIGGER EXT;OFFSET 1;LEVEL 0.5",
            "AMPLITUDE 7.5;DURATION 10E-9;DELAY 20E-9;FREQUENCY 1000",
            "NONSENSE",
        ],
    };

    /// <inheritdoc/>
    protected override void Reset() => SwitchToDefaults();

    /// <inheritdoc/>
    protected override void CatchUp() => train.CatchUp();

    /// <inheritdoc/>
    protected override void ClockRestarted() => Restart();

    /// <inheritdoc/>
    protected override string Write(string header, string answer) =>
        hasHeaders && !header.StartsWith('*') ? $"{header.TrimStart(':').ToUpperInvariant()} {answer}" : answer;

    private static double OnStep(double value)
    {
        double decibels = Math.Round(20 * Math.Log10(LargestVolts / Math.Abs(value)));
        return Math.CopySign(LargestVolts * Math.Pow(10, -Math.Min(decibels, MostDecibels) / 20), value);
    }

    private void Value(
        string pattern, double minimum, double maximum, Func<double> get, Action<double> set, bool restarts = false)
    {
        Commands.Command(pattern, arguments =>
        {
            set(arguments.Number(string.Empty, minimum, maximum));
            if (restarts)
            {
                Restart();
            }
        });
        Commands.Query(pattern, _ => get().ToString("0.0000E+00", CultureInfo.InvariantCulture));
    }

    private void SetPeriod(double value) => periodSeconds = Math.Round(value / PeriodStep) * PeriodStep;

    private void SwitchTo(bool on)
    {
        output = on;
        Restart();
    }

    private void Fire()
    {
        if (trigger != "GPIB")
        {
            throw ScpiErrorException.SettingsConflict();
        }

        train.Fire();
    }

    private void Restart() => train.Restart(output, trigger == "INT" ? periodSeconds : null, trigger == "EXT");

    private void SwitchToDefaults()
    {
        (output, trigger, hasHeaders) = (false, "INT", false);
        (volts, seconds, delaySeconds, periodSeconds, offsetVolts, levelVolts) = (OnStep(0.1), 1e-9, 0, 1e-3, 0, 0);
        Restart();
    }
}
