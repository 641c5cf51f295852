using System.Buffers;
using System.Globalization;
using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Mocks.Scpi;
using Lab.Quantities;

namespace Lab.Mocks.Oscilloscopes;

/// <summary>What twins of oscilloscopes have in common: a digitiser with four inputs behind their commands.</summary>
public abstract class OscilloscopeTwin : ScpiTwin
{
    private const string NoiseKey = "noise";
    private const string JitterKey = "trigger_jitter";
    private const double BytesPerSecond = 20e6; // over LAN [assumption]

    /// <summary>Creates the twin.</summary>
    /// <param name="context">Name, settings, stage and randomness.</param>
    /// <param name="identity">The answer to <c>*IDN?</c>.</param>
    /// <param name="front">Its front end and converter.</param>
    /// <param name="hasScpiTree">Whether it has the <c>SYSTem</c> and <c>STATus</c> commands of SCPI.</param>
    private protected OscilloscopeTwin(TwinContext context, string identity, DigitiserFront front, bool hasScpiTree = true)
        : base(context, identity, hasScpiTree)
    {
        ArgumentNullException.ThrowIfNull(context);
        Kept = new ScpiSettings(Commands);
        Digitiser = new Digitiser(
            context, front, context.Twin.Get<Voltage>(NoiseKey).Volts, context.Twin.Get<Duration>(JitterKey).Seconds,
            () => Sampling);
    }

    /// <summary>The keys that a bench file may give for the twin.</summary>
    public static IReadOnlyList<SettingKey> CommonSettings { get; } =
    [
        SettingKey.NotNegative<Voltage>(
            NoiseKey, Voltage.FromVolts(0.2e-3), "Noise of an input beside a thousandth of its range, rms."),
        SettingKey.NotNegative<Duration>(
            JitterKey, Duration.FromSeconds(0), "Jitter of its trigger from record to record, rms."),
    ];

    /// <inheritdoc/>
    public override bool IsRenewedByShot => true;

    /// <inheritdoc/>
    protected override int OutputQueueLength => 1 << 28;

    /// <summary>What triggers and records.</summary>
    private protected Digitiser Digitiser { get; }

    /// <summary>When the samples of a record are taken, by the settings.</summary>
    private protected abstract Sampling Sampling { get; }

    /// <summary>Settings that are kept and change nothing.</summary>
    private protected ScpiSettings Kept { get; }

    /// <summary>Writes a number as this instrument does.</summary>
    /// <param name="value">The number.</param>
    private protected virtual string Text(double value) =>
        value.ToString("+0.00000000E+00;-0.00000000E+00", CultureInfo.InvariantCulture);

    /// <summary>The input that a command's suffix names.</summary>
    /// <param name="arguments">The command's arguments.</param>
    private protected DigitiserInput Of(ScpiArguments arguments) => Digitiser.Inputs[arguments.Suffix() - 1];

    /// <summary>Ends a block that was written into the memory of an answer, and takes the time of its transfer.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="size">The bytes of the block.</param>
    private protected void Sent(IBufferWriter<byte> answer, int size)
    {
        answer.Advance(size);
        if (Clock is ISteppedClock stepped)
        {
            stepped.Advance(Duration.FromSeconds(size / BytesPerSecond));
        }
    }

    /// <summary>Adds a number of an input.</summary>
    private protected void Number(
        string pattern, string unit, double least, double most, Func<DigitiserInput, double> get,
        Action<DigitiserInput, double> set)
    {
        Commands.Command(pattern, arguments =>
        {
            DigitiserInput input = Of(arguments);
            double value = arguments.Number(unit, least, most);
            arguments.RequireEnd();
            set(input, value);
        });
        Commands.Query(pattern, arguments => Text(get(Of(arguments))));
    }

    /// <summary>Adds a number.</summary>
    private protected void Number(
        string pattern, string unit, double least, double most, Func<double> get, Action<double> set)
    {
        Commands.Command(pattern, arguments =>
        {
            double value = arguments.Number(unit, least, most);
            arguments.RequireEnd();
            set(value);
        });
        Commands.Query(pattern, _ => Text(get()));
    }

    /// <summary>Adds a choice of words of an input.</summary>
    private protected void Word(
        string pattern, string[] words, Func<DigitiserInput, string> get, Action<DigitiserInput, string> set)
    {
        Commands.Command(pattern, arguments =>
        {
            DigitiserInput input = Of(arguments);
            string word = arguments.Word(words);
            arguments.RequireEnd();
            set(input, word);
        });
        Commands.Query(pattern, arguments => get(Of(arguments)));
    }

    /// <summary>Adds a switch of an input.</summary>
    private protected void Switch(string pattern, Func<DigitiserInput, bool> get, Action<DigitiserInput, bool> set)
    {
        Commands.Command(pattern, arguments =>
        {
            DigitiserInput input = Of(arguments);
            bool on = arguments.Switch();
            arguments.RequireEnd();
            set(input, on);
        });
        Commands.Query(pattern, arguments => get(Of(arguments)) ? "1" : "0");
    }
}
