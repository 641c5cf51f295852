using System.Globalization;
using Lab.Benches;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Manners;
using Lab.Instruments.Terminals;
using Lab.Quantities;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.PulseGenerators.StanfordDg645>]

namespace Lab.Instruments.Drivers.PulseGenerators;

/// <summary>One output of a Stanford Research Systems DG645 delay generator: a positive pulse of 0.5 V to 5 V, from a delay
/// after the trigger on, with a resolution of 5 ps.</summary>
/// <remarks>The outputs have no switch. Off means here that nothing triggers the generator: what is to start its pulses is kept
/// until the output is switched on.</remarks>
public sealed partial class StanfordDg645 : ScpiPulseGenerator, IShippedDriver
{
    private const string OutputKey = "output";
    private const string LevelKey = "trigger_level";
    private const string EdgeKey = "trigger_edge";
    private const string Rising = "rising";
    private const string Falling = "falling";
    private const string SingleShot = "TSRC 5";

    private static readonly string[] OutputNames = ["AB", "CD", "EF", "GH"];

    private readonly int output;
    private readonly Voltage level;
    private readonly string edge;
    private PulseStart start = PulseStart.Command;
    private bool isOn;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="settings">The output, and level and edge of the trigger input.</param>
    public StanfordDg645(InstrumentSession session, SettingValues settings)
        : base(session)
    {
        ArgumentNullException.ThrowIfNull(settings);
        output = OutputOf(settings);
        level = settings.Get<Voltage>(LevelKey);
        edge = settings.Get<string>(EdgeKey) == Falling ? "2" : "1";
    }

