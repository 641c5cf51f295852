using System.Globalization;
using Lab.Benches;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.LockInAmplifiers;
using Lab.Instruments.Manners;
using Lab.Instruments.Wires;
using Lab.Quantities;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.LockInAmplifiers.SignalRecovery7265>]

namespace Lab.Instruments.Drivers.LockInAmplifiers;

/// <summary>Signal Recovery (EG&amp;G) 7265 lock-in amplifier.</summary>
/// <remarks>A query is a command without its parameter; a point after the name asks for volts, hertz and degrees. After each
/// command the status byte tells whether it was taken.</remarks>
public sealed partial class SignalRecovery7265 : ScpiLockIn, IShippedDriver
{
    private const string InputKey = "input";
    private const string CouplingKey = "coupling";
    private const string ShieldKey = "shield";
    private const string LineFilterKey = "line_filter";
    private const string LineFrequencyKey = "line_frequency";
    private const string ReferenceInputKey = "reference_input";
    private const string GainKey = "ac_gain";

    private const string Both = "XY.";
    private const string Status = "ST";
    private const string Overload = "N";
    private const int AuxOutputs = 4;
    private const int AuxInputs = 2;

    private const int InvalidCommand = 1 << 1;
    private const int WrongParameter = 1 << 2;
    private const int OutputBits = 0b0001_1110;
    private const int InputBit = 1 << 6;
    private const int UnlockedBit = 1 << 7;

    private static readonly string[] Inputs = ["a", "a-b"];
    private static readonly string[] Couplings = ["ac", "dc"];
    private static readonly string[] Shields = ["ground", "float"];
    private static readonly string[] LineFilters = ["off", "line", "2x-line", "both"];
    private static readonly string[] LineFrequencies = ["60", "50"];
    private static readonly string[] ReferenceInputs = ["ttl", "analog"];

    /// <summary>By the number of <c>TC</c>, s.</summary>
    private static readonly double[] TimeConstants =
    [
        10e-6, 20e-6, 40e-6, 80e-6, 160e-6, 320e-6, 640e-6, 5e-3, 10e-3, 20e-3, 50e-3, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100,
        200, 500, 1e3, 2e3, 5e3, 10e3, 20e3, 50e3, 100e3,
    ];

