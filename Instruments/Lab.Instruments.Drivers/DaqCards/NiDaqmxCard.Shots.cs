using Lab.Benches.Safety;
using Lab.Instruments.Clocks;
using Lab.Instruments.DaqCards;
using Lab.Instruments.DaqCards.Library;
using Lab.Instruments.Shots;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.DaqCards;

/// <content>Waveforms and shots.</content>
public sealed partial class NiDaqmxCard
{
    /// <summary>The shortest time of a pulse and before it: two ticks of the 100 MHz time base of the X series. A card with a
    /// slower one says so itself.</summary>
    private const double LeastPulseSeconds = 20e-9;

    /// <summary>The time that a single pulse is low after it, on which nothing depends: long for the time base of any
    /// card.</summary>
    private const double SinglePulseLowSeconds = 1e-6;

    private readonly HashSet<string> endless = [];
    private PreparedShot? shot;

    /// <inheritdoc/>
    public int Repetitions
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 1;

    /// <inheritdoc/>
    public double SamplesPerSecond => shot?.SamplesPerSecond ?? 0;

    private string OutputTask => CallText.Quote($"{Name}.out");

    private string InputTask => CallText.Quote($"{Name}.in");

    /// <inheritdoc/>
    public async ValueTask PrepareAsync(IReadOnlyList<ShotTask> tasks, bool isSource, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        PreparedShot next = Plan(tasks, isSource);
        await LoadAsync(
            next.Plays, next.SamplesPerSecond,
            async () =>
            {
                if (next.Plays.Count > 0)
                {
                    next.SamplesPerSecond = await MakeOutputsAsync(
                        next.Plays, next.SamplesPerSecond, DaqConstants.FiniteSamples, (long)next.Length * next.Repetitions,
                        isSource ? string.Empty : TriggerInput, cancellationToken).ConfigureAwait(false);
                }

                await MakeInputsAsync(next, cancellationToken).ConfigureAwait(false);
                foreach (PulseTask pulse in next.Pulses)
                {
                    await MakeCounterAsync(next, pulse, cancellationToken).ConfigureAwait(false);
                }

                shot = next;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask PlayAsync(IReadOnlyList<PlayTask> waveforms, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(waveforms);
        PreparedShot plan = Plan([.. waveforms], isSource: true);
        if (plan.Plays.Count == 0)
        {
            throw Refusal("Nothing is given out", string.Empty, "Give an output a waveform.");
        }

        await LoadAsync(
            plan.Plays, plan.SamplesPerSecond,
            async () =>
            {
                await MakeOutputsAsync(
                    plan.Plays, plan.SamplesPerSecond, DaqConstants.ContinuousSamples, plan.Length, string.Empty,
                    cancellationToken).ConfigureAwait(false);
                endless.UnionWith(plan.Plays.Select(play => play.Terminal));
                await CallAsync("DAQmxStartTask", cancellationToken, OutputTask).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask StopAsync(CancellationToken cancellationToken = default)
    {
        await ReleaseAsync(cancellationToken).ConfigureAwait(false);
        gate.EndProgram(Name);
        await ReadBackAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask SetPulseDelayAsync(string counter, Duration delay, CancellationToken cancellationToken = default)
    {
        PreparedShot prepared = Prepared();
        if (prepared.Pulses.All(pulse => pulse.Terminal != counter))
        {
            throw Refusal("The prepared shot has no pulse there", counter, "Prepare a shot with a PulseTask for it.");
        }

        RequireTime(delay.Seconds, "A delay", counter);
        prepared.Pulses =
        [
            .. prepared.Pulses.Select(pulse => pulse.Terminal == counter ? pulse with { DelaySeconds = delay.Seconds } : pulse),
        ];
        if (prepared.Armed.Remove(counter))
        {
            await CallAsync("DAQmxStopTask", cancellationToken, CounterTask(counter)).ConfigureAwait(false);
        }

        await CallAsync(
            "DAQmxSetCOPulseTimeInitialDelay", cancellationToken, CounterTask(counter),
            CallText.Quote($"{device}/{counter}"), CallText.Of(delay.Seconds)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>All is started for each shot, the outputs last. A counter is stopped after it: left armed, it would give a pulse
    /// to the sample at the next reading of an input, or at a stray edge.</remarks>
    public async ValueTask ArmAsync(CancellationToken cancellationToken)
    {
        PreparedShot prepared = Prepared();
        foreach (string counter in prepared.Pulses.Select(pulse => pulse.Terminal).Where(each => !prepared.Armed.Contains(each)))
        {
            await CallAsync("DAQmxStartTask", cancellationToken, CounterTask(counter)).ConfigureAwait(false);
            prepared.Armed.Add(counter);
        }

        prepared.IsRunning = true;
        if (prepared.Captures.Count > 0 && (prepared.Plays.Count > 0 || !prepared.IsSource))
        {
            await CallAsync("DAQmxStartTask", cancellationToken, InputTask).ConfigureAwait(false);
        }

        if (prepared is { IsSource: false, Plays.Count: > 0 })
        {
            await CallAsync("DAQmxStartTask", cancellationToken, OutputTask).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask TriggerAsync(CancellationToken cancellationToken) => await CallAsync(
        "DAQmxStartTask", cancellationToken, Prepared().Plays.Count > 0 ? OutputTask : InputTask).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ShotTrace>> CollectAsync(CancellationToken cancellationToken)
    {
        PreparedShot prepared = Prepared();
        if (prepared.IsSource)
        {
            await WaitAsync(prepared.DurationSeconds, cancellationToken).ConfigureAwait(false);
        }

        double patience = Patience + (prepared.IsSource ? 0 : prepared.DurationSeconds);
        await ReadRecordsAsync(prepared, patience, cancellationToken).ConfigureAwait(false);
        if (prepared.Plays.Count > 0)
        {
            await AwaitEndAsync(OutputTask, patience, cancellationToken).ConfigureAwait(false);
        }

        if (!prepared.IsSource && prepared.PulseSeconds > prepared.ClockSeconds)
        {
            await WaitAsync(prepared.PulseSeconds - prepared.ClockSeconds, cancellationToken).ConfigureAwait(false);
        }

        await DisarmAsync(cancellationToken).ConfigureAwait(false);
        double range = settings.Get<Voltage>(InputRangeKey).Volts;
        var traces = new List<ShotTrace>(prepared.Captures.Count);
        for (int i = 0; i < prepared.Captures.Count; i++)
        {
            CaptureTask capture = prepared.Captures[i];
            int skipped = SamplesOf(capture.DelaySeconds, prepared.SamplesPerSecond);
            int count = prepared.Repetitions == 1 ? capture.SampleCount : prepared.RecordLength - skipped;
            Memory<double> samples = prepared.Records[i].AsMemory(skipped, count);
            var extent = WaveformEnvelope.Of(Channels.Voltage, samples.Span, prepared.SamplesPerSecond);
            RequireWithin(capture.Terminal, extent.Least, extent.Largest, range);
            traces.Add(new ShotTrace(
                new Terminal(Name, capture.Terminal), skipped / prepared.SamplesPerSecond, prepared.SamplesPerSecond, samples));
        }

        return traces;
    }

    /// <inheritdoc/>
    public async ValueTask DisarmAsync(CancellationToken cancellationToken)
    {
        if (shot is not { } prepared)
        {
            return;
        }

        foreach (string counter in prepared.Armed.ToArray())
        {
            await CallAsync("DAQmxStopTask", cancellationToken, CounterTask(counter)).ConfigureAwait(false);
            prepared.Armed.Remove(counter);
        }

        await HaltAsync(prepared, cancellationToken).ConfigureAwait(false);
    }

    private string TriggerInput => $"/{device}/{settings.Get<string>(TriggerInputKey)}";

    private static int SamplesOf(double seconds, double rate) => (int)Math.Ceiling((seconds * rate) - 1e-6);

    private string CounterTask(string counter) => CallText.Quote($"{Name}.{counter}");

    private PreparedShot Prepared() => shot ?? throw new InstrumentException(
        InstrumentFault.Refused, "No shot is prepared", Name,
        "Prepare one. What sets an output, or plays a waveform without end, ends a prepared shot.");

    private PreparedShot Plan(IReadOnlyList<ShotTask> tasks, bool isSource)
    {
        PlayTask[] plays = [.. tasks.OfType<PlayTask>()];
        CaptureTask[] captures = [.. tasks.OfType<CaptureTask>()];
        PulseTask[] pulses = [.. tasks.OfType<PulseTask>()];
        double[] rates =
        [
            .. plays.Select(play => play.SamplesPerSecond)
                .Concat(captures.Select(capture => capture.SamplesPerSecond)).Distinct(),
        ];
        if (plays.Length + captures.Length + pulses.Length != tasks.Count || rates.Length != 1
            || plays.Any(play => play.Channel != Channels.Voltage || play.DelaySeconds != 0 || play.Samples.Length < 2
                || play.Samples.Length != plays[0].Samples.Length))
        {
            throw Refusal(
                "A shot of a card has waveforms of the channel voltage, as long as each other and without delay, records and "
                    + "pulses, all at one rate",
                string.Empty, "Correct the tasks of the shot.");
        }

        double rate = rates[0];
        RequireRates(rate, plays.Length, captures.Length);
        foreach (PlayTask play in plays)
        {
            RequireTerminal(play.Terminal, Capability.Outputs);
            var all = WaveformEnvelope.Of(Channels.Voltage, play.Samples.Span, rate);
            RequireRange(play.Terminal, all.Least, all.Largest);
        }

        foreach (CaptureTask capture in captures)
        {
            RequireTerminal(capture.Terminal, Capability.Inputs);
            if (capture.SampleCount < 2 || !(capture.DelaySeconds >= 0 && double.IsFinite(capture.DelaySeconds)))
            {
                throw Refusal(
                    $"{capture.SampleCount} samples from {capture.DelaySeconds} s on are no record", capture.Terminal,
                    "Record two samples or more, none before the trigger.");
            }
        }

        foreach (PulseTask pulse in pulses)
        {
            RequireTerminal(pulse.Terminal, Capability.Counters);
            RequireTime(pulse.DelaySeconds, "A delay", pulse.Terminal);
            RequireTime(pulse.WidthSeconds, "A width", pulse.Terminal);
        }

        int recorded = captures.Length == 0 ? 0
            : captures.Max(capture => SamplesOf(capture.DelaySeconds, rate) + capture.SampleCount);
        if (Repetitions == 1)
        {
            // The inputs run on the clock of the outputs: an output goes on with its last sample while they record.
            plays = [.. plays.Select(play => play with { Samples = Held(play.Samples, recorded) })];
        }

        int length = plays.Length > 0 ? plays[0].Samples.Length : recorded;
        int total = captures.Length == 0 ? 0 : Repetitions == 1 ? recorded : length * Repetitions;
        int chunk = Repetitions == 1 ? total : length;
        return new PreparedShot
        {
            Plays = plays,
            Captures = captures,
            Pulses = pulses,
            IsSource = isSource,
            Repetitions = Repetitions,
            Length = length,
            SamplesPerSecond = rate,
            ChunkLength = chunk,
            Chunk = new double[chunk * captures.Length],
            Records = [.. captures.Select(_ => new double[total])],
        };
    }

    private static ReadOnlyMemory<double> Held(ReadOnlyMemory<double> samples, int count)
    {
        if (samples.Length >= count)
        {
            return samples;
        }

        double[] all = new double[count];
        samples.CopyTo(all);
        all.AsSpan(samples.Length).Fill(samples.Span[^1]);
        return all;
    }

    private void RequireRates(double rate, int outputs, int inputs)
    {
        double most = Math.Min(
            outputs > 0 ? Capability.OutputRate : double.PositiveInfinity,
            inputs > 0 ? Capability.InputRate / inputs : double.PositiveInfinity);
        if (!(rate > 0 && rate <= most))
        {
            throw Refusal(
                $"A rate of {rate:R} samples per second is asked for, and the {Capability.Model} has up to {most:R} with "
                    + $"{outputs} outputs and {inputs} inputs",
                string.Empty, "Lower the rate, or record fewer inputs.");
        }
    }

    private void RequireTime(double seconds, string what, string counter)
    {
        if (!(seconds >= LeastPulseSeconds && double.IsFinite(seconds)))
        {
            throw Refusal(
                $"{what} of {seconds:R} s is shorter than two ticks of the counter, {LeastPulseSeconds:R} s", counter,
                "Choose a longer one; what has to come first gets the shortest.");
        }
    }

    private InstrumentException Refusal(string what, string terminal, string remedy) => new(
        InstrumentFault.Limit, what, terminal.Length > 0 ? $"{Name}.{terminal}, shot" : $"{Name}, shot", remedy);

    // All waveforms pass the gate before the first call. Their end may be followed by their start at any time.
    private async ValueTask LoadAsync(
        IReadOnlyList<PlayTask> plays, double rate, Func<ValueTask> load, CancellationToken cancellationToken)
    {
        WaveformEnvelope[] envelopes =
        [
            .. plays.Select(play => WaveformEnvelope.Of(Channels.Voltage, play.Samples.Span, rate, count: null) with
            {
                Terminal = play.Terminal,
            }),
        ];
        if (leftOver.Count > 0)
        {
            // What goes on ends first, and the way to the first sample counts from where it ended.
            foreach (WaveformEnvelope envelope in envelopes)
            {
                var least = new SetPoint(envelope.Terminal, Channels.Voltage, envelope.Least);
                gate.CheckTarget(Name, least, $"waveform of {envelope.Terminal}");
                gate.CheckTarget(Name, least with { Value = envelope.Largest }, $"waveform of {envelope.Terminal}");
            }

            await StopAsync(cancellationToken).ConfigureAwait(false);
            foreach (WaveformEnvelope envelope in envelopes)
            {
                var first = new SetPoint(envelope.Terminal, Channels.Voltage, envelope.First);
                await clock.WaitAsync(gate.DelayFor(Name, first), cancellationToken).ConfigureAwait(false);
            }
        }

        foreach (WaveformEnvelope envelope in envelopes)
        {
            gate.CheckWaveform(Name, envelope, $"waveform of {envelope.Terminal}");
        }

        foreach (PlayTask play in plays)
        {
            setVolts[play.Terminal] = play.Samples.Span[^1]; // where it stays after a shot
        }

        await load().ConfigureAwait(false);
        foreach (WaveformEnvelope envelope in envelopes)
        {
            gate.ConfirmWaveform(Name, envelope);
        }
    }

    private async ValueTask<double> MakeOutputsAsync(
        IReadOnlyList<PlayTask> plays, double rate, int mode, long count, string trigger, CancellationToken cancellationToken)
    {
        await MakeTaskAsync(OutputTask, cancellationToken).ConfigureAwait(false);
        await CallAsync(
            "DAQmxCreateAOVoltageChan", cancellationToken, OutputTask,
            CallText.Quote(string.Join(", ", plays.Select(play => $"{device}/{play.Terminal}"))),
            CallText.Of(Capability.LeastOutput.Volts), CallText.Of(Capability.LargestOutput.Volts)).ConfigureAwait(false);
        await ClockAsync(OutputTask, string.Empty, rate, mode, count, cancellationToken).ConfigureAwait(false);
        if (trigger.Length > 0)
        {
            await CallAsync(
                "DAQmxCfgDigEdgeStartTrig", cancellationToken, OutputTask, CallText.Quote(trigger)).ConfigureAwait(false);
        }

        int length = plays[0].Samples.Length;

        // To start again without writing again is to give the same samples again, which has to be allowed; a finite count ends
        // by itself.
        await CallAsync(
            "DAQmxSetWriteRegenMode", cancellationToken, OutputTask, CallText.Of((long)DaqConstants.AllowRegeneration))
            .ConfigureAwait(false);
        double[] samples = new double[length * plays.Count];
        for (int i = 0; i < plays.Count; i++)
        {
            plays[i].Samples.CopyTo(samples.AsMemory(i * length));
        }

        await SendAsync(OutputTask, samples, length, startsTask: false, cancellationToken).ConfigureAwait(false);

        // A task that is committed keeps its samples when it is stopped.
        await CallAsync("DAQmxTaskControl", cancellationToken, OutputTask, CallText.Of((long)DaqConstants.Commit))
            .ConfigureAwait(false);
        string text = await TextAsync("DAQmxGetSampClkRate", cancellationToken, OutputTask).ConfigureAwait(false);
        return Number(text, "DAQmxGetSampClkRate");
    }

    private async ValueTask MakeInputsAsync(PreparedShot next, CancellationToken cancellationToken)
    {
        if (next.Captures.Count == 0)
        {
            return;
        }

        await MakeTaskAsync(InputTask, cancellationToken).ConfigureAwait(false);
        await AddInputAsync(
            InputTask, string.Join(", ", next.Captures.Select(capture => $"{device}/{capture.Terminal}")), InputConfiguration,
            settings.Get<Voltage>(InputRangeKey).Volts, cancellationToken).ConfigureAwait(false);
        bool follows = next.Plays.Count > 0;
        await ClockAsync(
            InputTask, follows ? $"/{device}/ao/SampleClock" : string.Empty, next.SamplesPerSecond, DaqConstants.FiniteSamples,
            next.RecordLength, cancellationToken).ConfigureAwait(false);
        if (follows || !next.IsSource)
        {
            await CallAsync(
                "DAQmxCfgDigEdgeStartTrig", cancellationToken, InputTask,
                CallText.Quote(follows ? $"/{device}/ao/StartTrigger" : TriggerInput)).ConfigureAwait(false);
        }

        if (!follows)
        {
            string text = await TextAsync("DAQmxGetSampClkRate", cancellationToken, InputTask).ConfigureAwait(false);
            next.SamplesPerSecond = Number(text, "DAQmxGetSampClkRate");
        }
    }

    // A train of as many pulses as repetitions, their period that of the waveform; each trigger begins it again, its delay too.
    private async ValueTask MakeCounterAsync(PreparedShot next, PulseTask pulse, CancellationToken cancellationToken)
    {
        string task = CounterTask(pulse.Terminal);
        string channel = CallText.Quote($"{device}/{pulse.Terminal}");
        double period = next.Length / next.SamplesPerSecond;
        double low = next.Repetitions == 1 ? SinglePulseLowSeconds : period - pulse.WidthSeconds;
        RequireTime(low, "A pause between two pulses", pulse.Terminal);
        await MakeTaskAsync(task, cancellationToken).ConfigureAwait(false);
        await CallAsync(
            "DAQmxCreateCOPulseChanTime", cancellationToken, task, channel, CallText.Of(pulse.DelaySeconds), CallText.Of(low),
            CallText.Of(pulse.WidthSeconds)).ConfigureAwait(false);
        await CallAsync(
            "DAQmxCfgImplicitTiming", cancellationToken, task, CallText.Of((long)DaqConstants.FiniteSamples),
            CallText.Of((long)next.Repetitions)).ConfigureAwait(false);
        string trigger = next.Plays.Count > 0 ? $"/{device}/ao/StartTrigger"
            : next.IsSource ? $"/{device}/ai/StartTrigger"
            : TriggerInput;
        await CallAsync("DAQmxCfgDigEdgeStartTrig", cancellationToken, task, CallText.Quote(trigger)).ConfigureAwait(false);
        await CallAsync("DAQmxSetStartTrigRetriggerable", cancellationToken, task, "1").ConfigureAwait(false);
        await CallAsync("DAQmxSetCOEnableInitialDelayOnRetrigger", cancellationToken, task, channel, "1").ConfigureAwait(false);
    }

    private async ValueTask ReadRecordsAsync(PreparedShot prepared, double patience, CancellationToken cancellationToken)
    {
        int inputs = prepared.Captures.Count;
        if (inputs > 0)
        {
            await AwaitEndAsync(InputTask, patience, cancellationToken).ConfigureAwait(false);
        }

        for (int from = 0; inputs > 0 && from < prepared.RecordLength; from += prepared.ChunkLength)
        {
            await ReadSamplesAsync(InputTask, prepared.Chunk, prepared.ChunkLength, inputs, cancellationToken)
                .ConfigureAwait(false);
            for (int i = 0; i < inputs; i++)
            {
                prepared.Chunk.AsSpan(i * prepared.ChunkLength, prepared.ChunkLength).CopyTo(prepared.Records[i].AsSpan(from));
            }
        }
    }

    private async ValueTask HaltAsync(PreparedShot prepared, CancellationToken cancellationToken)
    {
        if (!prepared.IsRunning)
        {
            return;
        }

        prepared.IsRunning = false;
        if (prepared.Plays.Count > 0)
        {
            await CallAsync("DAQmxStopTask", cancellationToken, OutputTask).ConfigureAwait(false);
        }

        if (prepared.Captures.Count > 0)
        {
            await CallAsync("DAQmxStopTask", cancellationToken, InputTask).ConfigureAwait(false);
        }
    }

    // Ends what the card does; outputs hold what they give at this moment. A task that cannot be ended does not keep the others.
    private async ValueTask ReleaseAsync(CancellationToken cancellationToken)
    {
        shot = null;
        endless.Clear();
        InstrumentException? failure = null;
        foreach (string task in leftOver.ToArray())
        {
            InstrumentException? last = await FailureOfAsync(TryClearAsync(task, cancellationToken)).ConfigureAwait(false);
            failure ??= last;
        }

        if (failure is not null)
        {
            throw failure;
        }
    }
}
