using Lab.Instruments.DaqCards.Library;
using Lab.Mocks.Stages;

namespace Lab.Mocks.DaqCards;

/// <summary>A task of a simulated card, with the states of NI-DAQmx: what may be set while it runs, what it
/// refuses.</summary>
/// <param name="card">The card.</param>
/// <param name="name">Its name.</param>
internal sealed class SimulatedTask(SimulatedCard card, string name) : IDaqTask
{
    private const double LeastPulseSeconds = 20e-9;

    private readonly List<int> outputs = [];
    private readonly List<string> inputs = [];
    private int? counter;
    private string source = string.Empty;
    private string trigger = string.Empty;
    private int mode = DaqConstants.FiniteSamples;
    private long count;
    private bool hasClock;
    private bool isRetriggerable;
    private bool delaysAgain;
    private bool regenerates = true;
    private double initialDelay;
    private double low;
    private double high;
    private double[] buffer = [];
    private int bufferLength;
    private long read;
    private int triggers;
    private long clockCount = long.MaxValue;
    private bool isNew;
    private bool isCommitted;
    private bool isValid = true;

    /// <inheritdoc/>
    public string Name => name;

    /// <summary>Its inputs.</summary>
    public IReadOnlyList<string> Inputs => inputs;

    /// <summary>The range of its inputs, V.</summary>
    public double RangeVolts { get; private set; } = 10;

    /// <summary>The rate of its clock, 1/s.</summary>
    public double SamplesPerSecond { get; private set; }

    /// <summary>Whether it was started and not stopped.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>Whether it has counters.</summary>
    public bool IsCounter => counter is not null;

    /// <summary>Whether it has outputs.</summary>
    public bool IsOutput => outputs.Count > 0;

    /// <summary>Whether it goes on until it is stopped.</summary>
    public bool IsEndless => hasClock && mode == DaqConstants.ContinuousSamples;

    /// <summary>The moment of its trigger; <see langword="null"/> while it waits.</summary>
    public TriggerMoment? StartedAt { get; private set; }

    /// <summary>Pulses of a counter for one trigger.</summary>
    public long PulseCount => Math.Max(1, count);

    /// <summary>How many samples its clock gives.</summary>
    public long ClockCount => IsEndless ? long.MaxValue : count;

    /// <summary>The parts of the card that it needs.</summary>
    public IEnumerable<string> Parts =>
        counter is { } number ? [$"ctr{number}"] : IsOutput ? ["ao"] : ["ai"];

    /// <summary>When it is done, s on the bench's clock; infinite where nothing tells.</summary>
    public double EndSeconds => !IsRunning ? double.NegativeInfinity
        : StartedAt is not { } at || IsEndless ? double.PositiveInfinity
        : inputs.Count > 0 && count > clockCount ? double.PositiveInfinity
        : IsCounter ? at.Seconds + initialDelay + (PulseCount * (low + high))
        : at.Seconds + (count / SamplesPerSecond);

    /// <inheritdoc/>
    public void CreateAOVoltageChan(string channel, double least, double largest)
    {
        RequireIdle("DAQmxCreateAOVoltageChan", DaqCodes.TaskRunning);
        outputs.AddRange(channel.Split(',').Select(each => SimulatedCard.NumberOf(each, "ao", "DAQmxCreateAOVoltageChan")));
    }

    /// <inheritdoc/>
    public void CreateAIVoltageChan(string channel, int configuration, double least, double largest)
    {
        const string Function = "DAQmxCreateAIVoltageChan";
        RequireIdle(Function, DaqCodes.TaskRunning);
        RangeVolts = SimulatedCard.RangeFor(Math.Max(-least, largest), Function);
        foreach (string each in channel.Split(',').Select(each => each.Trim()))
        {
            if (SimulatedCard.InternalOutput(each) is null)
            {
                SimulatedCard.NumberOf(each, "ai", Function);
            }

            inputs.Add(each);
        }
    }

    /// <inheritdoc/>
    public void CreateCOPulseChanTime(string counterName, double initialDelaySeconds, double lowSeconds, double highSeconds)
    {
        const string Function = "DAQmxCreateCOPulseChanTime";
        RequireIdle(Function, DaqCodes.TaskRunning);
        counter = SimulatedCard.NumberOf(counterName, "ctr", Function);
        foreach (double time in (double[])[initialDelaySeconds, lowSeconds, highSeconds])
        {
            RequireTime(time, Function);
        }

        (initialDelay, low, high) = (initialDelaySeconds, lowSeconds, highSeconds);
    }

