using Lab.Benches;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Nanovoltmeters;
using Lab.Quantities;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.Nanovoltmeters.Keysight34461A>]

namespace Lab.Instruments.Drivers.Nanovoltmeters;

/// <summary>Keysight 34460A, 34461A, 34465A or 34470A multimeter as a DC voltmeter (Truevolt operating and service
/// guide).</summary>
public sealed partial class Keysight34461A : ScpiMultimeter, IShippedDriver
{
    private const string ImpedanceKey = "input_impedance";

    private static readonly string[] Impedances = ["high", "10 Mohm"];

    /// <summary>The integrations that the instrument has, in periods of the mains.</summary>
    private static readonly double[] Cycles = [0.02, 0.2, 1, 10, 100];

    private readonly bool isHighImpedance;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="lineFrequency">Frequency of the mains, in whose periods integration is counted.</param>
    /// <param name="isHighImpedance">Whether ranges up to 10 V have more than 10 GΩ; otherwise all have 10 MΩ.</param>
    public Keysight34461A(InstrumentSession session, Frequency lineFrequency, bool isHighImpedance)
        : base(session, lineFrequency) => this.isHighImpedance = isHighImpedance;

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new()
    {
        Name = "keysight-34461a",
        Kind = InstrumentKind.Nanovoltmeter,
        Summary = "Keysight 34460A, 34461A, 34465A or 34470A multimeter as a DC voltmeter",
        Settings =
        [
            SettingKey.Quantity<Frequency>(LineFrequencyKey, Frequency.FromHertz(50), "Frequency of the mains, 50 or 60 Hz."),
            SettingKey.Choice(
                ImpedanceKey, "high", Impedances, "Input up to the range of 10 V: `high` is more than 10 Gohm."),
        ],
        Models = ["34461A", "34460A", "34465A", "34470A"],
        Beliefs = Beliefs,
        Create = context => new Keysight34461A(
            context.Session(),
            context.Settings.Get<Frequency>(LineFrequencyKey),
            context.Settings.Get<string>(ImpedanceKey) == "high"),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    /// <inheritdoc/>
    protected override (double Least, double Most) CyclesReach => (Cycles[0], Cycles[^1]);

    /// <inheritdoc/>
    protected override double CyclesFor(double wanted) => Cycles.First(each => each >= wanted);

    /// <inheritdoc/>
    protected override string CommandFor(NanovoltmeterSettings settings, double cycles)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return $":SENS:VOLT:RANG {settings.Range.Volts:R};:SENS:VOLT:NPLC {cycles:R}"
            + $";:SENS:VOLT:ZERO:AUTO {(settings.AutoZero ? 1 : 0)};:SAMP:COUN {settings.AverageCount}";
    }

    /// <summary>Plain DC voltage, one trigger for each <c>:READ?</c>; the settings are the interface's defaults.</summary>
    protected override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        await Session.SendAsync(
            ":ABOR;:SENS:FUNC 'VOLT';:TRIG:SOUR IMM;COUN 1;:TRIG:DEL:AUTO 1;:FORM:DATA ASC"
                + $";:SENS:VOLT:IMP:AUTO {(isHighImpedance ? 1 : 0)}",
            cancellationToken).ConfigureAwait(false);
        await SendIfKnownAsync(
            cancellationToken, ":SENS:VOLT:NULL:STAT 0", ":CALC:SCAL:STAT 0", ":CALC:SMO:STAT 0").ConfigureAwait(false);
        await ConfigureAsync(new NanovoltmeterSettings(), cancellationToken).ConfigureAwait(false);
    }
}
