using Lab.Benches;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.LockInAmplifiers;
using Lab.Instruments.Manners;
using Lab.Instruments.Terminals;
using Lab.Instruments.Wires;
using Lab.Quantities;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.LockInAmplifiers.StanfordSr830>]

namespace Lab.Instruments.Drivers.LockInAmplifiers;

/// <summary>Stanford Research SR830 lock-in amplifier (SR830 manual, chapter 5). Its sine cannot be switched off: 4 mV is the
/// least.</summary>
public sealed partial class StanfordSr830 : ScpiLockIn, IShippedDriver
{
    private const string InputKey = "input";
    private const string CouplingKey = "coupling";
    private const string ShieldKey = "shield";
    private const string LineFilterKey = "line_filter";
    private const string ReserveKey = "reserve";
    private const string TriggerKey = "trigger";
    private const string SynchronousKey = "synchronous_filter";

    private const string Snap = "SNAP? 1,2";
    private const string Status = "LIAS?";
    private const int AuxOutputs = 4;
    private const double LeastSineVolts = 0.004;
    private const double SineStepVolts = 0.002;
    private const double LeastHertz = 1e-3;

    private static readonly string[] Inputs = ["a", "a-b"];
    private static readonly string[] Couplings = ["ac", "dc"];
    private static readonly string[] Shields = ["float", "ground"];
    private static readonly string[] LineFilters = ["off", "line", "2x-line", "both"];
    private static readonly string[] Reserves = ["high", "normal", "low-noise"];
    private static readonly string[] Triggers = ["sine", "rising", "falling"];

    private readonly SettingValues values;
    private readonly LockInOptions options;
    private double detectionHertz;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="options">The options that a bench file gives for any lock-in amplifier.</param>
    /// <param name="values">All settings of the bench file.</param>
    public StanfordSr830(InstrumentSession session, LockInOptions options, SettingValues values)
        : base(session, options) => (this.options, this.values) = (options, values);

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new()
    {
        Name = "srs-sr830",
        Kind = ILockInAmplifier.Kind,
        Terminals = LockInTerminals.Of(AuxOutputs, AuxOutputs, Voltage.FromVolts(LeastSineVolts)),
        Summary = "Stanford Research SR830 lock-in amplifier",
        Settings =
        [
            .. LockInOptions.Keys,
            SettingKey.Choice(TriggerKey, "rising", Triggers, "Edge of an external reference: `rising` and `falling` are TTL."),
            SettingKey.Choice(InputKey, "a", Inputs, "Input: A alone, or A − B."),
            SettingKey.Choice(CouplingKey, "ac", Couplings, "Coupling of the input."),
            SettingKey.Choice(ShieldKey, "float", Shields, "Shields of the input."),
            SettingKey.Choice(LineFilterKey, "off", LineFilters, "Notch filters at the mains and at twice its frequency."),
            SettingKey.Choice(ReserveKey, "normal", Reserves, "Dynamic reserve."),
            SettingKey.Switch(SynchronousKey, defaultValue: false, "The synchronous filter below 200 Hz."),
        ],
        Manners = new InstrumentManners
        {
            Errors = ErrorReporting.EventStatusRegister,
            Completion = Completion.EventsInOwnMessage,
            TakesClosingQuery = true,
            MaximumMessageLength = 255,
            Serial = new SerialSettings { Terminator = "cr" },
            SerialRemoteCommand = "OUTX 0",
        },
        Models = ["SR830"],
        Beliefs = Beliefs,
        Create = context => new StanfordSr830(context.Session(), LockInOptions.Of(context), context.Settings),
    };

    /// <inheritdoc/>
    public override Duration SettlingTime => IsSynchronous
        ? base.SettlingTime + Duration.FromSeconds(1 / (detectionHertz > 0 ? detectionHertz : LeastHertz))
        : base.SettlingTime;

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    /// <inheritdoc/>
    protected override Voltage SineRest { get; } = Voltage.FromVolts(LeastSineVolts);

    /// <inheritdoc/>
    protected override double SineOhms => 50;

    /// <inheritdoc/>
    protected override int Outputs => AuxOutputs;

    /// <inheritdoc/>
    protected override string SineQuery => "SLVL?";

    /// <inheritdoc/>
    protected override string FrequencyQuery => "FREQ?";

    /// <inheritdoc/>
    protected override IReadOnlyList<double> SensitivitiesVolts => StanfordTables.SensitivitiesVolts;

    /// <inheritdoc/>
    protected override IReadOnlyList<double> TimeConstantsSeconds => StanfordTables.TimeConstantsSeconds;

    private bool IsSynchronous => values.Get<bool>(SynchronousKey);

