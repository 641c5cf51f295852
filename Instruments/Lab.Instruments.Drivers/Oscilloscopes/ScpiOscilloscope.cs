using System.Globalization;
using System.Runtime.CompilerServices;
using Lab.Benches;
using Lab.Instruments.Blocks;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Oscilloscopes;
using Lab.Instruments.Shots;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.Oscilloscopes;

/// <summary>What drivers of oscilloscopes have in common: settings, waiting, traces and shots. A driver adds its
/// commands.</summary>
public abstract class ScpiOscilloscope : ScpiInstrument, IOscilloscope
{
    /// <summary>How much lower than asked for a rate may be, by rounding.</summary>
    private const double Rounding = 1e-3;

    /// <summary>Rates that follow each other in a list are at most a factor of 2.5 apart, and the nearest one is taken.</summary>
    private const double FasterBy = 1.6;

    private const int MostAttempts = 4;

    private const string InputsKey = "inputs";
    private const string RangeKey = "range";
    private const string MatchedKey = "matched";
    private const string DurationKey = "duration";
    private const string RateKey = "least_rate";
    private const string TriggerKey = "trigger";
    private const string LevelKey = "trigger_level";
    private const string PatienceKey = "patience";

    private static readonly Duration LookAgain = Duration.FromMilliseconds(5);
    private static readonly Duration LongestArming = Duration.FromSeconds(5);

    private readonly OscilloscopeSettings initial;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="settings">How it records after it was opened.</param>
    protected ScpiOscilloscope(InstrumentSession session, OscilloscopeSettings settings)
        : base(session) => Settings = initial = settings;

    /// <summary>The keys of the settings that all oscilloscopes have.</summary>
    public static IReadOnlyList<SettingKey> CommonSettings { get; } =
    [
        SettingKey.Text(InputsKey, "1", "Inputs that are recorded, with commas between them."),
        SettingKey.Positive<Voltage>(RangeKey, Voltage.FromVolts(0.8), "Voltage from end to end of the screen, of each input."),
        SettingKey.Switch(
            MatchedKey, defaultValue: true, "Whether inputs are 50 Ohm; those of high impedance see twice the voltage."),
        SettingKey.Positive<Duration>(DurationKey, Duration.FromSeconds(10e-6), "Time that a record covers."),
        SettingKey.Positive<Frequency>(
            RateKey, Frequency.FromHertz(1e9), "Lowest rate that will do, in samples per second written as a frequency."),
        SettingKey.Choice(
            TriggerKey, OscilloscopeTrigger.External, [OscilloscopeTrigger.External, "1", "2", "3", "4"],
            "Input whose edge triggers."),
        SettingKey.Quantity<Voltage>(LevelKey, Voltage.FromVolts(0.5), "Voltage through which the edge goes."),
        SettingKey.Positive<Duration>(PatienceKey, Duration.FromSeconds(10), "How long a trigger is waited for."),
    ];

    /// <inheritdoc/>
    public OscilloscopeSettings Settings { get; private set; }

