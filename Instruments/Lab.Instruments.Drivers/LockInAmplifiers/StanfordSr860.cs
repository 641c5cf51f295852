using System.Globalization;
using Lab.Benches;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.LockInAmplifiers;
using Lab.Instruments.Manners;
using Lab.Instruments.Wires;
using Lab.Quantities;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.LockInAmplifiers.StanfordSr860>]

namespace Lab.Instruments.Drivers.LockInAmplifiers;

/// <summary>Stanford Research SR860, SR865 and SR865A lock-in amplifiers (SR860 manual, chapter 4). The voltage of the sine is
/// the open one of the output + alone, as the instrument shows it.</summary>
public sealed partial class StanfordSr860 : ScpiLockIn, IShippedDriver
{
    private const string InputKey = "input";
    private const string CouplingKey = "coupling";
    private const string ShieldKey = "shield";
    private const string InputRangeKey = "input_range";
    private const string TriggerKey = "trigger";
    private const string SynchronousKey = "synchronous_filter";

    private const string Snap = "SNAP? 0,1";
    private const string Status = "LIAS?";
    private const int AuxOutputs = 4;
    private const double LeastOffsetVolts = 1e-4;
    private const double LeastSineVolts = 1e-6;
    private const double LeastHertz = 1e-3;
    private const int MostHarmonic = 99;

    // Bits of the lock-in status: outputs and data channels beyond their scale, reference unlocked, input range exceeded.
    private const int OutputBits = 0xF03;
    private const int UnlockedBit = 1 << 3;
    private const int InputBit = 1 << 4;

    private static readonly string[] Inputs = ["a", "a-b"];
    private static readonly string[] Couplings = ["ac", "dc"];
    private static readonly string[] Shields = ["float", "ground"];
    private static readonly string[] InputRanges = ["1 V", "300 mV", "100 mV", "30 mV", "10 mV"];
    private static readonly string[] Triggers = ["sine", "rising", "falling"];

    private readonly SettingValues values;
    private readonly LockInOptions options;
    private double detectionHertz;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="options">The options that a bench file gives for any lock-in amplifier.</param>
    /// <param name="values">All settings of the bench file.</param>
    public StanfordSr860(InstrumentSession session, LockInOptions options, SettingValues values)
        : base(session, options) => (this.options, this.values) = (options, values);

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new()
    {
        Name = "srs-sr860",
        Kind = ILockInAmplifier.Kind,
        Summary = "Stanford Research SR860, SR865 or SR865A lock-in amplifier",
        Settings =
        [
            .. LockInOptions.Keys,
            SettingKey.Choice(TriggerKey, "rising", Triggers, "Edge of an external reference: `rising` and `falling` are TTL."),
            SettingKey.Choice(InputKey, "a", Inputs, "Input: A alone, or A − B."),
            SettingKey.Choice(CouplingKey, "ac", Couplings, "Coupling of the input."),
            SettingKey.Choice(ShieldKey, "float", Shields, "Shields of the input."),
            SettingKey.Choice(
                InputRangeKey, "300 mV", InputRanges,
                    "Largest peak voltage at the input, of the signal and all that is beside it."),
            SettingKey.Switch(SynchronousKey, defaultValue: false, "The synchronous filter."),
        ],
        Manners = new InstrumentManners
        {
            Errors = ErrorReporting.EventStatusRegister,
            Completion = Completion.EventsInOwnMessage,
            TakesClosingQuery = true,
            MaximumMessageLength = 255,
            Serial = new SerialSettings { Baud = 115_200 },
        },
        Models = ["SR860", "SR865"],
        Beliefs = Beliefs,
        Create = context => new StanfordSr860(context.Session(), LockInOptions.Of(context), context.Settings),
    };

    /// <inheritdoc/>
    public override Duration SettlingTime => values.Get<bool>(SynchronousKey)
        ? base.SettlingTime + Duration.FromSeconds(1 / Math.Max(detectionHertz, LeastHertz))
        : base.SettlingTime;

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    /// <inheritdoc/>
    protected override Voltage SineRest => default;

