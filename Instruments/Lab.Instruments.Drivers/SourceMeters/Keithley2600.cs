using Lab.Benches;
using Lab.Instruments.Drivers.CurrentSources;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Manners;
using Lab.Instruments.SourceMeters;
using Lab.Quantities;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.SourceMeters.Keithley2600>]

namespace Lab.Instruments.Drivers.SourceMeters;

/// <summary>One channel of a Keithley 2600 source-measure unit in its TSP language: drives a current, measures voltage and
/// current at the same moment (Series 2600B reference manual, 2600BS-901-01).</summary>
/// <remarks>In messages <c>#</c> stands for the channel, and what follows two dashes is a comment in this language: the question
/// mark in it tells the session that an answer comes. Numbers are printed by <c>string.format</c>, since <c>print</c> alone gives
/// six digits. The other channel is left as it is found.</remarks>
public sealed partial class Keithley2600 : ScpiSourceMeter, ISourceMeter, IShippedDriver
{
    private const string ChannelKey = "channel";
    private const string Read = "smu#.measure.iv()";
    private const string Compliance = "print(tostring(smu#.source.compliance)) --?";

    private readonly string channel;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="ramp">How the current is brought to zero when the instrument is made safe.</param>
    /// <param name="channel">The channel, <c>a</c> or <c>b</c>.</param>
    /// <param name="options">What the bench file says of it; integration over 0.001 to 25 periods.</param>
    public Keithley2600(InstrumentSession session, CurrentRamp ramp, string channel, SourceMeterOptions options)
        : base(session, ramp, options) => this.channel = channel;

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new()
    {
        Name = "keithley-2600",
        Kind = InstrumentKind.SourceMeter,
        Summary = "One channel of a Keithley 2600, 2600A or 2600B source-measure unit in its TSP language",
        Settings =
        [
            CurrentRamp.Setting,
            .. SourceMeterOptions.Keys(0.001, 25),
            SettingKey.Choice(
                ChannelKey, "a", ["a", "b"], "The channel that the sample is connected to; the other is left alone."),
        ],
        Manners = new InstrumentManners
        {
            ErrorQuery = "print(string.format(\"%d,%s\", errorqueue.next())) --?",
            Completion = Completion.EventsInOwnMessage,
        },
        Models =
        [
            "Model 2601", "Model 2602", "Model 2604", "Model 2611", "Model 2612", "Model 2614", "Model 2634", "Model 2635",
            "Model 2636",
        ],
        Beliefs = Beliefs,
        Create = context => new Keithley2600(
            context.Session(),
            CurrentRamp.Of(context),
            context.Settings.Get<string>(ChannelKey),
            SourceMeterOptions.Of(context.Settings)),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    /// <inheritdoc/>
    protected override string CurrentCommand => At("smu#.source.leveli");

    /// <inheritdoc/>
    protected override string CurrentQuery => At(NumberOf("smu#.source.leveli"));

    /// <inheritdoc/>
    protected override string ComplianceCommand => At("smu#.source.limitv");

    /// <inheritdoc/>
    protected override string OutputCommand => At("smu#.source.output");

    /// <inheritdoc/>
    protected override string OutputQuery => At(WholeOf("smu#.source.output"));

    /// <inheritdoc/>
    protected override string Separator => " ";

    /// <inheritdoc/>
    public async ValueTask<SourceMeterReading> MeasureAsync(CancellationToken cancellationToken = default)
    {
        await RequireOutputAsync(At(Read), cancellationToken).ConfigureAwait(false);
        return await Session.QueryAllAsync(
            [At($"print(string.format(\"%.8e,%.8e\", {Read})) --?"), At(Compliance)], ReadElements, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<bool> IsInComplianceAsync(CancellationToken cancellationToken = default) =>
        Session.QueryAsync(At(Compliance), IsTrue, cancellationToken);

    /// <inheritdoc/>
    protected override string SettingOf(string header, string value) => $"{header} = {value}";

    /// <summary>Drives a current; measures voltage and current together, in ranges of its own choice. What earlier users left
    /// behind is in the README of this folder.</summary>
    /// <exception cref="InstrumentException">It runs on other mains than the bench file says
    /// (<see cref="InstrumentFault.BadAnswer"/>), refused, or no answer.</exception>
    protected override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        // First of all: with prompts or shown errors, lines come that nothing asked for.
        await Session.SendAsync("localnode.prompts = 0 localnode.showerrors = 0", cancellationToken).ConfigureAwait(false);
        bool isOn = await GetOutputAsync(cancellationToken).ConfigureAwait(false);
        await RequireModeAsync(
            At(WholeOf("smu#.source.func")),
            At("smu#.source.func = 0"),
            answer => answer == "0",
            isOn,
            "drive a current",
            cancellationToken).ConfigureAwait(false);
        string sense = Options.IsFourWire ? "1" : "0";
        await RequireModeAsync(
            At(WholeOf("smu#.sense")),
            At($"smu#.sense = {sense}"),
            answer => answer == sense,
            isOn,
            Options.IsFourWire ? "four wires" : "two wires",
            cancellationToken).ConfigureAwait(false);
        foreach (string setting in (string[])
            [
                "smu#.source.autorangei = 1 smu#.source.delay = 0 smu#.source.limitp = 0",
                "smu#.measure.autorangev = 1 smu#.measure.autorangei = 1 smu#.measure.autozero = 2",
                $"smu#.measure.nplc = {Options.IntegrationCycles:R} smu#.measure.count = 1 smu#.measure.filter.enable = 0",
                "smu#.measure.rel.enablev = 0 smu#.measure.rel.enablei = 0",
            ])
        {
            await Session.SendAsync(At(setting), cancellationToken).ConfigureAwait(false);
        }

        double hertz = await Session.QueryNumberAsync(WholeOf("localnode.linefreq"), cancellationToken).ConfigureAwait(false);
        if (hertz != Options.LineFrequency.Hertz)
        {
            throw new InstrumentException(
                InstrumentFault.BadAnswer,
                $"The meter counts in mains of {Frequency.FromHertz(hertz)}, the bench file says {Options.LineFrequency}",
                $"{Name}, localnode.linefreq",
                $"Set '{SourceMeterOptions.LineFrequencyKey}' of this instrument in the bench file to "
                    + $"{Frequency.FromHertz(hertz)}, or the "
                    + "instrument's own in its menu; it keeps it without power.");
        }
    }

    private static string NumberOf(string expression) => $"print(string.format(\"%.8e\", {expression})) --?";

    private static string WholeOf(string expression) => $"print(string.format(\"%d\", {expression})) --?";

    private SourceMeterReading ReadElements(IReadOnlyList<string> answers)
    {
        if (answers[0].Split(',', StringSplitOptions.TrimEntries) is not [var current, var voltage])
        {
            throw Session.BadAnswer(answers[0], At(Read), "current and voltage");
        }

        return IsTrue(answers[1])
            ? throw ComplianceError(At(Read), answers[0])
            : new SourceMeterReading(
                Voltage.FromVolts(Session.ReadNumber(voltage, At(Read))),
                Current.FromAmperes(Session.ReadNumber(current, At(Read))));
    }

    private bool IsTrue(string answer) => answer.Trim() switch
    {
        "true" => true,
        "false" => false,
        _ => throw Session.BadAnswer(answer, At(Compliance), "true or false"),
    };

    private string At(string message) => message.Replace("#", channel, StringComparison.Ordinal);
}