    /// <inheritdoc/>
    public void CfgSampClkTiming(string clock, double rate, int sampleMode, long samplesPerChannel)
    {
        const string Function = "DAQmxCfgSampClkTiming";
        RequireIdle(Function, DaqCodes.PropertyWhileRunning);
        RequireChannels(Function);
        if (samplesPerChannel < 2)
        {
            throw Invalid(Function, "SampQuant.SampPerChan");
        }

        SamplesPerSecond = SimulatedCard.RateFor(
            rate, SimulatedCard.MostRate(inputs.Count > 0, inputs.Count), Function);
        (source, mode, count, hasClock) = (clock, sampleMode, samplesPerChannel, true);
    }

    /// <inheritdoc/>
    public void CfgImplicitTiming(int sampleMode, long pulses)
    {
        RequireIdle("DAQmxCfgImplicitTiming", DaqCodes.PropertyWhileRunning);
        RequireChannels("DAQmxCfgImplicitTiming");
        (mode, count) = (sampleMode, pulses);
    }

    /// <inheritdoc/>
    public void CfgDigEdgeStartTrig(string triggerSource)
    {
        RequireIdle("DAQmxCfgDigEdgeStartTrig", DaqCodes.PropertyWhileRunning);
        RequireChannels("DAQmxCfgDigEdgeStartTrig");
        trigger = triggerSource;
    }

    /// <inheritdoc/>
    public void SetStartTrigRetriggerable(bool retriggerable)
    {
        RequireIdle("DAQmxSetStartTrigRetriggerable", DaqCodes.PropertyWhileRunning);
        isRetriggerable = retriggerable;
    }

    /// <inheritdoc/>
    public void SetCOEnableInitialDelayOnRetrigger(string channel, bool isEnabled)
    {
        const string Function = "DAQmxSetCOEnableInitialDelayOnRetrigger";
        RequireIdle(Function, DaqCodes.PropertyWhileRunning);
        RequireCounter(channel, Function);
        delaysAgain = isEnabled;
    }

    /// <inheritdoc/>
    public void SetCOPulseTimeInitialDelay(string channel, double seconds)
    {
        const string Function = "DAQmxSetCOPulseTimeInitialDelay";
        RequireIdle(Function, DaqCodes.PropertyWhileRunning);
        RequireCounter(channel, Function);
        RequireTime(seconds, Function);
        initialDelay = seconds;
    }

    /// <inheritdoc/>
    public void SetWriteRegenMode(int regeneration)
    {
        RequireIdle("DAQmxSetWriteRegenMode", DaqCodes.PropertyWhileRunning);
        regenerates = regeneration == DaqConstants.AllowRegeneration;
    }

    /// <inheritdoc/>
    public double GetSampClkRate()
    {
        RequireValid("DAQmxGetSampClkRate");
        return hasClock ? SamplesPerSecond : throw new DaqException(
            -200452, "DAQmxGetSampClkRate",
            "Specified property is not supported by the device or is not applicable to the task.");
    }

    /// <inheritdoc/>
    public int WriteAnalogF64(ReadOnlySpan<double> samples, int perChannel, bool startsTask, double timeout)
    {
        const string Function = "DAQmxWriteAnalogF64";
        RequireValid(Function);
        RequireChannels(Function);
        if (samples.Length != perChannel * outputs.Count)
        {
            throw new DaqException(
                -200524, Function,
                "Write cannot be performed, because the number of channels in the data does not match the number of channels in "
                    + "the task.");
        }

        double[] converted = new double[samples.Length];
        for (int i = 0; i < converted.Length; i++)
        {
            converted[i] = SimulatedCard.Converted(samples[i], Function);
        }

        if (!hasClock)
        {
            card.Reserve(this, Function);
            for (int i = 0; i < outputs.Count; i++)
            {
                card.Hold(outputs[i], converted[((i + 1) * perChannel) - 1]);
            }

            card.Release(this);
            return perChannel;
        }

        RequireIdle(Function, DaqCodes.TaskRunning);
        (buffer, bufferLength, isNew) = (converted, perChannel, true);
        if (startsTask)
        {
            StartTask();
        }

        return perChannel;
    }

    /// <inheritdoc/>
    public int ReadAnalogF64(Span<double> samples, int perChannel, double timeout)
    {
        const string Function = "DAQmxReadAnalogF64";
        RequireValid(Function);
        RequireChannels(Function);
        if (!IsRunning && StartedAt is null)
        {
            throw new DaqException(
                DaqCodes.SamplesNotYetAvailable, Function,
                "Some or all of the samples requested have not yet been acquired: the task was not started.");
        }

        if (mode == DaqConstants.FiniteSamples && read + perChannel > count)
        {
            throw new DaqException(
                DaqCodes.SamplesNeverAvailable, Function,
                "Attempted to read a sample beyond the final sample acquired. The acquisition has stopped, therefore the sample "
                    + "specified by the combination of position and offset will never be available.");
        }

        if (SecondsUntilRead(perChannel, card.Now().Seconds) > 0)
        {
            throw new DaqException(
                DaqCodes.SamplesNotYetAvailable, Function,
                "Some or all of the samples requested have not yet been acquired.\n"
                    + "To wait for the samples to become available use a longer read timeout or read later in your program.");
        }

        card.Record(this, read, perChannel, samples);
        read += perChannel;
        return perChannel;
    }