    /// <inheritdoc/>
    protected override double SineOhms => 50;

    /// <inheritdoc/>
    protected override int Outputs => AuxOutputs;

    /// <inheritdoc/>
    protected override string SineQuery => "SLVL?";

    /// <inheritdoc/>
    protected override string FrequencyQuery => "FREQ?";

    /// <inheritdoc/>
    protected override IReadOnlyList<double> SensitivitiesVolts => StanfordTables.ScalesVolts;

    /// <inheritdoc/>
    protected override IReadOnlyList<double> TimeConstantsSeconds => StanfordTables.FastTimeConstantsSeconds;

    /// <inheritdoc/>
    public override ValueTask<LockInReading> ReadNowAsync(CancellationToken cancellationToken = default) => Session.QueryAsync(
        Snap,
        answer => answer.Split(',', StringSplitOptions.TrimEntries) is [var x, var y]
            ? new LockInReading(Voltage.FromVolts(Session.ReadNumber(x, Snap)), Voltage.FromVolts(Session.ReadNumber(y, Snap)))
            : throw Session.BadAnswer(answer, Snap, "X and Y"),
        cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask<LockInOverload> TakeOverloadAsync(CancellationToken cancellationToken = default)
    {
        int bits = (int)await Session.QueryNumberAsync(Status, cancellationToken).ConfigureAwait(false);
        return ((bits & InputBit) != 0 ? LockInOverload.Input : LockInOverload.None)
            | ((bits & OutputBits) != 0 ? LockInOverload.Output : LockInOverload.None)
            | ((bits & UnlockedBit) != 0 ? LockInOverload.Unlocked : LockInOverload.None);
    }

    /// <inheritdoc/>
    /// <remarks>The instrument counts its analogue inputs and outputs from 0.</remarks>
    public override async ValueTask<Voltage> ReadAuxAsync(int input, CancellationToken cancellationToken = default)
    {
        Require(input is >= 1 and <= AuxOutputs, $"analogue input {input}", $"1 to {AuxOutputs}");
        return Voltage.FromVolts(await Session.QueryNumberAsync($"OAUX? {input - 1}", cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    protected override (string Command, double Volts) SineCommand(double volts)
    {
        string text = volts.ToString("0.#########", CultureInfo.InvariantCulture); // steps of 1 nV
        return ($"SLVL {text}", double.Parse(text, CultureInfo.InvariantCulture));
    }

    /// <inheritdoc/>
    protected override string FrequencyCommand(double hertz)
    {
        detectionHertz = hertz * Settings.Harmonic; // one that is refused keeps no reading from its time
        return $"FREQINT {hertz:R}";
    }

    /// <inheritdoc/>
    protected override async ValueTask<double> ReadFrequencyHertzAsync(CancellationToken cancellationToken)
    {
        double hertz = await base.ReadFrequencyHertzAsync(cancellationToken).ConfigureAwait(false);
        detectionHertz = hertz * Settings.Harmonic;
        return hertz;
    }

    /// <inheritdoc/>
    protected override (string Command, double Volts) AuxCommand(int output, double volts)
    {
        double rounded = Math.Round(volts, 3);
        return ($"AUXV {output - 1},{rounded:F3}", rounded);
    }

    /// <inheritdoc/>
    protected override ValueTask<double> ReadAuxOutputVoltsAsync(int output, CancellationToken cancellationToken) =>
        Session.QueryNumberAsync($"AUXV? {output - 1}", cancellationToken);

    /// <inheritdoc/>
    protected override async ValueTask ApplyAsync(LockInSettings settings, CancellationToken cancellationToken)
    {
        Require(settings.Harmonic <= MostHarmonic, $"harmonic {settings.Harmonic}", $"1 to {MostHarmonic}");
        int scale = ScaleOf(settings.Sensitivity.Volts);
        int timeConstant = IndexOf(TimeConstantsSeconds, settings.TimeConstant.Seconds);
        await Session.SendAsync(
            $"OFSL {settings.Poles - 1};SYNC {(values.Get<bool>(SynchronousKey) ? 1 : 0)};HARM {settings.Harmonic}"
            + $";PHAS {settings.Phase.Degrees:F4}",
            cancellationToken).ConfigureAwait(false);
        await Session.SendAsync($"SCAL {scale};OFLT {timeConstant}", cancellationToken).ConfigureAwait(false);
        await RequireTakenAsync("OFLT?", timeConstant, "time constant", cancellationToken).ConfigureAwait(false);
        await RequireTakenAsync("SCAL?", scale, "sensitivity", cancellationToken).ConfigureAwait(false);
        await RequireTakenAsync("HARM?", settings.Harmonic, "harmonic", cancellationToken).ConfigureAwait(false);
        detectionHertz = await base.ReadFrequencyHertzAsync(cancellationToken).ConfigureAwait(false) * settings.Harmonic;
    }

    /// <summary>Reference, input and filters as the bench file says; plain poles, no offset, no expansion, no ratio. What drives
    /// the sample is not touched: a reference that differs while the sine drives, or a direct voltage on the sine, is
    /// refused.</summary>
    protected override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        double sine = await Session.QueryNumberAsync(SineQuery, cancellationToken).ConfigureAwait(false);
        string reference = options.IsExternal ? "1" : "0";
        await RequireModeAsync(
            "RSRC?",
            $"RSRC {reference}",
            answer => answer.Trim() == reference,
            sine > LeastSineVolts,
            options.IsExternal ? "an external reference" : "its internal reference",
            cancellationToken).ConfigureAwait(false);
        await RequireNoOffsetAsync(cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(
            $"RTRG {IndexIn(Triggers, TriggerKey)};IVMD 0;ISRC {IndexIn(Inputs, InputKey)};IGND {IndexIn(Shields, ShieldKey)}"
            + $";ICPL {IndexIn(Couplings, CouplingKey)};IRNG {IndexIn(InputRanges, InputRangeKey)}",
            cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(
            "ADVFILT 0;COFA 0,0;COFA 1,0;COFA 2,0;CEXP 0,0;CEXP 1,0;CEXP 2,0;CRAT 0,0;CRAT 1,0;CRAT 2,0", cancellationToken)
            .ConfigureAwait(false);
        await ConfigureAsync(options.Settings, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask RequireNoOffsetAsync(CancellationToken cancellationToken)
    {
        const string query = "SOFF?";
        double offset = await Session.QueryNumberAsync(query, cancellationToken).ConfigureAwait(false);
        if (!(Math.Abs(offset) <= LeastOffsetVolts))
        {
            throw new InstrumentException(
                InstrumentFault.Limit,
                $"The sine has a direct voltage of {Voltage.FromVolts(offset)}, which no limit of the bench counts",
                $"{Name}, {query}",
                "Bring the DC level of the sine to zero at the front panel, slowly where a sample hangs on it, and open the "
                    + "bench again.");
        }
    }

    private async ValueTask RequireTakenAsync(string query, int wanted, string what, CancellationToken cancellationToken)
    {
        double found = await Session.QueryNumberAsync(query, cancellationToken).ConfigureAwait(false);
        if (found != wanted)
        {
            throw new InstrumentException(
                InstrumentFault.Refused,
                $"The instrument did not take its {what}: {query} answers {found:R}, and {wanted} was set",
                $"{Name}, {query}",
                "Choose one that it allows at this frequency.");
        }
    }

    private static int ScaleOf(double volts) =>
        StanfordTables.ScalesVolts.Count - 1 - IndexOf(StanfordTables.ScalesVolts, volts);

    private int IndexIn(string[] words, string key) => Array.IndexOf(words, values.Get<string>(key));
}
