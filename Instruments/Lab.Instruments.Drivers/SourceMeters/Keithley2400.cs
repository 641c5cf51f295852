using System.Globalization;
using Lab.Benches;
using Lab.Instruments.Drivers.CurrentSources;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Manners;
using Lab.Instruments.SourceMeters;
using Lab.Instruments.Wires;
using Lab.Quantities;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.SourceMeters.Keithley2400>]

namespace Lab.Instruments.Drivers.SourceMeters;

/// <summary>Keithley 2400 source-measure unit: drives a current, measures voltage and current (commands: 2400 Series user's
/// manual, section 18).</summary>
public sealed partial class Keithley2400 : ScpiSourceMeter, ISourceMeter, IShippedDriver
{
    private const string TerminalsKey = "terminals";
    private const string Read = ":READ?";

    /// <summary>The meter answers 50 or 60.</summary>
    private const double LineFrequencyToleranceHertz = 1;

    /// <summary>Bit 3 of the status element: the source holds its compliance (manual, section 18, FORMat subsystem).</summary>
    private const int InCompliance = 1 << 3;

    private readonly bool isRear;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="ramp">How the current is brought to zero when the instrument is made safe.</param>
    /// <param name="options">What the bench file says of it; integration over 0.01 to 10 periods.</param>
    /// <param name="isRear">Whether the sample is at the rear terminals.</param>
    public Keithley2400(InstrumentSession session, CurrentRamp ramp, SourceMeterOptions options, bool isRear)
        : base(session, ramp, options) => this.isRear = isRear;

    /// <summary>The driver as bench files name it.</summary>
    public static DriverDescription Description { get; } = new()
    {
        Name = "keithley-2400",
        Kind = InstrumentKind.SourceMeter,
        Summary = "Keithley 2400 source-measure unit",
        Settings =
        [
            CurrentRamp.Setting,
            .. SourceMeterOptions.Keys(0.01, 10),
            SettingKey.Choice(TerminalsKey, "front", ["front", "rear"], "The terminals that the sample is connected to."),
        ],
        Manners = new InstrumentManners { Serial = new SerialSettings { Terminator = "cr" } },
        Models = ["MODEL 2400", "MODEL 2401", "MODEL 2410", "MODEL 2420", "MODEL 2425", "MODEL 2430", "MODEL 2440"],
        Beliefs = Beliefs,
        Create = context => new Keithley2400(
            context.Session(),
            CurrentRamp.Of(context),
            SourceMeterOptions.Of(context.Settings),
            context.Settings.Get<string>(TerminalsKey) == "rear"),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    /// <inheritdoc/>
    protected override string CurrentCommand => ":SOUR:CURR";

    /// <inheritdoc/>
    protected override string CurrentQuery => ":SOUR:CURR?";

    /// <inheritdoc/>
    protected override string ComplianceCommand => ":SENS:VOLT:PROT";

    /// <inheritdoc/>
    public async ValueTask<SourceMeterReading> MeasureAsync(CancellationToken cancellationToken = default)
    {
        await RequireOutputAsync(Read, cancellationToken).ConfigureAwait(false);
        return await Session.QueryAsync(Read, ReadElements, cancellationToken).ConfigureAwait(false);
    }

    private SourceMeterReading ReadElements(string answer)
    {
        if (answer.Split(',', StringSplitOptions.TrimEntries) is not [var voltage, var current, var bits]
            || !double.TryParse(bits, NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
        {
            throw Session.BadAnswer(answer, Read, "voltage, current and status");
        }

        int status = (int)number;

        if ((status & InCompliance) != 0)
        {
            throw ComplianceError(Read, answer);
        }

        return new SourceMeterReading(
            Voltage.FromVolts(Session.ReadNumber(voltage, Read)), Current.FromAmperes(Session.ReadNumber(current, Read)));
    }

    /// <inheritdoc/>
    public ValueTask<bool> IsInComplianceAsync(CancellationToken cancellationToken = default) =>
        Session.QuerySwitchAsync(":SENS:VOLT:PROT:TRIP?", cancellationToken);

    /// <summary>Drives a current; measures voltage and current together, in a range of its own choice. What earlier users left
    /// behind is in the README of this folder.</summary>
    protected override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        // With automatic output off on, a reading would switch the output on by itself.
        await SendIfKnownAsync(cancellationToken, ":SOUR:CLE:AUTO 0", ":FORM:SREG ASC").ConfigureAwait(false);
        bool isOn = await GetOutputAsync(cancellationToken).ConfigureAwait(false);
        await RequireModeAsync(
            ":SOUR:FUNC?",
            ":SOUR:FUNC CURR",
            answer => answer == "CURR",
            isOn,
            "drive a current",
            cancellationToken).ConfigureAwait(false);
        await RequireModeAsync(
            ":SYST:RSEN?",
            $":SYST:RSEN {(Options.IsFourWire ? 1 : 0)}",
            answer => (answer is "1" or "ON") == Options.IsFourWire,
            isOn,
            Options.IsFourWire ? "four wires" : "two wires",
            cancellationToken).ConfigureAwait(false);
        await RequireModeAsync(
            ":ROUT:TERM?",
            $":ROUT:TERM {(isRear ? "REAR" : "FRON")}",
            answer => answer.StartsWith(isRear ? "REAR" : "FRON", StringComparison.OrdinalIgnoreCase),
            isOn,
            isRear ? "its rear terminals" : "its front terminals",
            cancellationToken).ConfigureAwait(false);
        await SendIfKnownAsync(
            cancellationToken,
            ":SOUR:FUNC:SHAP DC",
            ":SOUR:CURR:MODE FIX",
            ":SOUR:CURR:TRIG:SFAC:STAT 0",
            ":SENS:VOLT:PROT:RSYN 0",
            ":TRIG:SOUR IMM",
            ":SYST:AZER 1").ConfigureAwait(false);
        await Session.SendAsync(
            ":SOUR:CURR:RANG:AUTO 1;:SENS:FUNC:CONC 1;:SENS:FUNC:OFF:ALL;:SENS:FUNC 'VOLT','CURR'"
            + $";:SENS:VOLT:RANG:AUTO 1;:SENS:VOLT:NPLC {Options.IntegrationCycles:R};:SENS:AVER:STAT 0",
            cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(
            ":ARM:COUN 1;SOUR IMM;:TRIG:COUN 1;DEL 0;:FORM:DATA ASC;:FORM:ELEM VOLT,CURR,STAT",
            cancellationToken).ConfigureAwait(false);
        const string query = ":SYST:LFR?";
        if (await Session.QueryIfKnownAsync(query, cancellationToken).ConfigureAwait(false) is { } answer
            && !(Math.Abs(Session.ReadNumber(answer, query) - Options.LineFrequency.Hertz) <= LineFrequencyToleranceHertz))
        {
            await Session.SendAsync($":SYST:LFR {Options.LineFrequency.Hertz:R}", cancellationToken).ConfigureAwait(false);
        }
    }
}