    /// <inheritdoc/>
    public void StartTask()
    {
        const string Function = "DAQmxStartTask";
        RequireIdle(Function, DaqCodes.TaskRunning);
        RequireChannels(Function);
        if (IsOutput && buffer.Length == 0)
        {
            throw new DaqException(
                DaqCodes.OutputBufferEmpty, Function,
                "Generation cannot be started, because the selected buffer size is 0.");
        }

        if (IsOutput && mode == DaqConstants.FiniteSamples
            && (count % bufferLength != 0 || (count > bufferLength && !regenerates)))
        {
            throw new DaqException(
                -200609, Function,
                "Generation cannot be started because the output buffer does not hold all samples and regeneration is off.");
        }

        if (IsOutput && !regenerates && !isNew)
        {
            throw new DaqException(
                DaqCodes.NoRegeneration, Function,
                "The generation has stopped to prevent the regeneration of old samples: nothing new was written.");
        }

        card.Reserve(this, Function);
        isNew = false;
        (IsRunning, StartedAt, read, triggers) = (true, null, 0, 0);
        if (trigger.Length > 0 || (inputs.Count > 0 && source.Length > 0))
        {
            return; // it waits
        }

        if (IsCounter)
        {
            card.Pulse(this, card.Now());
        }
        else if (IsOutput)
        {
            card.BeginOutputs(this, card.Now());
        }
        else
        {
            card.BeginInputs(this, card.Now());
        }
    }

    /// <inheritdoc/>
    public void StopTask()
    {
        RequireValid("DAQmxStopTask");
        if (!IsRunning)
        {
            return;
        }

        bool isEarly = IsOutput && StartedAt is not null ? card.EndOutputs(this) : !IsCounter && EndSeconds > card.Now().Seconds;
        IsRunning = false;
        if (!isCommitted)
        {
            card.Release(this);
        }

        if (isEarly)
        {
            card.Warned?.Invoke(new DaqWarning(
                DaqCodes.StoppedBeforeDone, "DAQmxStopTask",
                "Finite acquisition or generation has been stopped before the requested number of samples were acquired or "
                    + "generated."));
        }
    }

    /// <inheritdoc/>
    public void TaskControl(int action)
    {
        RequireValid("DAQmxTaskControl");
        switch (action)
        {
            case DaqConstants.Commit:
                card.Reserve(this, "DAQmxTaskControl");
                isCommitted = true;
                break;
            case DaqConstants.Unreserve or DaqConstants.Abort:
                StopTask();
                isCommitted = false;
                card.Release(this);
                break;
            default:
                throw Invalid("DAQmxTaskControl", "action");
        }
    }

    /// <inheritdoc/>
    public void WaitUntilTaskDone(double timeout)
    {
        RequireValid("DAQmxWaitUntilTaskDone");
        if (EndSeconds > card.Now().Seconds)
        {
            throw new DaqException(
                DaqCodes.NotDone, "DAQmxWaitUntilTaskDone",
                "Wait Until Done did not indicate that the task was done within the specified timeout.");
        }
    }

    /// <inheritdoc/>
    public bool IsTaskDone()
    {
        RequireValid("DAQmxIsTaskDone");
        return !(EndSeconds > card.Now().Seconds);
    }

    /// <summary>Clears the task: what it gave out stays at its last value.</summary>
    public void Dispose()
    {
        try
        {
            RequireValid("DAQmxClearTask");
            StopTask();
        }
        finally
        {
            isValid = false;
            card.Remove(this);
        }
    }

    /// <summary>Makes it invalid: the device was reset.</summary>
    public void Invalidate() => (isValid, IsRunning) = (false, false);

    /// <summary>Takes the moment of its trigger.</summary>
    /// <param name="at">The moment.</param>
    /// <param name="samples">How many samples the clock gives that it follows.</param>
    public void Begin(TriggerMoment at, long samples = long.MaxValue)
    {
        (StartedAt, clockCount) = (at, source.Length > 0 ? samples : long.MaxValue);
        triggers++;
    }

