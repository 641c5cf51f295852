using System.Globalization;
using Lab.Benches;
using Lab.Instruments.Drivers.FirstContact;
using Lab.Instruments.Drivers.Sessions;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.RfGenerators.Bnc845>]

namespace Lab.Instruments.Drivers.RfGenerators;

/// <summary>Berkeley Nucleonics model 845 microwave generators (made by AnaPico): continuous wave, or keyed by pulses.</summary>
/// <remarks>A generator without option PE gives its largest power whatever level is set, and is refused.</remarks>
public sealed class Bnc845 : ScpiRfGenerator, IShippedDriver
{
    private const string AdjustableKey = "level_is_adjustable";
    private const string OptionQuery = "*OPT?";
    private const string PowerOption = "PE";

    /// <summary>Period of the internal pulses, s.</summary>
    private static readonly (double Least, double Most) Periods = (200e-9, 10);

    private readonly bool isAdjustable;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="isAdjustable">Whether the level is known to follow what is set, whatever options it tells.</param>
    public Bnc845(InstrumentSession session, bool isAdjustable)
        : base(session) => this.isAdjustable = isAdjustable;

    /// <summary>The driver as bench files name it.</summary>
    public static DriverDescription Description { get; } = new()
    {
        Name = "bnc-845",
        Kind = InstrumentKind.RfGenerator,
        Summary = "Berkeley Nucleonics 845 microwave generator",
        Settings =
        [
            SettingKey.Switch(
                AdjustableKey, defaultValue: false,
                "Whether the level is known to follow what is set although the options do not name PE."),
        ],
        Models = ["845"],
        Beliefs = Beliefs,
        Create = context => new Bnc845(context.Session(), context.Settings.Get<bool>(AdjustableKey)),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    /// <inheritdoc/>
    protected override string WithoutOffset => string.Empty;

    /// <inheritdoc/>
    protected override string NoModulationCommand => ":SOUR:PULM:STAT 0";

    private static IReadOnlyList<Belief> Beliefs =>
    [
        Belief.Read(":OUTP?", "The output", AnswerForm.Switch, "Output (845)"),
        Belief.Read(":SOUR:POW?", "The level", AnswerForm.Number(string.Empty, -400, 400), "Level (845)"),
        Belief.Read(":SOUR:FREQ?", "The frequency", AnswerForm.Number("Hz", 0, 1e12), "Frequency (845)"),
        Belief.SetAtOpening(
            ":SOUR:FREQ:MODE", "CW", "The frequency mode", AnswerForm.Word("CW", "FIXed", "SWEep", "LIST", "CHIRp"),
            "Frequency mode (845)"),
        Belief.SetAtOpening(
            ":SOUR:POW:MODE", "FIX", "The level mode", AnswerForm.Word("FIXed", "SWEep", "LIST"), "Level mode (845)"),
        Belief.SetAtOpening(":SOUR:POW:ALC", "1", "The automatic level control", AnswerForm.Switch, "ALC (845)")
            with { IsOptional = true },
        Belief.SetAtOpening(":SOUR:POW:ALC:HOLD", "0", "Its hold", AnswerForm.Switch, "ALC hold (845)")
            with { IsOptional = true },
        Belief.SetAtOpening(":SOUR:POW:ATT:AUTO", "1", "The automatic attenuator", AnswerForm.Switch, "Attenuator (845)")
            with { IsOptional = true },
        Belief.SetAtOpening(":SOUR:CORR:FLAT", "0", "The user's flatness", AnswerForm.Switch, "Flatness (845)")
            with { IsOptional = true },
        Modulation(":SOUR:AM:STAT", "Amplitude modulation"),
        Modulation(":SOUR:FM:STAT", "Frequency modulation"),
        Modulation(":SOUR:PM:STAT", "Phase modulation"),
        Modulation(":SOUR:PULM:STAT", "Pulse modulation"),
    ];

    /// <inheritdoc/>
    /// <exception cref="InstrumentException">The period is outside 200 ns to 10 s; nothing was sent.</exception>
    protected override string ModulationCommand(double hertz)
    {
        double period = 1 / hertz;
        return period >= Periods.Least && period <= Periods.Most
            ? $":SOUR:PULM:SOUR INT;:SOUR:PULM:INT:PER {Text(period)};:SOUR:PULM:INT:PWID {Text(period / 2)};:SOUR:PULM:STAT 1"
            : throw new InstrumentException(
                InstrumentFault.Limit,
                $"{hertz:R} Hz is not a modulation frequency of this generator",
                Name,
                "Nothing was sent. Choose one from 0.1 Hz to 5 MHz.");
    }

    /// <summary>Continuous wave of fixed level. Models without attenuator or modulation do not know these commands.</summary>
    /// <exception cref="InstrumentException">The level cannot be set, refused, or no answer.</exception>
    protected override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        if (!isAdjustable)
        {
            string options = await Session.QueryAsync(OptionQuery, cancellationToken).ConfigureAwait(false);
            if (!options.Contains(PowerOption, StringComparison.OrdinalIgnoreCase))
            {
                throw new InstrumentException(
                    InstrumentFault.WrongInstrument,
                    $"The generator has the options '{options}' and not {PowerOption}: without it, it gives 13 to 16 dBm "
                        + "whatever level is set",
                    $"{Name}, {OptionQuery}",
                    $"Use another generator. Where a power meter has shown that the level follows, set '{AdjustableKey}: on'.");
            }
        }

        await Session.SendAsync(":SOUR:FREQ:MODE CW", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(":SOUR:POW:MODE FIX", cancellationToken).ConfigureAwait(false);
        await SendIfKnownAsync(
            cancellationToken,
            ":SOUR:POW:ALC 1",
            ":SOUR:POW:ALC:HOLD 0",
            ":SOUR:POW:ATT:AUTO 1",
            ":SOUR:CORR:FLAT 0",
            ":SOUR:AM:STAT 0",
            ":SOUR:FM:STAT 0",
            ":SOUR:PM:STAT 0",
            ":SOUR:PULM:STAT 0").ConfigureAwait(false);
    }

    private static Belief Modulation(string header, string tells) =>
        Belief.SetAtOpening(header, "0", tells, AnswerForm.Switch, "Modulation (845)") with { IsOptional = true };

    private static string Text(double seconds) => seconds.ToString("0.#########E0", CultureInfo.InvariantCulture);
}