    /// <summary>The driver as bench files name it.</summary>
    public static DriverDescription Description { get; } = new()
    {
        Name = "stanford-dg645",
        Kind = InstrumentKind.PulseGenerator,
        Summary = "Stanford Research Systems DG645 delay generator, one output",
        Settings =
        [
            SettingKey.Choice(OutputKey, "AB", OutputNames, "The output that is used."),
            SettingKey.Between<Voltage>(
                LevelKey, Voltage.FromVolts(1), Voltage.FromVolts(-3.5), Voltage.FromVolts(3.5), "Level of the trigger input."),
            SettingKey.Choice(EdgeKey, Rising, [Rising, Falling], "Edge at the trigger input that gives a pulse."),
        ],
        Manners = new InstrumentManners
        {
            Errors = ErrorReporting.EventStatusRegister,
            Completion = Completion.EventsInOwnMessage,
        },
        Models = ["DG645"],
        Beliefs = Beliefs,
        Create = context => new StanfordDg645(context.Session(), context.Settings),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    /// <inheritdoc/>
    protected override string FireCommand => "*TRG";

    /// <summary>The step of its times, s.</summary>
    private const double StepSeconds = 5e-12;

    // A pulse goes from the first channel of its output to the second: A and B are 2 and 3.
    private int First => 2 * output;

    private int Second => First + 1;

    /// <inheritdoc/>
    /// <exception cref="InstrumentException">Also where the amplitude is negative: a negative polarity keeps the output up
    /// between the pulses.</exception>
    public override ValueTask SetAmplitudeAsync(Voltage amplitude, CancellationToken cancellationToken = default)
    {
        string command = $"LAMP {output},{amplitude.Volts:R}";
        return amplitude.Volts < 0
            ? throw NegativeRefused(amplitude, command)
            : Session.ApplyAsync(SetPoint.Of(Channels.Amplitude, amplitude), command, cancellationToken);
    }

    /// <inheritdoc/>
    public override ValueTask SetWidthAsync(Duration width, CancellationToken cancellationToken = default)
    {
        Duration given = OnStep(width, StepSeconds);
        return Session.ApplyAsync(
            SetPoint.Of(Channels.Width, given), $"DLAY {Second},{First},{Seconds(given)}", cancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask SetOutputAsync(bool on, CancellationToken cancellationToken = default)
    {
        await Session.ApplyAsync(
            SetPoint.Output(on), on ? $"TSRC {SourceOf(start)}" : SingleShot, cancellationToken).ConfigureAwait(false);
        isOn = on;
    }

    /// <inheritdoc/>
    public override ValueTask<Duration> GetDelayAsync(CancellationToken cancellationToken = default) =>
        ReadDelayAsync(First, from: 0, cancellationToken);

    /// <inheritdoc/>
    protected override string DelayCommand(Duration delay) => $"DLAY {First},0,{Seconds(OnStep(delay, StepSeconds))}";

    /// <inheritdoc/>
    protected override async ValueTask StartClockAsync(
        SetPoint setPoint, Frequency repetition, CancellationToken cancellationToken)
    {
        await Session.ApplyAsync(setPoint, $"TRAT {repetition.Hertz:R}", cancellationToken).ConfigureAwait(false);
        await StartByAsync(PulseStart.Clock, setPoint, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override ValueTask AwaitEdgesAsync(SetPoint setPoint, CancellationToken cancellationToken) =>
        StartByAsync(PulseStart.Trigger, setPoint, cancellationToken);

    /// <inheritdoc/>
    protected override async ValueTask StopAsync(CancellationToken cancellationToken)
    {
        await Session.SendAsync(SingleShot, cancellationToken).ConfigureAwait(false);
        start = PulseStart.Command;
    }

    /// <inheritdoc/>
    protected override async ValueTask<PulseStart> ReadStartAsync(CancellationToken cancellationToken) =>
        await ReadSourceAsync(cancellationToken).ConfigureAwait(false) switch
        {
            0 => PulseStart.Clock,
            1 or 2 => PulseStart.Trigger,
            5 => isOn ? PulseStart.Command : start,
            _ => PulseStart.Other,
        };

    /// <inheritdoc/>
    protected override async ValueTask<Frequency> ReadRateAsync(CancellationToken cancellationToken) =>
        Frequency.FromHertz(await Session.QueryNumberAsync("TRAT?", cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    protected override async ValueTask<Voltage> ReadAmplitudeAsync(CancellationToken cancellationToken) =>
        Voltage.FromVolts(await Session.QueryNumberAsync($"LAMP? {output}", cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    protected override ValueTask<Duration> ReadWidthAsync(CancellationToken cancellationToken) =>
        ReadDelayAsync(Second, First, cancellationToken);

    /// <summary>Whether pulses come, or would come at <see cref="ScpiPulseGenerator.FireAsync"/>.</summary>
    protected override async ValueTask<bool> ReadOutputAsync(CancellationToken cancellationToken) =>
        await ReadSourceAsync(cancellationToken).ConfigureAwait(false) != 5 || isOn;

    /// <inheritdoc/>
    protected override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        (isOn, start) = (false, PulseStart.Command);
        await HoldUnlessRepeatingAsync(cancellationToken).ConfigureAwait(false);
        bool isRunning = await ReadSourceAsync(cancellationToken).ConfigureAwait(false) == 0;
        (isOn, start) = (isRunning, isRunning ? PulseStart.Clock : PulseStart.Command);
        await RequireAsync(
            $"DLAY? {First}", $"LINK {First},0", answer => From(answer) == 0, "a delay that counts from the trigger")
            .ConfigureAwait(false);
        await RequireAsync(
            $"DLAY? {Second}", $"LINK {Second},{First}", answer => From(answer) == First, "a width that counts from the delay")
            .ConfigureAwait(false);
        await RequireAsync($"LPOL? {output}", $"LPOL {output},1", answer => answer.Trim() == "1", "pulses from low to high")
            .ConfigureAwait(false);
        await RequireAsync(
            $"LOFF? {output}",
            $"LOFF {output},0",
            answer => Session.ReadNumber(answer, "LOFF?") == 0,
            "a baseline of zero").ConfigureAwait(false);
        await RequireAsync("BURM?", "BURM 0", answer => answer.Trim() == "0", "one pulse at each trigger").ConfigureAwait(false);
        await RequireAsync("ADVT?", "ADVT 0", answer => answer.Trim() == "0", "a pulse at each trigger").ConfigureAwait(false);
        await RequireAsync("HOLD?", "HOLD 0", answer => Session.ReadNumber(answer, "HOLD?") == 0, "no time without triggers")
            .ConfigureAwait(false);
        await Session.SendAsync($"TLVL {level.Volts:R}", cancellationToken).ConfigureAwait(false);

        ValueTask RequireAsync(string query, string command, Func<string, bool> isWanted, string what) =>
            RequireModeAsync(query, command, isWanted, isOn, what, cancellationToken);
    }

    private static int OutputOf(SettingValues settings) => 1 + Array.IndexOf(OutputNames, settings.Get<string>(OutputKey));

    // '2,+0.001000000000': the channel that it counts from, and the time.
    private static int? From(string answer) =>
        int.TryParse(answer.Split(',')[0], NumberStyles.Integer, CultureInfo.InvariantCulture, out int channel) ? channel : null;

    private string SourceOf(PulseStart wanted) => wanted switch
    {
        PulseStart.Clock => "0",
        PulseStart.Trigger => edge,
        _ => "5",
    };

    // With the output off nothing is started: the gate is asked all the same.
    private async ValueTask StartByAsync(PulseStart wanted, SetPoint setPoint, CancellationToken cancellationToken)
    {
        await Session.ApplyAsync(
            setPoint, isOn ? $"TSRC {SourceOf(wanted)}" : SingleShot, cancellationToken).ConfigureAwait(false);
        start = wanted;
    }

    private ValueTask<Duration> ReadDelayAsync(int channel, int from, CancellationToken cancellationToken)
    {
        string query = $"DLAY? {channel}";
        return Session.QueryAsync(
            query,
            answer => From(answer) == from
                ? Duration.FromSeconds(Session.ReadNumber(answer[(answer.IndexOf(',', StringComparison.Ordinal) + 1)..], query))
                : throw Session.BadAnswer(answer, query, $"a time from channel {from} on"),
            cancellationToken);
    }

    private async ValueTask<int> ReadSourceAsync(CancellationToken cancellationToken) =>
        (int)await Session.QueryNumberAsync("TSRC?", cancellationToken).ConfigureAwait(false);
}