    private readonly SettingValues values;
    private readonly LockInOptions options;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="options">The options that a bench file gives for any lock-in amplifier.</param>
    /// <param name="values">All settings of the bench file.</param>
    public SignalRecovery7265(InstrumentSession session, LockInOptions options, SettingValues values)
        : base(session, options) => (this.options, this.values) = (options, values);

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new()
    {
        Name = "signal-recovery-7265",
        Kind = ILockInAmplifier.Kind,
        Terminals = LockInTerminals.Of(AuxOutputs, AuxInputs, default),
        Summary = "Signal Recovery (EG&G) 7265 lock-in amplifier",
        Settings =
        [
            .. LockInOptions.Keys,
            SettingKey.Choice(
                ReferenceInputKey, "ttl", ReferenceInputs,
                "Input of an external reference: `ttl` at the rear, `analog` in front."),
            SettingKey.Choice(InputKey, "a", Inputs, "Input: A alone, or A − B."),
            SettingKey.Choice(CouplingKey, "ac", Couplings, "Coupling of the input."),
            SettingKey.Choice(ShieldKey, "float", Shields, "Shields of the input."),
            SettingKey.Choice(LineFilterKey, "off", LineFilters, "Notch filters at the mains and at twice its frequency."),
            SettingKey.Choice(LineFrequencyKey, "50", LineFrequencies, "The mains' frequency for these filters, Hz."),
            SettingKey.Number(
                GainKey, 0, 0, 90, "Gain before the mixer in dB, in steps of 10: more is less noise and an earlier overload."),
        ],
        Manners = new InstrumentManners
        {
            Errors = ErrorReporting.EventStatusRegister,
            StatusQuery = Status,
            ErrorEvents = InvalidCommand | WrongParameter,
            IdentityQuery = "ID",
            HasFreeIdentity = true,
            Completion = Completion.OwnReport,
            Serial = new SerialSettings { DataBits = 7, Parity = "even", Terminator = "cr", Echo = true },
        },
        Models = ["7265"],
        Beliefs = Beliefs,
        Create = context => new SignalRecovery7265(context.Session(), LockInOptions.Of(context), context.Settings),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    /// <inheritdoc/>
    protected override Voltage SineRest => default;

    /// <inheritdoc/>
    protected override double SineOhms => 50;

    /// <inheritdoc/>
    protected override int Outputs => AuxOutputs;

    /// <inheritdoc/>
    protected override string SineQuery => "OA.";

    /// <inheritdoc/>
    protected override string FrequencyQuery => "FRQ.";

    /// <inheritdoc/>
    protected override IReadOnlyList<double> SensitivitiesVolts => StanfordTables.SensitivitiesVolts;

    /// <inheritdoc/>
    protected override IReadOnlyList<double> TimeConstantsSeconds => TimeConstants;

    /// <inheritdoc/>
    public override ValueTask<LockInReading> ReadNowAsync(CancellationToken cancellationToken = default) => Session.QueryAsync(
        Both,
        answer => Plain(answer).Split(',', StringSplitOptions.TrimEntries) is [var x, var y]
            ? new LockInReading(Voltage.FromVolts(Session.ReadNumber(x, Both)), Voltage.FromVolts(Session.ReadNumber(y, Both)))
            : throw Session.BadAnswer(answer, Both, "X and Y"),
        cancellationToken);

    /// <inheritdoc/>
    /// <remarks>The byte tells what is overloaded at this moment; it keeps nothing.</remarks>
    public override async ValueTask<LockInOverload> TakeOverloadAsync(CancellationToken cancellationToken = default)
    {
        int bits = (int)await Session.QueryNumberAsync(Overload, cancellationToken).ConfigureAwait(false);
        return ((bits & OutputBits) != 0 ? LockInOverload.Output : LockInOverload.None)
            | ((bits & InputBit) != 0 ? LockInOverload.Input : LockInOverload.None)
            | ((bits & UnlockedBit) != 0 ? LockInOverload.Unlocked : LockInOverload.None);
    }

    /// <inheritdoc/>
    public override async ValueTask<Voltage> ReadAuxAsync(int input, CancellationToken cancellationToken = default)
    {
        Require(input is >= 1 and <= AuxInputs, $"analogue input {input}", $"1 to {AuxInputs}");
        return Voltage.FromVolts(await ReadNumberAsync($"ADC. {input}", cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    protected override (string Command, double Volts) SineCommand(double volts)
    {
        double rounded = Math.Round(volts, 6);
        return ($"OA. {Text(rounded)}", rounded);
    }

    /// <inheritdoc/>
    protected override string FrequencyCommand(double hertz) => $"OF. {Text(hertz)}";

    /// <inheritdoc/>
    protected override (string Command, double Volts) AuxCommand(int output, double volts)
    {
        double rounded = Math.Round(volts, 3);
        return ($"DAC. {output} {Text(rounded)}", rounded);
    }

    /// <inheritdoc/>
    protected override ValueTask<double> ReadSineVoltsAsync(CancellationToken cancellationToken) =>
        ReadNumberAsync(SineQuery, cancellationToken);

    /// <inheritdoc/>
    protected override ValueTask<double> ReadFrequencyHertzAsync(CancellationToken cancellationToken) =>
        ReadNumberAsync(FrequencyQuery, cancellationToken);

    /// <inheritdoc/>
    protected override ValueTask<double> ReadAuxOutputVoltsAsync(int output, CancellationToken cancellationToken) =>
        ReadNumberAsync($"DAC. {output}", cancellationToken);

    /// <inheritdoc/>
    /// <remarks>A sensitivity, a gain or a harmonic can be lowered with another setting: what a reading rests on is read
    /// back.</remarks>
    protected override async ValueTask ApplyAsync(LockInSettings settings, CancellationToken cancellationToken)
    {
        double phase = settings.Phase.Degrees - (360 * Math.Floor(settings.Phase.Degrees / 360));
        (string Name, int Value, string What)[] taken =
        [
            ("TC", IndexOf(TimeConstantsSeconds, settings.TimeConstant.Seconds), "time constant"),
            ("SLOPE", settings.Poles - 1, "slope"),
            ("REFN", settings.Harmonic, "harmonic"),
            ("SEN", IndexOf(SensitivitiesVolts, settings.Sensitivity.Volts) + 1, "sensitivity"),
            ("ACGAIN", GainOf(values), "gain"),
        ];
        await Session.SendAsync("SYNC 0", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync($"REFP. {Text(Math.Round(phase, 3))}", cancellationToken).ConfigureAwait(false);
        foreach ((string name, int value, _) in taken)
        {
            await Session.SendAsync($"{name} {value}", cancellationToken).ConfigureAwait(false);
        }

        foreach ((string name, int value, string what) in taken)
        {
            double found = await ReadNumberAsync(name, cancellationToken).ConfigureAwait(false);
            if (found != value)
            {
                throw new InstrumentException(
                    InstrumentFault.Refused,
                    $"The instrument did not take its {what}: {name} answers {found:R}, and {value} was set",
                    $"{Name}, {name}",
                    "Choose one that it allows with the others: not every gain goes with every sensitivity.");
            }
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask<InstrumentIdentity> IdentifyAsync(CancellationToken cancellationToken)
    {
        InstrumentIdentity answer = await base.IdentifyAsync(cancellationToken).ConfigureAwait(false);
        return new InstrumentIdentity("Signal Recovery", answer.Manufacturer, "0", "0");
    }

    /// <summary>Reference, input and filters as the bench file says; offsets, expansion and automatic gain off. The reference is
    /// changed only with the sine at zero, since the sine's frequency changes with it.</summary>
    protected override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        double sine = await ReadSineVoltsAsync(cancellationToken).ConfigureAwait(false);
        string reference = ReferenceOf(values);
        await RequireModeAsync(
            "IE",
            $"IE {reference}",
            answer => Plain(answer) == reference,
            sine > 0,
            options.IsExternal ? "an external reference" : "its internal reference",
            cancellationToken).ConfigureAwait(false);
        string[] modes =
        [
            "IMODE 0", $"VMODE {VoltageModeOf(values)}", "FET 1", $"FLOAT {Of(values, Shields, ShieldKey)}",
            $"CP {Of(values, Couplings, CouplingKey)}",
            $"LF {Of(values, LineFilters, LineFilterKey)} {Of(values, LineFrequencies, LineFrequencyKey)}",
            "AUTOMATIC 0", "XOF 0", "YOF 0", "EX 0",
        ];
        foreach (string mode in modes)
        {
            await Session.SendAsync(mode, cancellationToken).ConfigureAwait(false);
        }

        await ConfigureAsync(options.Settings, cancellationToken).ConfigureAwait(false);
    }

    private static string Text(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    // A NUL can stand inside an answer, which the session shows as a question mark.
    private static string Plain(string answer) => answer.Replace("?", string.Empty, StringComparison.Ordinal).Trim();

    private static int Of(SettingValues values, string[] words, string key) => Array.IndexOf(words, values.Get<string>(key));

    private static string ReferenceOf(SettingValues values) =>
        LockInOptions.AsksExternal(values) ? $"{Of(values, ReferenceInputs, ReferenceInputKey) + 1}" : "0";

    private static int VoltageModeOf(SettingValues values) => Of(values, Inputs, InputKey) == 0 ? 1 : 3;

    private static int GainOf(SettingValues values) => (int)Math.Round(values.Get<double>(GainKey) / 10);

    private ValueTask<double> ReadNumberAsync(string query, CancellationToken cancellationToken) =>
        Session.QueryAsync(query, answer => Session.ReadNumber(Plain(answer), query), cancellationToken);
}