    /// <inheritdoc/>
    public async ValueTask ConfigureAsync(OscilloscopeSettings settings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Require(settings);
        await SendSettingsAsync(settings, cancellationToken).ConfigureAwait(false);
        Settings = settings;
        double rate = await GetRateAsync(cancellationToken).ConfigureAwait(false);
        if (!(rate >= settings.LeastRate * (1 - Rounding)))
        {
            throw MemoryTooSmall(settings, rate);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<OscilloscopeTrace>> AcquireAsync(CancellationToken cancellationToken = default)
    {
        if (Settings.Averages > 1)
        {
            await AverageAsync(cancellationToken).ConfigureAwait(false);
            return await ReadAsync(cancellationToken).ConfigureAwait(false);
        }

        await ArmAsync(cancellationToken).ConfigureAwait(false);
        return await FetchAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask ArmAsync(CancellationToken cancellationToken)
    {
        if (Settings.Averages > 1)
        {
            throw new InstrumentException(
                InstrumentFault.Limit,
                $"{Settings.Averages} records that are averaged need a trigger that repeats by itself",
                $"{Name}, shot",
                "Take the shot as often and average the traces, or let the generator play without end and acquire.");
        }

        Duration deadline = Session.Clock.Now() + LongestArming;
        await StartAsync(cancellationToken).ConfigureAwait(false);
        while (!await IsArmedAsync(cancellationToken).ConfigureAwait(false))
        {
            if (Session.Clock.Now() > deadline)
            {
                throw new InstrumentException(
                    InstrumentFault.Timeout,
                    "The oscilloscope does not become ready for a trigger",
                    $"{Name}, {Session.Address}",
                    "Look at its screen: a record much longer than a second before the trigger takes so long to fill.");
            }

            await Session.Clock.WaitAsync(LookAgain, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<OscilloscopeTrace>> FetchAsync(CancellationToken cancellationToken = default)
    {
        await WaitAsync(cancellationToken).ConfigureAwait(false);
        return await ReadAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask PrepareAsync(IReadOnlyList<ShotTask> tasks, bool isSource, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        CaptureTask[] captures = [.. tasks.OfType<CaptureTask>()];
        if (isSource || captures.Length != tasks.Count || captures.Length == 0
            || captures.Any(capture => capture with { Terminal = captures[0].Terminal } != captures[0]))
        {
            throw new InstrumentException(
                InstrumentFault.Limit,
                "An oscilloscope records all its inputs over the same time at one rate, and waits for a trigger from outside",
                $"{Name}, shot",
                "Correct the tasks of the shot, and let another instrument give the trigger.");
        }

        await ConfigureAsync(
            Settings with
            {
                Duration = Duration.FromSeconds(captures[0].SampleCount / captures[0].SamplesPerSecond),
                LeastRate = captures[0].SamplesPerSecond,
                Start = Duration.FromSeconds(captures[0].DelaySeconds),
                Averages = 1,
                Segments = 1,
                Channels =
                [
                    .. captures.Select(capture => Settings.Channels.FirstOrDefault(each => each.Terminal == capture.Terminal)
                        ?? Settings.Channels[0] with { Terminal = capture.Terminal }),
                ],
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>An oscilloscope gives no trigger.</summary>
    /// <param name="cancellationToken">Not used.</param>
    /// <exception cref="InstrumentException">Always.</exception>
    public ValueTask TriggerAsync(CancellationToken cancellationToken) => throw new InstrumentException(
        InstrumentFault.Limit, "An oscilloscope gives no trigger", $"{Name}, shot", "Let another instrument be the source.");

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ShotTrace>> CollectAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<OscilloscopeTrace> traces = await FetchAsync(cancellationToken).ConfigureAwait(false);
        if (traces.FirstOrDefault(trace => trace.IsOverRange) is { } cut)
        {
            throw new InstrumentException(
                InstrumentFault.Overflow,
                "The signal goes beyond the screen, where it is cut off",
                $"{cut.Terminal}, shot",
                "Choose a larger range for this input.");
        }

        return
        [
            .. traces.Select(
                trace => new ShotTrace(trace.Terminal, trace.StartSeconds, trace.SamplesPerSecond, trace.Volts())),
        ];
    }

    /// <inheritdoc/>
    public abstract ValueTask DisarmAsync(CancellationToken cancellationToken);

    /// <summary>Does nothing: an oscilloscope only measures.</summary>
    public override ValueTask MakeSafeAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    /// <summary>The settings of a bench file's section.</summary>
    /// <param name="values">The values of its keys.</param>
    protected static OscilloscopeSettings SettingsOf(SettingValues values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new OscilloscopeSettings(
            values.Get<Duration>(DurationKey),
            values.Get<Frequency>(RateKey).Hertz,
            [
                .. values.Get<string>(InputsKey)
                    .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                    .Select(input => new OscilloscopeChannel(input, values.Get<Voltage>(RangeKey))
                    {
                        IsMatched = values.Get<bool>(MatchedKey),
                    }),
            ],
            new OscilloscopeTrigger(values.Get<string>(TriggerKey), values.Get<Voltage>(LevelKey)))
        {
            Patience = values.Get<Duration>(PatienceKey),
        };
    }

    /// <summary>The model, for errors.</summary>
    protected abstract string Model { get; }

    /// <summary>The most samples of one input's record.</summary>
    protected abstract long Memory { get; }

    /// <summary>Sends the settings.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected abstract ValueTask SendSettingsAsync(OscilloscopeSettings settings, CancellationToken cancellationToken);

    /// <summary>Asks for the rate that the instrument takes by its settings, samples per second.</summary>
    protected abstract ValueTask<double> GetRateAsync(CancellationToken cancellationToken);

    /// <summary>Begins to wait for a trigger.</summary>
    protected abstract ValueTask StartAsync(CancellationToken cancellationToken);

    /// <summary>Asks whether it waits for the trigger, or has had it.</summary>
    protected abstract ValueTask<bool> IsArmedAsync(CancellationToken cancellationToken);

    /// <summary>Asks whether the records are still under way.</summary>
    protected abstract ValueTask<bool> IsRunningAsync(CancellationToken cancellationToken);

    /// <summary>Takes as many records as are averaged.</summary>
    protected abstract ValueTask AverageAsync(CancellationToken cancellationToken);

    /// <summary>Reads the records of one input.</summary>
    /// <param name="channel">The input.</param>
    /// <param name="cancellationToken">Ends the transfer.</param>
    protected abstract ValueTask<OscilloscopeTrace> ReadAsync(OscilloscopeChannel channel, CancellationToken cancellationToken);

    /// <summary>The settings of the bench file.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected override ValueTask InitializeAsync(CancellationToken cancellationToken) =>
        ConfigureAsync(initial, cancellationToken);

    /// <summary>Sets the rate of an instrument that takes the nearest of a list of its own: what is too slow is asked for again,
    /// faster.</summary>
    /// <param name="header">The header of the rate.</param>
    /// <param name="least">The lowest rate that will do, samples per second.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The rate that it took; below the lowest one where it has none above.</returns>
    protected async ValueTask<double> SetRateAsync(string header, double least, CancellationToken cancellationToken)
    {
        double rate = 0;
        double asked = least;
        for (int i = 0; i < MostAttempts && rate < least * (1 - Rounding); i++)
        {
            await Session.SendAsync(
                $"{header} {asked.ToString("R", CultureInfo.InvariantCulture)}", cancellationToken).ConfigureAwait(false);
            rate = await Session.QueryNumberAsync($"{header}?", cancellationToken).ConfigureAwait(false);
            asked *= FasterBy;
        }

        return rate > 0 ? rate : throw Session.BadAnswer($"{rate}", $"{header}?", "a rate above zero");
    }

    /// <summary>Waits until the records are taken.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">No trigger came (<see cref="InstrumentFault.Timeout"/>).</exception>
    protected async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        Duration deadline = Session.Clock.Now() + Settings.Patience + Settings.Duration;
        while (await IsRunningAsync(cancellationToken).ConfigureAwait(false))
        {
            if (Session.Clock.Now() > deadline)
            {
                await DisarmAsync(cancellationToken).ConfigureAwait(false);
                throw NoTrigger();
            }

            await Session.Clock.WaitAsync(LookAgain, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>No trigger came in time.</summary>
    protected InstrumentException NoTrigger() => new(
        InstrumentFault.Timeout,
        $"No trigger came within {Settings.Patience}",
        $"{Name}, {Session.Address}",
        $"Check the trigger cable and its level of {Settings.Trigger.Level} on '{Settings.Trigger.Source}', or raise "
            + "'patience'.");

    /// <summary>Whether codes reach an end of the screen.</summary>
    /// <param name="codes">The codes.</param>
    /// <param name="offsetVolts">The voltage of code 0.</param>
    /// <param name="stepVolts">The voltage of a step.</param>
    /// <param name="channel">The input.</param>
    protected static bool IsOverRange(
        ReadOnlySpan<short> codes, double offsetVolts, double stepVolts, OscilloscopeChannel channel)
    {
        ArgumentNullException.ThrowIfNull(channel);
        (short least, short largest) = SampleScaling.Extremes(codes);
        double half = channel.Range.Volts / 2 * (1 - (2.0 / 256)); // the last step of eight bits
        return offsetVolts + (largest * stepVolts) - channel.Offset.Volts >= half
            || offsetVolts + (least * stepVolts) - channel.Offset.Volts <= -half - (channel.Range.Volts / 256);
    }

    /// <summary>A number as it is sent.</summary>
    /// <param name="value">The number.</param>
    protected static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Reads the codes of a record.</summary>
    /// <param name="query">The query of a block of 16-bit words, least byte first.</param>
    /// <param name="codes">Takes them, as many as there have to be.</param>
    /// <param name="promised">What tells how many these are, for the error.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">There are fewer or more, or no answer.</exception>
    protected async ValueTask ReadCodesAsync(
        string query, Memory<short> codes, string promised, CancellationToken cancellationToken)
    {
        int read = await Session.QuerySamplesAsync(
            query, ByteOrder.LittleEndian, codes, new BlockLimit(codes.Length * Unsafe.SizeOf<short>()), cancellationToken)
            .ConfigureAwait(false);
        if (read != codes.Length)
        {
            throw Session.BadAnswer($"{read} samples", query, $"the {codes.Length} samples {promised}");
        }
    }

    private async ValueTask<IReadOnlyList<OscilloscopeTrace>> ReadAsync(CancellationToken cancellationToken)
    {
        var traces = new List<OscilloscopeTrace>();
        foreach (OscilloscopeChannel channel in Settings.Channels)
        {
            traces.Add(await ReadAsync(channel, cancellationToken).ConfigureAwait(false));
        }

        return traces;
    }

    private void Require(OscilloscopeSettings settings)
    {
        string[] inputs = [.. IOscilloscope.Kind.Terminals.Select(terminal => terminal.Name)];
        string? wrong = settings.Channels.Select(channel => channel.Terminal).FirstOrDefault(each => !inputs.Contains(each));
        if (wrong is not null || settings.Channels.Count == 0
            || settings.Channels.DistinctBy(channel => channel.Terminal).Count() != settings.Channels.Count)
        {
            throw Refusal(
                wrong is null ? "No input, or one twice, is to be recorded" : $"The {Model} has no input '{wrong}'",
                $"Name each of the inputs {string.Join(", ", inputs)} once at most.");
        }

        if (settings.Averages < 1 || settings.Segments < 1 || (settings.Averages > 1 && settings.Segments > 1))
        {
            throw Refusal(
                $"{settings.Averages} averages of {settings.Segments} segments cannot be taken",
                "Give one or more of either, and one of the other.");
        }

        if (!(settings.Duration.Seconds > 0 && settings.LeastRate > 0 && double.IsFinite(settings.LeastRate)
            && settings.Channels.All(channel => channel.Range.Volts > 0)))
        {
            throw Refusal(
                $"A record of {settings.Duration} at {settings.LeastRate} samples per second is none",
                "Give a duration, a rate and ranges above zero.");
        }

        // What can be known before anything is sent.
        double samples = settings.Duration.Seconds * settings.LeastRate * settings.Segments;
        if (samples > Memory)
        {
            throw MemoryTooSmall(settings, Memory / (settings.Duration.Seconds * settings.Segments));
        }
    }

    private InstrumentException MemoryTooSmall(OscilloscopeSettings settings, double rate) => Refusal(
        $"{settings.Duration} at {SampleRate.Show(settings.LeastRate)}"
            + (settings.Segments > 1 ? $" in {settings.Segments} segments" : string.Empty)
            + $" are {settings.Duration.Seconds * settings.LeastRate * settings.Segments:N0} samples of each input, and the "
            + $"{Model} takes {SampleRate.Show(rate)} over this time: its memory is too small or shared by "
            + $"{settings.Channels.Count} inputs, or its converter too slow",
        "Record a shorter time, accept a lower rate, use fewer inputs, or bind an oscilloscope with more memory.");

    private InstrumentException Refusal(string what, string remedy) =>
        new(InstrumentFault.Limit, what, $"{Name}, {Session.Address}", remedy);
}
