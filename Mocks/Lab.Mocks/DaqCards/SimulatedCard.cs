using Lab.Instruments.Clocks;
using Lab.Instruments.DaqCards.Library;
using Lab.Instruments.Terminals;
using Lab.Mocks.Stages;
using Lab.Models.Randomness;
using Lab.Quantities;

namespace Lab.Mocks.DaqCards;

/// <summary>A card as its library shows it: two outputs (four, as others of the series have) and sixteen inputs of 16 bits, one
/// converter for all inputs, one time base of 100 MHz, four counters. It keeps the rules of tasks: what is reserved, what is
/// running, what was never written.</summary>
/// <remarks>Resolution, rates and ranges are those of the lower X series (PCIe-6321); noise and settling are its data sheet's
/// [assumption]. What the outputs do is declared to the stage with all its future; what the inputs saw is asked for when it is
/// read.</remarks>
internal sealed class SimulatedCard : IDaqLibrary
{
    /// <summary>The device's name.</summary>
    public const string Device = "Dev1";

    private const string Model = "PCIe-6321";
    private const int Serial = 0x01B2_C3D4;
    private const double TimeBaseHertz = 100e6;
    private const double OutputVolts = 10;
    private const double OutputRate = 900e3;
    private const int Bits = 16;
    private const int MostOutputs = 4;
    private const int InputCount = 16;
    private const int CounterCount = 4;

    /// <summary>Time beyond the fastest that the driver software leaves the multiplexer to settle, where the rate has
    /// room.</summary>
    private const double PaddingSeconds = 10e-6;

    private static readonly double[] InputRanges = [0.2, 1, 5, 10];

    private readonly TwinContext context;
    private readonly CardErrors errors;
    private readonly ReadingStream noise;
    private readonly ReadingStream jitter;
    private readonly Dictionary<string, SimulatedTask> tasks = [];
    private readonly Dictionary<string, SimulatedTask> reserved = [];
    private readonly double[] held;
    private float[] trace = [];
    private bool isGiving;

    /// <summary>Puts a card on a stage.</summary>
    /// <param name="context">Name, stage and randomness of its twin.</param>
    /// <param name="errors">Its noise and errors.</param>
    /// <param name="outputs">How many outputs it has.</param>
    public SimulatedCard(TwinContext context, CardErrors errors, int outputs = 2)
    {
        held = new double[outputs];
        this.context = context;
        this.errors = errors;
        noise = context.RandomOfReadings("noise");
        jitter = context.RandomOfReadings("jitter");
        Stage.Within(() => Stage.Triggers.Listen(TakeTrigger));
    }

    /// <summary>The highest rate of all inputs together, samples per second.</summary>
    public static double InputRate => 250e3;

    /// <summary>Whether the device has been pulled out: every call fails.</summary>
    public bool IsUnplugged { get; set; }

    /// <inheritdoc/>
    public string Name => "twin";

    /// <inheritdoc/>
    public Action<DaqWarning>? Warned { get; set; }

    /// <summary>Whether nothing of it goes on that a shot could change.</summary>
    public bool IsAtRest => tasks.Values.All(task => !(task.IsRunning && task.IsEndless));

    private SampleStage Stage => context.Stage;

    private double NowSeconds => Stage.Clock.Now().Seconds;

    /// <inheritdoc/>
    public (int Major, int Minor) GetSysNIDAQVersion() => (23, 8);

    /// <inheritdoc/>
    public string GetSysDevNames() => IsUnplugged ? string.Empty : Device;

    /// <inheritdoc/>
    public string GetDev(string device, DaqDeviceText which)
    {
        string function = $"DAQmxGetDev{which}";
        RequireDevice(device, function);
        return which switch
        {
            DaqDeviceText.ProductType => Model,
            DaqDeviceText.AOPhysicalChans => Names("ao", held.Length),
            DaqDeviceText.AIPhysicalChans => Names("ai", InputCount),
            _ => Names("ctr", CounterCount),
        };
    }