    /// <summary>Whether a trigger starts it now.</summary>
    /// <param name="where">The terminal that gives it, in part.</param>
    public bool IsArmedBy(string where) => IsRunning && trigger.Contains(where, StringComparison.Ordinal)
        && (triggers == 0 || (isRetriggerable && !(EndSeconds > card.Now().Seconds)));

    /// <summary>Whether it has an output.</summary>
    /// <param name="output">The output.</param>
    public bool HasOutput(int output) => StartedAt is not null && outputs.Contains(output);

    /// <summary>The waveforms of its outputs.</summary>
    /// <param name="at">The moment of the first sample.</param>
    /// <param name="before">The voltage that an output had.</param>
    public IEnumerable<(int Output, HeldWaveform Waveform)> Waveforms(TriggerMoment at, Func<int, double> before) =>
        outputs.Select((output, i) => (output, WaveformOf(i, at) with { BeforeVolts = before(output) }));

    /// <summary>The voltages of its outputs at a time.</summary>
    /// <param name="seconds">The time, s on the bench's clock.</param>
    public IEnumerable<(int Output, double Volts)> OutputsAt(double seconds) => StartedAt is { } at
        ? outputs.Select((output, i) => (output, WaveformOf(i, at).ValueAt(Math.Max(0, seconds - at.Seconds))))
        : [];

    /// <summary>The voltage of an output in a trace.</summary>
    /// <param name="output">The output.</param>
    /// <param name="window">The times.</param>
    /// <param name="sample">The sample.</param>
    public double OutputAt(int output, TraceWindow window, int sample)
    {
        TriggerMoment at = StartedAt!.Value;
        double since = window.At.Since(at.EpochSeconds) - at.OffsetSeconds + window.StartSeconds
            + (sample / window.SamplesPerSecond);
        return WaveformOf(outputs.IndexOf(output), at).ValueAt(Math.Max(0, since));
    }

    /// <summary>Time from the trigger to a pulse, in whole ticks, s.</summary>
    /// <param name="pulse">The pulse, from 0 on.</param>
    /// <param name="timeBaseHertz">The time base.</param>
    public double PulseSeconds(long pulse, double timeBaseHertz)
    {
        double first = triggers > 1 && !delaysAgain ? low : initialDelay;
        double ticks = Math.Round(first * timeBaseHertz)
            + (pulse * (Math.Round(low * timeBaseHertz) + Math.Round(high * timeBaseHertz)));
        return ticks / timeBaseHertz;
    }

    /// <summary>Time until samples are there, s; infinite where nothing starts them.</summary>
    /// <param name="perChannel">How many of each channel.</param>
    /// <param name="nowSeconds">The time, s on the bench's clock.</param>
    public double SecondsUntilRead(int perChannel, double nowSeconds) => StartedAt is { } at && read + perChannel <= clockCount
        ? at.Seconds + ((read + perChannel) / SamplesPerSecond) - nowSeconds - 1e-9
        : double.PositiveInfinity;

    private HeldWaveform WaveformOf(int index, TriggerMoment at) =>
        new(at, SamplesPerSecond, buffer.AsMemory(index * bufferLength, bufferLength))
        {
            IsEndless = IsEndless,
            Count = Math.Max(1, count / bufferLength),
        };

    private static DaqException Invalid(string function, string property) => new(
        DaqCodes.InvalidAttributeValue, function,
        $"Requested value is not a supported value for this property.\nProperty: {property}");

    private static void RequireTime(double seconds, string function)
    {
        if (!(seconds >= LeastPulseSeconds * (1 - 1e-9) && double.IsFinite(seconds)))
        {
            throw Invalid(function, "CO.Pulse.Time");
        }
    }

    private void RequireCounter(string channel, string function)
    {
        if (counter != SimulatedCard.NumberOf(channel, "ctr", function))
        {
            throw new DaqException(
                -200089, function, $"Specified channel cannot be used: it is not in the task.\nChannel Name: {channel}");
        }
    }

    private void RequireValid(string function)
    {
        card.RequirePlugged(function);
        if (!isValid)
        {
            throw new DaqException(
                DaqCodes.InvalidTask, function, $"Task specified is invalid or does not exist.\nTask Name: {name}");
        }
    }

    private void RequireIdle(string function, int code)
    {
        RequireValid(function);
        if (IsRunning)
        {
            throw new DaqException(
                code, function, $"Specified operation cannot be performed while the task is running.\nTask Name: {name}");
        }
    }

    private void RequireChannels(string function)
    {
        RequireValid(function);
        if (outputs.Count == 0 && inputs.Count == 0 && counter is null)
        {
            throw new DaqException(
                DaqCodes.NoChannels, function,
                "Specified operation cannot be performed when there are no channels in the task.");
        }
    }
}
