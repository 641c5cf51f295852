using System.Globalization;
using Lab.Instruments.Benches;
using Lab.Instruments.Drivers.CurrentSources;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.SourceMeters;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.SourceMeters;

/// <summary>Keithley 2400 source-measure unit: drives a current, measures voltage and current (commands: 2400 Series user's
/// manual, section 18).</summary>
public sealed class Keithley2400 : ScpiSource, ISourceMeter
{
    private const string LineFrequencyKey = "line_frequency";
    private const string IntegrationKey = "integration_cycles";
    private const string Read = ":READ?";

    /// <summary>Bit 3 of the status element: the source holds its compliance (manual, section 18, FORMat subsystem).</summary>
    private const int InCompliance = 1 << 3;

    private readonly double integrationCycles;
    private readonly FreshReadings readings;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="ramp">How the current is brought to zero when the instrument is made safe.</param>
    /// <param name="integrationCycles">Integration time in periods of the mains, 0.01 to 10.</param>
    public Keithley2400(InstrumentSession session, CurrentRamp ramp, double integrationCycles)
        : base(session, ramp)
    {
        this.integrationCycles = integrationCycles;
        readings = new FreshReadings(session, Read, answer => Split(answer).Time);
    }

    /// <summary>The driver as bench files name it.</summary>
    public static DriverDescription Description { get; } = new()
    {
        Name = "keithley-2400",
        Kind = InstrumentKind.SourceMeter,
        Summary = "Keithley 2400 source-measure unit",
        Settings =
        [
            CurrentRamp.Setting,
            SettingKey.Number(IntegrationKey, 1, 0.01, 10, "Integration time of a reading in periods of the mains."),
            SettingKey.Quantity<Frequency>(LineFrequencyKey, Frequency.FromHertz(50), "Frequency of the mains, 50 or 60 Hz."),
        ],
        Create = context => new Keithley2400(context.Session(), CurrentRamp.Of(context), context.Settings.Get<double>(IntegrationKey)),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models { get; } = ["2400"];

    /// <inheritdoc/>
    protected override string CurrentCommand => ":SOUR:CURR";

    /// <inheritdoc/>
    protected override string CurrentQuery => ":SOUR:CURR?";

    /// <inheritdoc/>
    protected override string ComplianceCommand => ":SENS:VOLT:PROT";

    /// <inheritdoc/>
    public async ValueTask<SourceMeterReading> MeasureAsync(CancellationToken cancellationToken = default)
    {
        if (!await GetOutputAsync(cancellationToken).ConfigureAwait(false))
        {
            throw new InstrumentException(
                InstrumentFault.Refused,
                "The output is off, so there is nothing to measure",
                $"{Name}, {Read}",
                "Switch the output on first.");
        }

        return await readings.TakeAsync(takes: default, ReadElements, cancellationToken).ConfigureAwait(false);
    }

    private (string Voltage, string Current, string Time, int Status) Split(string answer) =>
        answer.Split(',', StringSplitOptions.TrimEntries) is [var voltage, var current, var time, var bits]
        && double.TryParse(bits, NumberStyles.Float, CultureInfo.InvariantCulture, out double status)
            ? (voltage, current, time, (int)status)
            : throw Session.BadAnswer(answer, Read, "voltage, current, time and status");

    private SourceMeterReading ReadElements(string answer)
    {
        (string voltage, string current, _, int status) = Split(answer);

        // The readings are numbers even then, but they describe the compliance and not the current that was asked for.
        if ((status & InCompliance) != 0)
        {
            throw new InstrumentException(
                InstrumentFault.Overflow,
                "The source is in compliance and does not drive its current",
                $"{Name}, {Read} answered {answer.Trim()}",
                "Raise the compliance, lower the current, or check that the sample still conducts.");
        }

        return new SourceMeterReading(
            Voltage.FromVolts(Session.ReadNumber(voltage, Read)), Current.FromAmperes(Session.ReadNumber(current, Read)));
    }

    /// <inheritdoc/>
    public ValueTask<bool> IsInComplianceAsync(CancellationToken cancellationToken = default) =>
        Session.QuerySwitchAsync(":SENS:VOLT:PROT:TRIP?", cancellationToken);

    /// <summary>Drives a current; measures voltage and current together, in a range of its own choice.</summary>
    protected override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        // The output goes off when the function changes; in current mode it may be feeding the sample.
        string function = await Session.QueryAsync(":SOUR:FUNC?", cancellationToken).ConfigureAwait(false);
        if (function.Trim() != "CURR")
        {
            await Session.SendAsync(":SOUR:FUNC CURR", cancellationToken).ConfigureAwait(false);
        }

        await Session.SendAsync(
            ":SOUR:CURR:RANG:AUTO 1;:SENS:FUNC:CONC 1;:SENS:FUNC:OFF:ALL;:SENS:FUNC 'VOLT','CURR'"
            + $";:SENS:VOLT:RANG:AUTO 1;:SENS:VOLT:NPLC {integrationCycles:R};:SENS:AVER:STAT 0"
            + ";:ARM:COUN 1;SOUR IMM;:TRIG:COUN 1;DEL 0;:FORM:DATA ASC;:FORM:ELEM VOLT,CURR,TIME,STAT",
            cancellationToken).ConfigureAwait(false);
    }
}