    /// <inheritdoc/>
    public double[] GetDev(string device, DaqDeviceNumbers which)
    {
        RequireDevice(device, $"DAQmxGetDev{which}");
        return which switch
        {
            DaqDeviceNumbers.SerialNum => [Serial],
            DaqDeviceNumbers.AOVoltageRngs => [-OutputVolts, OutputVolts],
            DaqDeviceNumbers.AIVoltageRngs => [.. InputRanges.SelectMany(range => (double[])[-range, range])],
            DaqDeviceNumbers.AOMaxRate => [OutputRate],
            _ => [InputRate],
        };
    }

    /// <inheritdoc/>
    public void ResetDevice(string device)
    {
        RequireDevice(device, "DAQmxResetDevice");
        Reset();
    }

    /// <summary>Ends all tasks and brings the outputs to zero, as after power-on.</summary>
    public void Reset()
    {
        foreach (SimulatedTask task in tasks.Values.ToArray())
        {
            task.Invalidate();
        }

        tasks.Clear();
        reserved.Clear();
        for (int i = 0; i < held.Length; i++)
        {
            Hold(i, 0);
        }
    }

    /// <inheritdoc/>
    public IDaqTask CreateTask(string name)
    {
        RequirePlugged("DAQmxCreateTask");
        if (tasks.ContainsKey(name))
        {
            throw new DaqException(
                -200089, "DAQmxCreateTask", $"Task name conflicts with an existing task name.\nTask Name: {name}");
        }

        return tasks[name] = new SimulatedTask(this, name);
    }

    /// <summary>The time until a call has what it waits for, s; infinite where that never comes.</summary>
    /// <param name="function">The function.</param>
    /// <param name="arguments">Its arguments.</param>
    public double SecondsUntilReady(string function, IReadOnlyList<string> arguments) =>
        arguments.Count > 0 && tasks.TryGetValue(arguments[0], out SimulatedTask? task)
            ? function switch
            {
                "DAQmxReadAnalogF64" when int.TryParse(arguments[1], out int count) => task.SecondsUntilRead(count, NowSeconds),
                "DAQmxWaitUntilTaskDone" => task.EndSeconds - NowSeconds,
                _ => 0,
            }
            : 0;

    /// <summary>Forgets a task.</summary>
    /// <param name="task">The task.</param>
    public void Remove(SimulatedTask task)
    {
        tasks.Remove(task.Name);
        Release(task);
    }

    /// <summary>Takes the parts of the card that a task needs.</summary>
    /// <param name="task">The task.</param>
    /// <param name="function">The function that starts it.</param>
    public void Reserve(SimulatedTask task, string function)
    {
        foreach (string part in task.Parts)
        {
            if (reserved.TryGetValue(part, out SimulatedTask? other) && other != task)
            {
                throw new DaqException(
                    DaqCodes.ResourceReserved, function,
                    "The specified resource is reserved. The operation could not be completed as specified.\n"
                        + $"Task Name: {task.Name}");
            }
        }

        foreach (string part in task.Parts)
        {
            reserved[part] = task;
        }
    }

    /// <summary>Gives the parts of a task back.</summary>
    /// <param name="task">The task.</param>
    public void Release(SimulatedTask task)
    {
        foreach (string part in reserved.Where(each => each.Value == task).Select(each => each.Key).ToArray())
        {
            reserved.Remove(part);
        }
    }

    /// <summary>Checks that the device is there.</summary>
    /// <param name="function">The function that is called.</param>
    public void RequirePlugged(string function)
    {
        if (IsUnplugged)
        {
            throw new DaqException(
                DaqCodes.DeviceNotAccessible, function,
                $"Device cannot be accessed. Possible causes: device is no longer present in the system, or is not powered.\n"
                    + $"Device: {Device}");
        }
    }

