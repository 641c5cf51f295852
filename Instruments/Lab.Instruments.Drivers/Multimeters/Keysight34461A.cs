using System.Globalization;
using Lab.Benches;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Manners;
using Lab.Instruments.Nanovoltmeters;
using Lab.Instruments.Wires;
using Lab.Quantities;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.Multimeters.Keysight34461A>]

namespace Lab.Instruments.Drivers.Multimeters;

/// <summary>Keysight 34460A, 34461A, 34465A or 34470A multimeter as a DC voltmeter (Truevolt operating and service
/// guide).</summary>
public sealed partial class Keysight34461A : ScpiInstrument, INanovoltmeter, IShippedDriver
{
    private const string LineFrequencyKey = "line_frequency";
    private const string ImpedanceKey = "input_impedance";
    private const string Read = ":READ?";
    private const int MostReadings = 100;

    private static readonly string[] Impedances = ["high", "10 Mohm"];

    /// <summary>The integrations that the instrument has, in periods of the mains.</summary>
    private static readonly double[] Cycles = [0.02, 0.2, 1, 10, 100];

    private readonly Frequency lineFrequency;
    private readonly bool isHighImpedance;
    private Duration readingTime;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="lineFrequency">Frequency of the mains, in whose periods integration is counted.</param>
    /// <param name="isHighImpedance">Whether ranges up to 10 V have more than 10 GΩ; otherwise all have 10 MΩ.</param>
    public Keysight34461A(InstrumentSession session, Frequency lineFrequency, bool isHighImpedance)
        : base(session) => (this.lineFrequency, this.isHighImpedance) = (lineFrequency, isHighImpedance);

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
        Manners = new InstrumentManners { Serial = new SerialSettings() },
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
    /// <remarks>It integrates over 0.02, 0.2, 1, 10 or 100 periods: the next that is not shorter is taken. Averages are those
    /// of single readings, which it sends together.</remarks>
    /// <exception cref="InstrumentException">Range outside 0 to 1000 V, integration over more than 100 periods, averaging
    /// outside 1 to 100, or an analogue filter (<see cref="InstrumentFault.Limit"/>, nothing was sent), refused, or no
    /// answer.</exception>
    public ValueTask ConfigureAsync(NanovoltmeterSettings settings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Require(settings.Range.Volts is >= 0 and <= 1000, $"range of {settings.Range}", "0 V to 1000 V");
        Require(
            settings.IntegrationCycles is > 0 and <= 100,
            $"integration over {settings.IntegrationCycles:R} periods of the mains",
            "0.02 to 100");
        Require(settings.AverageCount is >= 1 and <= MostReadings, $"average of {settings.AverageCount} readings", "1 to 100");
        Require(!settings.AnalogFilter, "analogue filter", "a longer integration");
        double cycles = Cycles.First(each => each >= settings.IntegrationCycles);
        int autoZero = settings.AutoZero ? 1 : 0;
        readingTime = Duration.FromSeconds(cycles / lineFrequency.Hertz) * (1 + autoZero) * settings.AverageCount;
        return Session.SendAsync(
            $":SENS:VOLT:RANG {settings.Range.Volts.ToString("R", CultureInfo.InvariantCulture)}"
                + $";:SENS:VOLT:NPLC {cycles.ToString("R", CultureInfo.InvariantCulture)};:SENS:VOLT:ZERO:AUTO {autoZero}"
                + $";:SAMP:COUN {settings.AverageCount}",
            cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks><c>:READ?</c> starts anew and answers all readings of the trigger.</remarks>
    public ValueTask<Voltage> ReadAsync(CancellationToken cancellationToken = default) =>
        Session.QueryAsync(
            Read,
            readingTime,
            answer => Voltage.FromVolts(answer.Split(',').Average(each => Session.ReadNumber(each, Read))),
            cancellationToken);

    /// <summary>Does nothing: the meter only measures.</summary>
    public override ValueTask MakeSafeAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

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

    private void Require(bool has, string what, string allowed)
    {
        if (!has)
        {
            throw new InstrumentException(
                InstrumentFault.Limit, $"The meter has no {what}", $"{Name}, settings", $"Choose a value from {allowed}.");
        }
    }
}
