using Lab.Benches;
using Lab.Instruments.Drivers.CurrentSources;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.SourceMeters;
using Lab.Quantities;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.SourceMeters.KeysightB2900>]

namespace Lab.Instruments.Drivers.SourceMeters;

/// <summary>One channel of a Keysight B2900 source-measure unit: drives a current, measures voltage and current (B2900 SCPI
/// command reference).</summary>
/// <remarks>In messages <c>#</c> stands for the channel. The other channel is left as it is found.</remarks>
public sealed partial class KeysightB2900 : ScpiSourceMeter, ISourceMeter, IShippedDriver
{
    private const string ChannelKey = "channel";
    private const string Measure = ":MEAS?";
    private const string MeasureChannel = ":MEAS? (@#)";
    private const string Tripped = ":SENS#:VOLT:PROT:TRIP?";

    private readonly string channel;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="ramp">How the current is brought to zero when the instrument is made safe.</param>
    /// <param name="channel">The channel, <c>1</c> or <c>2</c>.</param>
    /// <param name="options">What the bench file says of it; integration over 0.0004 to 100 periods.</param>
    public KeysightB2900(InstrumentSession session, CurrentRamp ramp, string channel, SourceMeterOptions options)
        : base(session, ramp, options) => this.channel = channel;

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new()
    {
        Name = "keysight-b2900",
        Kind = InstrumentKind.SourceMeter,
        Summary = "One channel of a Keysight B2901 to B2912 source-measure unit",
        Settings =
        [
            CurrentRamp.Setting,
            .. SourceMeterOptions.Keys(0.0004, 100),
            SettingKey.Choice(
                ChannelKey, "1", ["1", "2"], "The channel that the sample is connected to; the other is left alone."),
        ],
        Models = ["B2901", "B2902", "B2911", "B2912"],
        Beliefs = Beliefs,
        Create = context => new KeysightB2900(
            context.Session(),
            CurrentRamp.Of(context),
            context.Settings.Get<string>(ChannelKey),
            SourceMeterOptions.Of(context.Settings)),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    /// <inheritdoc/>
    protected override string CurrentCommand => At(":SOUR#:CURR");

    /// <inheritdoc/>
    protected override string CurrentQuery => At(":SOUR#:CURR?");

    /// <inheritdoc/>
    protected override string ComplianceCommand => At(":SENS#:VOLT:PROT");

    /// <inheritdoc/>
    protected override string OutputCommand => At(":OUTP#");

    /// <inheritdoc/>
    protected override string OutputQuery => At(":OUTP#?");

    /// <inheritdoc/>
    public async ValueTask<SourceMeterReading> MeasureAsync(CancellationToken cancellationToken = default)
    {
        await RequireOutputAsync(Measure, cancellationToken).ConfigureAwait(false);
        return await Session.QueryAllAsync([At(MeasureChannel), At(Tripped)], ReadElements, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<bool> IsInComplianceAsync(CancellationToken cancellationToken = default) =>
        Session.QuerySwitchAsync(At(Tripped), cancellationToken);

    /// <summary>Drives a constant current; measures voltage and current together, in ranges of its own choice. What earlier
    /// users left behind is in the README of this folder.</summary>
    protected override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        // First of all: by itself the instrument switches its output on for a reading.
        await Session.SendAsync(At(":OUTP#:ON:AUTO 0;:OUTP#:OFF:AUTO 0"), cancellationToken).ConfigureAwait(false);
        bool isOn = await GetOutputAsync(cancellationToken).ConfigureAwait(false);
        await RequireModeAsync(
            At(":SOUR#:FUNC:MODE?"),
            At(":SOUR#:FUNC:MODE CURR"),
            answer => answer.StartsWith("CURR", StringComparison.OrdinalIgnoreCase),
            isOn,
            "drive a current",
            cancellationToken).ConfigureAwait(false);
        await RequireModeAsync(
            At(":SENS#:REM?"),
            At($":SENS#:REM {(Options.IsFourWire ? 1 : 0)}"),
            answer => (answer is "1" or "ON") == Options.IsFourWire,
            isOn,
            Options.IsFourWire ? "four wires" : "two wires",
            cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(
            At(
                ":SOUR#:FUNC:SHAP DC;:SOUR#:CURR:MODE FIX;:SOUR#:CURR:RANG:AUTO 1"
                + ";:SENS#:FUNC:OFF:ALL;:SENS#:FUNC \"VOLT\",\"CURR\";:SENS#:VOLT:RANG:AUTO 1"
                + $";:SENS#:VOLT:NPLC {Options.IntegrationCycles:R};:SENS#:CURR:NPLC {Options.IntegrationCycles:R}"),
            cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(
            At(":TRIG#:SOUR AINT;:TRIG#:COUN 1;:FORM:DATA ASC;:FORM:ELEM:SENS VOLT,CURR"), cancellationToken)
            .ConfigureAwait(false);
        await Session.SendAsync($":SYST:LFR {Options.LineFrequency.Hertz:R}", cancellationToken).ConfigureAwait(false);
    }

    private SourceMeterReading ReadElements(IReadOnlyList<string> answers)
    {
        if (answers[0].Split(',', StringSplitOptions.TrimEntries) is not [var voltage, var current])
        {
            throw Session.BadAnswer(answers[0], Measure, "voltage and current");
        }

        return answers[1].Trim() is "1" or "ON"
            ? throw ComplianceError(Measure, answers[0])
            : new SourceMeterReading(
                Voltage.FromVolts(Session.ReadNumber(voltage, Measure)),
                Current.FromAmperes(Session.ReadNumber(current, Measure)));
    }

    private string At(string message) => message.Replace("#", channel, StringComparison.Ordinal);
}
