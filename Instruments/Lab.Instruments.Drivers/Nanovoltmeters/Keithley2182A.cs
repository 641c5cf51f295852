using Lab.Benches;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Manners;
using Lab.Instruments.Nanovoltmeters;
using Lab.Instruments.Wires;
using Lab.Quantities;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.Nanovoltmeters.Keithley2182A>]

namespace Lab.Instruments.Drivers.Nanovoltmeters;

/// <summary>Keithley 2182A nanovoltmeter, reading its channel 1 (commands: 2182A user's manual).</summary>
public sealed partial class Keithley2182A : ScpiInstrument, INanovoltmeter, IShippedDriver
{
    private const string LineFrequencyKey = "line_frequency";

    /// <summary>The meter finds the mains frequency by itself and answers 50 or 60.</summary>
    private const double LineFrequencyToleranceHertz = 1;

    /// <summary>Time that the analogue filter adds to a conversion.</summary>
    private static readonly Duration FilterSettling = Duration.FromMilliseconds(125);

    private const string Read = ":READ?";

    private readonly Frequency lineFrequency;
    private Duration readingTime;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="lineFrequency">Frequency of the mains, in whose periods integration is counted.</param>
    public Keithley2182A(InstrumentSession session, Frequency lineFrequency)
        : base(session) => this.lineFrequency = lineFrequency;

    /// <summary>The driver as bench files name it.</summary>
    public static DriverDescription Description { get; } = new()
    {
        Name = "keithley-2182a",
        Kind = InstrumentKind.Nanovoltmeter,
        Summary = "Keithley 2182A nanovoltmeter",
        Settings =
        [
            SettingKey.Quantity<Frequency>(LineFrequencyKey, Frequency.FromHertz(50), "Frequency of the mains, 50 or 60 Hz."),
        ],
        Manners = new InstrumentManners { Serial = new SerialSettings { Terminator = "cr" } },
        Models = ["MODEL 2182A", "MODEL 2182"],
        Beliefs = Beliefs,
        Create = context => new Keithley2182A(context.Session(), context.Settings.Get<Frequency>(LineFrequencyKey)),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    /// <inheritdoc/>
    /// <exception cref="InstrumentException">Range outside 0 to 120 V, integration outside 0.01 to 50 periods of 50 Hz or 60
    /// periods of 60 Hz, or averaging outside 1 to 100 readings (<see cref="InstrumentFault.Limit"/>, nothing was sent), refused,
    /// or no answer.</exception>
    public ValueTask ConfigureAsync(NanovoltmeterSettings settings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Require(settings.Range.Volts, 0, 120, $"range of {settings.Range}", "0 V to 120 V");
        int mostCycles = lineFrequency.Hertz > 55 ? 60 : 50;
        Require(
            settings.IntegrationCycles,
            0.01,
            mostCycles,
            $"integration over {settings.IntegrationCycles:R} periods of the mains",
            $"0.01 to {mostCycles}");
        Require(settings.AverageCount, 1, 100, $"average of {settings.AverageCount} readings", "1 to 100");
        int autoZero = settings.AutoZero ? 1 : 0;
        Duration conversion = Duration.FromSeconds(settings.IntegrationCycles / lineFrequency.Hertz) * (1 + autoZero);
        readingTime = (settings.AnalogFilter ? conversion + FilterSettling : conversion) * settings.AverageCount;

        // No window: one that is broken starts the average anew, and a reading would take as long as it likes.
        return Session.SendAsync(
            $":SENS:VOLT:CHAN1:RANG {settings.Range.Volts:R};:SENS:VOLT:NPLC {settings.IntegrationCycles:R}"
            + $";:SYST:AZER {autoZero};:SYST:FAZ {autoZero};:SENS:VOLT:CHAN1:LPAS {(settings.AnalogFilter ? 1 : 0)}"
            + $";:SENS:VOLT:CHAN1:DFIL:TCON REP;WIND 0;COUN {settings.AverageCount};STAT {(settings.AverageCount > 1 ? 1 : 0)}",
            cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks><c>:READ?</c> aborts, starts and fetches, so that each reading is a new one (user's manual, section 15). The
    /// meter gives its readings neither a number nor a time on the bus.</remarks>
    public ValueTask<Voltage> ReadAsync(CancellationToken cancellationToken = default) =>
        Session.QueryAsync(Read, readingTime, answer => Voltage.FromVolts(Session.ReadNumber(answer, Read)), cancellationToken);

    /// <summary>Does nothing: the meter only measures.</summary>
    public override ValueTask MakeSafeAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    /// <summary>Plain voltage of channel 1, one reading for each <c>:READ?</c>; the settings are the interface's
    /// defaults.</summary>
    /// <exception cref="InstrumentException">The meter runs on other mains than the bench file says
    /// (<see cref="InstrumentFault.BadAnswer"/>), refused, or no answer.</exception>
    protected override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        await Session.SendAsync(
            ":INIT:CONT 0;:ABOR;:SENS:FUNC 'VOLT';:SENS:CHAN 1;:TRIG:SOUR IMM;COUN 1;:TRIG:DEL 0;:SAMP:COUN 1;:FORM:DATA "
                + "ASC;:FORM:ELEM READ",
            cancellationToken).ConfigureAwait(false);

        // The first five replace the voltage by something computed from it.
        await SendIfKnownAsync(
            cancellationToken,
            ":SENS:VOLT:CHAN1:REF:STAT 0",
            ":SENS:VOLT:CHAN2:REF:STAT 0",
            ":SENS:VOLT:RAT 0",
            ":SENS:VOLT:DELT 0",
            ":CALC:STAT 0",
            ":TRIG:DEL:AUTO 0",
            ":TRAC:FEED:CONT NEV").ConfigureAwait(false);
        double hertz = await Session.QueryNumberAsync(":SYST:LFR?", cancellationToken).ConfigureAwait(false);
        if (!(Math.Abs(hertz - lineFrequency.Hertz) <= LineFrequencyToleranceHertz))
        {
            throw new InstrumentException(
                InstrumentFault.BadAnswer,
                $"The meter finds mains of {Frequency.FromHertz(hertz)}, the bench file says {lineFrequency}",
                $"{Name}, :SYST:LFR?",
                $"Set '{LineFrequencyKey}' of this instrument in the bench file to {Frequency.FromHertz(hertz)}.");
        }

        await ConfigureAsync(new NanovoltmeterSettings(), cancellationToken).ConfigureAwait(false);
    }

    private void Require(double value, double minimum, double maximum, string what, string allowed)
    {
        if (!(value >= minimum && value <= maximum))
        {
            throw new InstrumentException(
                InstrumentFault.Limit, $"The meter has no {what}", $"{Name}, settings", $"Choose a value from {allowed}.");
        }
    }
}