    /// <inheritdoc/>
    public override ValueTask<LockInReading> ReadNowAsync(CancellationToken cancellationToken = default) => Session.QueryAsync(
        Snap,
        answer => answer.Split(',', StringSplitOptions.TrimEntries) is [var x, var y]
            ? new LockInReading(Voltage.FromVolts(Session.ReadNumber(x, Snap)), Voltage.FromVolts(Session.ReadNumber(y, Snap)))
            : throw Session.BadAnswer(answer, Snap, "X and Y"),
        cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Bits 0 to 3 of the status byte: input, filter, output, reference (manual, 5-23).</remarks>
    public override async ValueTask<LockInOverload> TakeOverloadAsync(CancellationToken cancellationToken = default) =>
        (LockInOverload)((int)await Session.QueryNumberAsync(Status, cancellationToken).ConfigureAwait(false) & 0b1111);

    /// <inheritdoc/>
    public override async ValueTask<Voltage> ReadAuxAsync(int input, CancellationToken cancellationToken = default)
    {
        Require(input is >= 1 and <= AuxOutputs, $"analogue input {input}", $"1 to {AuxOutputs}");
        return Voltage.FromVolts(await Session.QueryNumberAsync($"OAUX? {input}", cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    protected override (string Command, double Volts) SineCommand(double volts)
    {
        double rounded = Math.Round(volts / SineStepVolts) * SineStepVolts;
        return ($"SLVL {rounded:F3}", rounded);
    }

    /// <inheritdoc/>
    protected override string FrequencyCommand(double hertz)
    {
        detectionHertz = hertz * Settings.Harmonic; // one that is refused keeps no reading from its time
        return $"FREQ {hertz:R}";
    }

    /// <inheritdoc/>
    protected override (string Command, double Volts) AuxCommand(int output, double volts)
    {
        double rounded = Math.Round(volts, 3);
        return ($"AUXV {output},{rounded:F3}", rounded);
    }

    /// <inheritdoc/>
    protected override ValueTask<double> ReadAuxOutputVoltsAsync(int output, CancellationToken cancellationToken) =>
        Session.QueryNumberAsync($"AUXV? {output}", cancellationToken);

    /// <inheritdoc/>
    protected override async ValueTask<double> ReadFrequencyHertzAsync(CancellationToken cancellationToken)
    {
        double hertz = await base.ReadFrequencyHertzAsync(cancellationToken).ConfigureAwait(false);
        detectionHertz = hertz * Settings.Harmonic;
        return hertz;
    }

    /// <inheritdoc/>
    /// <remarks>A change of slope, reserve or frequency may shorten the time constant, and a harmonic beyond 102 kHz is lowered:
    /// what the reading rests on is read back.</remarks>
    protected override async ValueTask ApplyAsync(LockInSettings settings, CancellationToken cancellationToken)
    {
        int sensitivity = IndexOf(SensitivitiesVolts, settings.Sensitivity.Volts);
        int timeConstant = IndexOf(TimeConstantsSeconds, settings.TimeConstant.Seconds);
        await Session.SendAsync(
            $"OFSL {settings.Poles - 1};SYNC {(IsSynchronous ? 1 : 0)};HARM {settings.Harmonic};PHAS {settings.Phase.Degrees:F2}",
            cancellationToken).ConfigureAwait(false);
        await Session.SendAsync($"SENS {sensitivity};OFLT {timeConstant}", cancellationToken).ConfigureAwait(false);
        await RequireTakenAsync("OFLT?", timeConstant, "time constant", cancellationToken).ConfigureAwait(false);
        await RequireTakenAsync("SENS?", sensitivity, "sensitivity", cancellationToken).ConfigureAwait(false);
        await RequireTakenAsync("HARM?", settings.Harmonic, "harmonic", cancellationToken).ConfigureAwait(false);
        detectionHertz = await base.ReadFrequencyHertzAsync(cancellationToken).ConfigureAwait(false) * settings.Harmonic;
    }

    /// <summary>Asks who answers. Answers go to the interface that was used last; where none comes over GPIB, it is told
    /// which.</summary>
    protected override async ValueTask<InstrumentIdentity> IdentifyAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await base.IdentifyAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (InstrumentException silence)
            when (silence.Fault == InstrumentFault.Timeout
                && !Session.Address.StartsWith("asrl", StringComparison.OrdinalIgnoreCase))
        {
            await Session.TryAsync("OUTX 1", cancellationToken).ConfigureAwait(false);
            return await base.IdentifyAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reference, input and filters as the bench file says; offsets and expansion off. The reference is changed only
    /// with the sine at its least voltage, since the sine's frequency changes with it.</summary>
    protected override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        double sine = await Session.QueryNumberAsync(SineQuery, cancellationToken).ConfigureAwait(false);
        string reference = options.IsExternal ? "0" : "1";
        await RequireModeAsync(
            "FMOD?",
            $"FMOD {reference}",
            answer => answer.Trim() == reference,
            sine > LeastSineVolts + (SineStepVolts / 2),
            options.IsExternal ? "an external reference" : "its internal reference",
            cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(
            $"RSLP {IndexIn(Triggers, TriggerKey)};ISRC {IndexIn(Inputs, InputKey)};IGND {IndexIn(Shields, ShieldKey)}"
            + $";ICPL {IndexIn(Couplings, CouplingKey)};ILIN {IndexIn(LineFilters, LineFilterKey)};RMOD "
                + $"{IndexIn(Reserves, ReserveKey)}",
            cancellationToken).ConfigureAwait(false);
        await Session.SendAsync("OEXP 1,0,0;OEXP 2,0,0;OEXP 3,0,0;FAST 0", cancellationToken).ConfigureAwait(false);
        await ConfigureAsync(options.Settings, cancellationToken).ConfigureAwait(false);
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
                "Choose one that it allows at this frequency: up to 30 s above 200 Hz, harmonics up to 102 kHz.");
        }
    }

    private int IndexIn(string[] words, string key) => Array.IndexOf(words, values.Get<string>(key));
}