    /// <summary>The number of a channel.</summary>
    /// <param name="channel">The channel: <c>Dev1/ao0</c>.</param>
    /// <param name="kind"><c>ao</c>, <c>ai</c> or <c>ctr</c>.</param>
    /// <param name="function">The function that is called.</param>
    public static int NumberOf(string channel, string kind, string function)
    {
        string[] parts = channel.Trim().Split('/');
        int most = kind == "ao" ? MostOutputs : kind == "ai" ? InputCount : CounterCount;
        if (parts is not [var device, var name] || !device.Equals(Device, StringComparison.OrdinalIgnoreCase))
        {
            throw new DaqException(
                DaqCodes.InvalidDevice, function, $"Device identifier is invalid.\nDevice Specified: {channel.Split('/')[0]}");
        }

        return name.StartsWith(kind, StringComparison.OrdinalIgnoreCase)
            && int.TryParse(name.AsSpan(kind.Length), out int number) && number >= 0 && number < most
                ? number
                : throw new DaqException(
                    DaqCodes.NoSuchChannel, function,
                    $"Physical channel specified does not exist on this device.\nPhysical Channel Name: {channel}");
    }

    /// <summary>The output that the card measures by itself, where a channel is its internal one:
    /// <c>Dev1/_ao0_vs_aognd</c>.</summary>
    /// <param name="channel">The channel.</param>
    public static int? InternalOutput(string channel)
    {
        string name = channel[(channel.IndexOf('/', StringComparison.Ordinal) + 1)..];
        return name is ['_', 'a', 'o', >= '0' and <= '3', .. "_vs_aognd"] ? name[3] - '0' : null;
    }

    /// <summary>The range that the card takes for a wanted one.</summary>
    /// <param name="largest">The largest voltage, V.</param>
    /// <param name="function">The function that is called.</param>
    public static double RangeFor(double largest, string function)
    {
        int index = Array.FindIndex(InputRanges, range => range >= largest);
        return index >= 0 ? InputRanges[index]
            : throw new DaqException(
                DaqCodes.InvalidAttributeValue, function,
                "Requested value is not a supported value for this property.\nProperty: AI.Max");
    }

    /// <summary>The rate that the card makes of a wanted one.</summary>
    /// <param name="rate">The wanted rate, samples per second.</param>
    /// <param name="most">The highest.</param>
    /// <param name="function">The function that is called.</param>
    public static double RateFor(double rate, double most, string function) => rate > 0 && rate <= most * (1 + 1e-9)
        ? TimeBaseHertz / Math.Round(TimeBaseHertz / rate)
        : throw new DaqException(
            DaqCodes.InvalidAttributeValue, function,
            "Requested value is not a supported value for this property.\nProperty: SampClk.Rate");

    /// <summary>The highest rate of a task's channels.</summary>
    /// <param name="isInput">Whether they are inputs.</param>
    /// <param name="channels">How many there are.</param>
    public static double MostRate(bool isInput, int channels) => isInput ? InputRate / Math.Max(1, channels) : OutputRate;

    /// <summary>A voltage as the converter of an output makes it.</summary>
    /// <param name="volts">The voltage, V.</param>
    /// <param name="function">The function that is called.</param>
    public static double Converted(double volts, string function)
    {
        const double Step = 2 * OutputVolts / (1 << Bits);
        return Math.Abs(volts) <= OutputVolts
            ? Math.Clamp(Math.Round(volts / Step), -(1 << (Bits - 1)), (1 << (Bits - 1)) - 1) * Step
            : throw new DaqException(
                DaqCodes.SampleOutOfRange, function,
                "Attempted writing analog data that is too large or too small.");
    }

    /// <summary>Puts a voltage at an output.</summary>
    /// <param name="output">The output.</param>
    /// <param name="volts">The voltage, V.</param>
    public void Hold(int output, double volts)
    {
        held[output] = volts;
        Stage.Drive(OutputAt(output), new DirectVoltage(Voltage.FromVolts(volts)));
    }

