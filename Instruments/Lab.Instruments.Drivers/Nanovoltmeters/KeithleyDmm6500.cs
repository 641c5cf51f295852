using Lab.Benches;
using Lab.Instruments.Drivers.FirstContact;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Nanovoltmeters;
using Lab.Quantities;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.Nanovoltmeters.KeithleyDmm6500>]

namespace Lab.Instruments.Drivers.Nanovoltmeters;

/// <summary>Keithley DMM6500 or DMM7510 multimeter in its SCPI language, as a DC voltmeter. Averages are those of its repeating
/// filter, since <c>:READ?</c> answers the last reading alone.</summary>
public sealed class KeithleyDmm6500 : ScpiMultimeter, IShippedDriver
{
    private const string ImpedanceKey = "input_impedance";
    private const string Language = "*LANG?";

    /// <summary>The longest integration at mains of 60 Hz; at 50 Hz it ends earlier.</summary>
    private const double MostCyclesAt60Hertz = 15;
    private const double MostCyclesAt50Hertz = 12;

    private readonly bool isHighImpedance;
    private readonly double mostCycles;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="lineFrequency">Frequency of the mains, in whose periods integration is counted.</param>
    /// <param name="isHighImpedance">Whether ranges up to 10 V have more than 10 GΩ; otherwise all have 10 MΩ.</param>
    public KeithleyDmm6500(InstrumentSession session, Frequency lineFrequency, bool isHighImpedance)
        : base(session, lineFrequency)
    {
        this.isHighImpedance = isHighImpedance;
        mostCycles = lineFrequency.Hertz > 55 ? MostCyclesAt60Hertz : MostCyclesAt50Hertz;
    }

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new()
    {
        Name = "keithley-dmm6500",
        Kind = InstrumentKind.Nanovoltmeter,
        Summary = "Keithley DMM6500 or DMM7510 multimeter as a DC voltmeter",
        Settings =
        [
            SettingKey.Quantity<Frequency>(LineFrequencyKey, Frequency.FromHertz(50), "Frequency of the mains, 50 or 60 Hz."),
            SettingKey.Choice(
                ImpedanceKey, "high", ["high", "10 Mohm"], "Input up to the range of 10 V: `high` is more than 10 Gohm."),
        ],
        Models = ["DMM6500", "DMM7510"],
        Beliefs = Beliefs,
        Create = context => new KeithleyDmm6500(
            context.Session(),
            context.Settings.Get<Frequency>(LineFrequencyKey),
            context.Settings.Get<string>(ImpedanceKey) == "high"),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    /// <inheritdoc/>
    protected override (double Least, double Most) CyclesReach => (0.0005, mostCycles);

    private static IReadOnlyList<Belief> Beliefs =>
    [
        Belief.ReliedOn(
            Language, "SCPI", "The language", AnswerForm.Word("SCPI", "TSP", "SCPI2000", "SCPI34401"), "Multimeter: language"),
        Belief.SetAtOpening(
            ":FORM:DATA", "ASC", "The form of readings", AnswerForm.Word("ASCii", "REAL", "SREal"), "Multimeter: form"),
        Belief.Read(":SENS:FUNC?", "The function", AnswerForm.Text, "Multimeter: function") with
        {
            Wanted = _ => "\"VOLT:DC\"", SetBy = _ => ":SENS:FUNC 'VOLT:DC'",
        },
        Belief.SetAtOpening(":SENS:COUN", "1", "Readings of a start", AnswerForm.Number("", 1, 1e6), "Multimeter: trigger"),
        Belief.SetAtOpening(":SENS:VOLT:AVER:STAT", "0", "The digital filter", AnswerForm.Switch, "Multimeter: filter"),
        Belief.SetAtOpening(":SENS:VOLT:REL:STAT", "0", "Relative readings", AnswerForm.Switch, "Multimeter: relative"),
        Belief.SetAtOpening(":CALC:VOLT:MATH:STAT", "0", "Computed readings", AnswerForm.Switch, "Multimeter: scaled")
            with { IsOptional = true },
        Belief.Read(
            ":ROUT:TERM?",
            "The terminals in use, by the switch at the front",
            AnswerForm.Word("FRONt", "REAR"),
            "Multimeter: terminals"),
        Belief.Read(":SENS:VOLT:RANG?", "The range", AnswerForm.Number("V", 0.1, 1010), "Multimeter: range"),
    ];

    /// <inheritdoc/>
    protected override string CommandFor(NanovoltmeterSettings settings, double cycles)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return $":SENS:VOLT:RANG {settings.Range.Volts:R};:SENS:VOLT:NPLC {cycles:R}"
            + $";:SENS:VOLT:AZER {(settings.AutoZero ? 1 : 0)};:SENS:VOLT:AVER:TCON REP"
            + $";:SENS:VOLT:AVER:COUN {settings.AverageCount};:SENS:VOLT:AVER:STAT {(settings.AverageCount > 1 ? 1 : 0)}";
    }

    /// <summary>Plain DC voltage, one reading for each <c>:READ?</c>; the settings are the interface's defaults.</summary>
    /// <exception cref="InstrumentException">It speaks another language (<see cref="InstrumentFault.BadAnswer"/>), refused, or no
    /// answer.</exception>
    protected override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        string language = (await Session.QueryAsync(Language, cancellationToken).ConfigureAwait(false)).Trim();
        if (!language.Equals("SCPI", StringComparison.OrdinalIgnoreCase))
        {
            throw new InstrumentException(
                InstrumentFault.BadAnswer,
                $"The meter speaks '{language}', and this driver SCPI",
                $"{Name}, {Language}",
                "Choose the command set SCPI in its menu and switch it off and on, or take the driver of the meter whose "
                    + "language it speaks.");
        }

        await Session.SendAsync(
            ":ABOR;:SENS:FUNC 'VOLT:DC';:SENS:COUN 1;:FORM:DATA ASC"
                + $";:SENS:VOLT:REL:STAT 0;:SENS:VOLT:INP {(isHighImpedance ? "AUTO" : "MOHM10")}",
            cancellationToken).ConfigureAwait(false);
        await SendIfKnownAsync(cancellationToken, ":CALC:VOLT:MATH:STAT 0").ConfigureAwait(false);
        await ConfigureAsync(new NanovoltmeterSettings(), cancellationToken).ConfigureAwait(false);
    }
}
