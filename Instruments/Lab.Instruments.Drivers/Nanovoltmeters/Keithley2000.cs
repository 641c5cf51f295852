using Lab.Benches;
using Lab.Instruments.Drivers.FirstContact;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Manners;
using Lab.Instruments.Nanovoltmeters;
using Lab.Instruments.Wires;
using Lab.Quantities;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.Nanovoltmeters.Keithley2000>]

namespace Lab.Instruments.Drivers.Nanovoltmeters;

/// <summary>Keithley 2000 multimeter in its SCPI language, as a DC voltmeter (model 2000 user's manual, section 5).</summary>
public sealed class Keithley2000 : ScpiMultimeter, IShippedDriver
{
    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="lineFrequency">Frequency of the mains, in whose periods integration is counted.</param>
    public Keithley2000(InstrumentSession session, Frequency lineFrequency)
        : base(session, lineFrequency)
    {
    }

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new()
    {
        Name = "keithley-2000",
        Kind = InstrumentKind.Nanovoltmeter,
        Summary = "Keithley 2000 multimeter as a DC voltmeter",
        Settings =
        [
            SettingKey.Quantity<Frequency>(LineFrequencyKey, Frequency.FromHertz(50), "Frequency of the mains, 50 or 60 Hz."),
        ],
        Manners = new InstrumentManners { Serial = new SerialSettings { Terminator = "cr" } },
        Models = ["MODEL 2000"],
        Beliefs = Beliefs,
        Create = context => new Keithley2000(context.Session(), context.Settings.Get<Frequency>(LineFrequencyKey)),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    /// <inheritdoc/>
    protected override (double Least, double Most) CyclesReach => (0.01, 10);

    private static IReadOnlyList<Belief> Beliefs =>
    [
        Belief.SetAtOpening(
            ":FORM:DATA", "ASC", "The form of readings", AnswerForm.Word("ASCii", "SREal", "DREal"), "Multimeter: form"),
        Belief.SetAtOpening(
            ":FORM:ELEM", "READ", "The parts of a reading", AnswerForm.Words("READing", "CHANnel", "UNITs"), "Multimeter: form"),
        Belief.Read(":SENS:FUNC?", "The function", AnswerForm.Text, "Multimeter: function") with
        {
            Wanted = _ => "\"VOLT:DC\"", SetBy = _ => ":SENS:FUNC 'VOLT:DC'",
        },
        Belief.SetAtOpening(":INIT:CONT", "0", "Free running", AnswerForm.Switch, "Multimeter: trigger") with { Usual = ["1"] },
        Belief.SetAtOpening(
            ":TRIG:SOUR", "IMM", "The trigger source", AnswerForm.Word("IMMediate", "EXTernal", "BUS"), "Multimeter: trigger"),
        Belief.SetAtOpening(
            ":SENS:VOLT:AVER:STAT", "0", "The digital filter", AnswerForm.Switch, "Multimeter: filter") with { Usual = ["1"] },
        Belief.SetAtOpening(":SENS:VOLT:REF:STAT", "0", "Relative readings", AnswerForm.Switch, "Multimeter: relative"),
        Belief.Read(":SENS:VOLT:RANG?", "The range", AnswerForm.Number("V", 0, 1010), "Multimeter: range"),
    ];

    /// <inheritdoc/>
    protected override string CommandFor(NanovoltmeterSettings settings, double cycles)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return $":SENS:VOLT:RANG {settings.Range.Volts:R};:SENS:VOLT:NPLC {cycles:R}"
            + $";:SYST:AZER:STAT {(settings.AutoZero ? 1 : 0)};:SAMP:COUN {settings.AverageCount}";
    }

    /// <summary>Plain DC voltage, one trigger for each <c>:READ?</c>, no filter; the settings are the interface's
    /// defaults.</summary>
    protected override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        await Session.SendAsync(
            ":INIT:CONT 0;:ABOR;:SENS:FUNC 'VOLT:DC';:TRIG:SOUR IMM;COUN 1;:TRIG:DEL 0;:FORM:DATA ASC;:FORM:ELEM READ"
                + ";:SENS:VOLT:AVER:STAT 0;:SENS:VOLT:REF:STAT 0",
            cancellationToken).ConfigureAwait(false);
        await ConfigureAsync(new NanovoltmeterSettings(), cancellationToken).ConfigureAwait(false);
    }
}