    /// <summary>Begins what the outputs of a task give out, and what their start triggers.</summary>
    /// <param name="task">The task.</param>
    /// <param name="at">The moment.</param>
    public void BeginOutputs(SimulatedTask task, TriggerMoment at) => Stage.Within(() =>
    {
        Stage.Shots.Trigger();
        task.Begin(at);
        foreach ((int output, HeldWaveform waveform) in task.Waveforms(at, output => held[output]))
        {
            Stage.Drive(OutputAt(output), waveform);
        }

        Trigger("ao/StartTrigger", at, task.ClockCount);
    });

    /// <summary>Begins what a task records, and what its start triggers.</summary>
    /// <param name="task">The task.</param>
    /// <param name="at">The moment.</param>
    public void BeginInputs(SimulatedTask task, TriggerMoment at) => Stage.Within(() =>
    {
        if (tasks.Values.Any(each => each.IsArmedBy("ai/StartTrigger")))
        {
            Stage.Shots.Trigger();
        }

        task.Begin(at);
        Trigger("ai/StartTrigger", at, long.MaxValue);
    });

    /// <summary>The voltages that outputs hold when they are stopped.</summary>
    /// <param name="task">The task.</param>
    /// <returns>Whether it was stopped before its end.</returns>
    public bool EndOutputs(SimulatedTask task)
    {
        bool isEarly = task.EndSeconds > NowSeconds;
        foreach ((int output, double volts) in task.OutputsAt(NowSeconds))
        {
            held[output] = volts;
            if (isEarly)
            {
                Hold(output, volts);
            }
        }

        return isEarly;
    }

    /// <summary>The moment now.</summary>
    public TriggerMoment Now() => new(NowSeconds, 0);

    /// <summary>Gives the pulses of a counter.</summary>
    /// <param name="counter">The counter's task.</param>
    /// <param name="at">The trigger.</param>
    public void Pulse(SimulatedTask counter, TriggerMoment at) => Stage.Within(() =>
    {
        counter.Begin(at);
        bool before = isGiving;
        isGiving = true;
        try
        {
            for (long i = 0; i < counter.PulseCount; i++)
            {
                double late = errors.JitterSeconds > 0 ? errors.JitterSeconds * jitter.Now.NextGaussian() : 0;
                TriggerMoment edge = at.After(counter.PulseSeconds(i, TimeBaseHertz) + late);
                Stage.Triggers.Give(edge);
                Stage.Triggers.Give(context.Name, edge);
            }
        }
        finally
        {
            isGiving = before;
        }
    });

    /// <summary>Records the samples of a task.</summary>
    /// <param name="task">The task.</param>
    /// <param name="first">The first sample, counted from the start.</param>
    /// <param name="perChannel">How many of each channel.</param>
    /// <param name="samples">Where they go, V, shape [channel, sample].</param>
    public void Record(SimulatedTask task, long first, int perChannel, Span<double> samples)
    {
        int channels = task.Inputs.Count;
        double convert = Math.Max(
            1 / InputRate, Math.Min((1 / InputRate) + PaddingSeconds, 1 / (task.SamplesPerSecond * channels)));
        double left = channels > 1 && errors.SettlingSeconds > 0 ? Math.Exp(-convert / errors.SettlingSeconds) : 0;
        trace = trace.Length >= perChannel ? trace : new float[perChannel];
        TriggerMoment start = task.StartedAt!.Value;
        for (int c = 0; c < channels; c++)
        {
            var window = new TraceWindow(
                start, (first / task.SamplesPerSecond) + (c * convert), task.SamplesPerSecond);
            Sense(task.Inputs[c], window, samples.Slice(c * perChannel, perChannel));
        }

        // The input capacitor keeps a part of the channel before, the first one of the last channel's sample before.
        for (int i = perChannel - 1; left > 0 && i >= 0; i--)
        {
            for (int c = channels - 1; c >= 0; c--)
            {
                double before = c > 0 ? samples[((c - 1) * perChannel) + i]
                    : i > 0 ? samples[((channels - 1) * perChannel) + i - 1]
                    : samples[i];
                samples[(c * perChannel) + i] += left * (before - samples[(c * perChannel) + i]);
            }
        }

        RandomStream random = noise.Now;
        for (int c = 0; c < channels; c++)
        {
            Convert(samples.Slice(c * perChannel, perChannel), task.RangeVolts, random);
        }
    }

    private static string Names(string kind, int count) =>
        string.Join(", ", Enumerable.Range(0, count).Select(i => $"{Device}/{kind}{i}"));

    private void RequireDevice(string device, string function)
    {
        RequirePlugged(function);
        if (!device.Equals(Device, StringComparison.OrdinalIgnoreCase))
        {
            throw new DaqException(
                DaqCodes.InvalidDevice, function, $"Device identifier is invalid.\nDevice Specified: {device}");
        }
    }

    private Terminal OutputAt(int output) => new(context.Name, $"ao{output}");

    // What waits for a start of this card, and how many samples the clock gives that comes with it. A counter that still gives
    // pulses ignores a trigger.
    private void Trigger(string source, TriggerMoment at, long clockCount)
    {
        foreach (SimulatedTask task in tasks.Values.Where(each => each.IsArmedBy(source)).ToArray())
        {
            if (task.IsCounter)
            {
                Pulse(task, at);
            }
            else
            {
                task.Begin(at, clockCount);
            }
        }
    }

    private void TakeTrigger(TriggerMoment at)
    {
        if (isGiving || IsUnplugged)
        {
            return; // its own counters' edges go to other instruments
        }

        foreach (SimulatedTask task in tasks.Values.Where(each => each.IsArmedBy("PFI")).ToArray())
        {
            if (task.IsCounter)
            {
                Pulse(task, at);
            }
            else if (task.IsOutput)
            {
                BeginOutputs(task, at);
            }
            else
            {
                BeginInputs(task, at);
            }
        }
    }

    private void Sense(string channel, TraceWindow window, Span<double> volts)
    {
        if (InternalOutput(channel) is { } output)
        {
            SimulatedTask? playing = tasks.Values.FirstOrDefault(task => task.IsRunning && task.HasOutput(output));
            for (int i = 0; i < volts.Length; i++)
            {
                volts[i] = playing?.OutputAt(output, window, i) ?? held[output];
            }

            return;
        }

        var terminal = new Terminal(context.Name, $"ai{NumberOf(channel, "ai", "DAQmxReadAnalogF64")}");
        Span<float> seen = trace.AsSpan(0, volts.Length);
        Stage.Capture(terminal, window, seen);

        // Into 50 Ω there is half of what a matched source gives to an input that takes no current.
        double factor = Stage.LoadOf(terminal) is { Resistance: { Ohms: > 0 } resistance } && double.IsFinite(resistance.Ohms)
            ? 1 + (resistance.Ohms / 50)
            : 1;
        for (int i = 0; i < volts.Length; i++)
        {
            volts[i] = factor * seen[i];
        }
    }

    private void Convert(Span<double> volts, double rangeVolts, RandomStream random)
    {
        double step = 2 * rangeVolts / (1 << Bits);
        double sigma = errors.NoiseVolts * rangeVolts / InputRanges[^1];
        double largest = (1 << (Bits - 1)) - 1;
        foreach (ref double value in volts)
        {
            double analogue = (value * (1 + errors.GainError)) + errors.OffsetVolts + (sigma * random.NextGaussian());
            value = analogue >= rangeVolts ? rangeVolts
                : analogue <= -rangeVolts ? -rangeVolts
                : Math.Clamp(Math.Round(analogue / step), -largest - 1, largest) * step;
        }
    }
}
