using System.Globalization;
using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Instruments.Clocks;
using Lab.Instruments.DaqCards;
using Lab.Instruments.DaqCards.Library;
using Lab.Instruments.Manners;
using Lab.Instruments.Terminals;
using Lab.Quantities;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.DaqCards.NiDaqmxCard>]

namespace Lab.Instruments.Drivers.DaqCards;

/// <summary>A multifunction card of National Instruments, through NI-DAQmx (NIDAQmx.h; nidaqmx-python).</summary>
/// <remarks>Written for cards whose outputs have a sample clock and whose counters can be triggered again: the X and M series. A
/// card without says so when a shot is prepared.</remarks>
public sealed partial class NiDaqmxCard : IDaqCard, IConnected, IShippedDriver
{
    private const string DeviceKey = "device";
    private const string InputKey = "input_configuration";
    private const string InputRangeKey = "input_range";
    private const string ReadingTimeKey = "reading_time";
    private const string ReadBackKey = "output_read_back";
    private const string TriggerInputKey = "trigger_input";

    /// <summary>Samples of a mean per second: enough for any card, and far above the mains.</summary>
    private const double ReadingRate = 10e3;

    /// <summary>Time that a call may take beyond what it waits for.</summary>
    private const double Patience = 5;

    /// <summary>The longest that a single call waits for the card, s.</summary>
    private const double Slice = 0.1;

    /// <summary>Time between two steps of a ramp to zero, s.</summary>
    private const double RampStepSeconds = 0.1;

    /// <summary>The largest voltage of an output at rest, as the card measures itself: offset and noise of an input.</summary>
    private const double RestVolts = 20e-3;

    private readonly DaqSession session;
    private readonly ISafetyGate gate;
    private readonly TimeProvider clock;
    private readonly SettingValues settings;
    private readonly List<InstrumentError> warnings = [];
    private readonly Action<BenchProgress>? progressed;
    private readonly Dictionary<string, double> setVolts = [];
    private string device = string.Empty;
    private DaqCapability? capability;
    private bool isLost;

    /// <summary>Creates the driver on an open wire.</summary>
    /// <param name="context">Name, settings, gate, clock and wire.</param>
    public NiDaqmxCard(DriverContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        session = new DaqSession(
            context.Name,
            context.Wire ?? throw new InvalidOperationException($"Bug in Lab: '{context.Name}' was opened without a wire."),
            context.OnFault, context.FaultNoticed, Warn);
        gate = context.Gate;
        clock = context.Clock;
        settings = context.Settings;
        progressed = context.Progressed;
    }

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new()
    {
        Name = "ni-daqmx",
        Kind = IDaqCard.Kind,
        Summary = "National Instruments multifunction card (X or M series), through NI-DAQmx",
        Settings =
        [
            SettingKey.Text(
                DeviceKey, string.Empty, "Name of the device where the address does not hold it; nothing for the only one."),
            SettingKey.Choice(
                InputKey, "differential", ["differential", "rse", "nrse", "default"],
                "How the inputs are wired: in pairs, against the card's ground, against its sense input, or as each has it."),
            SettingKey.Positive<Voltage>(
                InputRangeKey, Voltage.FromVolts(10),
                "Largest voltage of either sign at the inputs; the card takes the next range."),
            SettingKey.Positive<Duration>(
                ReadingTimeKey, Duration.FromMilliseconds(20), "Time of a single reading: one period of the mains."),
            SettingKey.Switch(
                ReadBackKey, defaultValue: true,
                "Whether the card can measure its outputs by itself (`_ao0_vs_aognd`); most of the X and M series can."),
            SettingKey.Text(
                TriggerInputKey, "PFI0", "Terminal at which a trigger from another instrument comes, in shots that it gives."),
        ],
        IsLibrary = true,
        Manners = new InstrumentManners
        {
            Errors = ErrorReporting.None,
            Completion = Completion.OwnReport,
            IdentityQuery = string.Empty,
        },
        Models = ["PCI", "PXI", "USB", "PCIe", "PXIe"],
        Create = context => new NiDaqmxCard(context),
    };

    /// <inheritdoc/>
    public string Name => session.Name;

    /// <inheritdoc/>
    public InstrumentIdentity Identity { get; private set; } = new("0", "0", "0", "0");

    /// <inheritdoc/>
    public DaqCapability Capability =>
        capability ?? throw new InvalidOperationException($"Bug in Lab: '{Name}' was used before it was opened.");

    /// <inheritdoc/>
    public bool NeedsOpening => isLost || capability is null;

    /// <inheritdoc/>
    public long RetryCount => session.RetryCount;

    /// <inheritdoc/>
    /// <remarks>Nothing is set: an output may hold the current of a magnet.</remarks>
    public async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        await AttachAsync(cancellationToken).ConfigureAwait(false);
        warnings.Clear();
    }

    /// <inheritdoc/>
    public async ValueTask AttachAsync(CancellationToken cancellationToken)
    {
        shot = null;
        setVolts.Clear();
        IReadOnlyList<string> version = await session.CallAsync("DAQmxGetSysNIDAQVersion", cancellationToken)
            .ConfigureAwait(false);
        string devices = await TextAsync("DAQmxGetSysDevNames", cancellationToken).ConfigureAwait(false);
        device = DeviceOf(devices);
        string model = await TextAsync("DAQmxGetDevProductType", cancellationToken, CallText.Quote(device)).ConfigureAwait(false);
        double[] serial = await NumbersAsync(DaqDeviceNumbers.SerialNum, cancellationToken).ConfigureAwait(false);
        double[] outputRanges = await NumbersAsync(DaqDeviceNumbers.AOVoltageRngs, cancellationToken).ConfigureAwait(false);
        double[] inputRanges = await NumbersAsync(DaqDeviceNumbers.AIVoltageRngs, cancellationToken).ConfigureAwait(false);
        if (outputRanges.Length < 2 || inputRanges.Length < 2)
        {
            throw new InstrumentException(
                InstrumentFault.WrongInstrument,
                $"The device '{device}' is a {model}, which has not both analogue outputs and inputs",
                $"{Name}, {session.Address}",
                "Correct the address or 'device' in the bench file.");
        }

        capability = new DaqCapability(
            model,
            await ChannelsAsync(DaqDeviceText.AOPhysicalChans, cancellationToken).ConfigureAwait(false),
            await ChannelsAsync(DaqDeviceText.AIPhysicalChans, cancellationToken).ConfigureAwait(false),
            await ChannelsAsync(DaqDeviceText.COPhysicalChans, cancellationToken).ConfigureAwait(false),
            Voltage.FromVolts(outputRanges.Min()), Voltage.FromVolts(outputRanges.Max()), Voltage.FromVolts(inputRanges.Max()),
            (await NumbersAsync(DaqDeviceNumbers.AOMaxRate, cancellationToken).ConfigureAwait(false))[0],
            (await NumbersAsync(DaqDeviceNumbers.AIMaxMultiChanRate, cancellationToken).ConfigureAwait(false))[0]);
        Identity = new InstrumentIdentity(
            "National Instruments", model, ((long)serial[0]).ToString("X8", CultureInfo.InvariantCulture),
            $"NI-DAQmx {version[0]}.{version[1]}");
        isLost = false;
    }

    /// <inheritdoc/>
    public async ValueTask ReopenAsync(CancellationToken cancellationToken)
    {
        await AttachAsync(cancellationToken).ConfigureAwait(false);
        await MakeSafeAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>Calls are numbered: a late answer is known by its number.</remarks>
    public ValueTask RequireNothingUnreadAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>The warnings since the last call.</summary>
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<InstrumentError>> ReadErrorsAsync(CancellationToken cancellationToken = default)
    {
        InstrumentError[] told = [.. warnings];
        warnings.Clear();
        return new ValueTask<IReadOnlyList<InstrumentError>>(told);
    }

    /// <inheritdoc/>
    public async ValueTask SetVoltageAsync(string output, Voltage voltage, CancellationToken cancellationToken = default)
    {
        RequireTerminal(output, Capability.Outputs);
        RequireRange(output, voltage.Volts, voltage.Volts);
        var wanted = new SetPoint(output, Channels.Voltage, voltage.Volts);
        string command = $"{output} to {voltage}";
        if (leftOver.Count > 0)
        {
            // What goes on ends first, and the way to the new voltage counts from where it ended.
            gate.CheckTarget(Name, wanted, command);
            await StopAsync(cancellationToken).ConfigureAwait(false);
            await clock.WaitAsync(gate.DelayFor(Name, wanted), cancellationToken).ConfigureAwait(false);
        }

        gate.Check(Name, [wanted], command);
        await WriteOnceAsync(output, voltage.Volts, cancellationToken).ConfigureAwait(false);
        gate.Confirm(Name);
    }

    /// <inheritdoc/>
    public async ValueTask<Voltage> GetVoltageAsync(string output, CancellationToken cancellationToken = default)
    {
        RequireTerminal(output, Capability.Outputs);
        double volts;
        if (settings.Get<bool>(ReadBackKey))
        {
            volts = await MeasureOutputAsync(output, cancellationToken).ConfigureAwait(false);
        }
        else if (!setVolts.TryGetValue(output, out volts))
        {
            throw new InstrumentException(
                InstrumentFault.Refused,
                $"The voltage of {output} is not known: it was not set yet, and the card is not asked for it",
                $"{Name}.{output}",
                $"Set it once, or set '{ReadBackKey}: on' where the card can measure its outputs.");
        }

        gate.Observe(Name, new SetPoint(output, Channels.Voltage, volts));
        return Voltage.FromVolts(volts);
    }

    /// <inheritdoc/>
    public async ValueTask<Voltage> ReadVoltageAsync(string input, CancellationToken cancellationToken = default)
    {
        RequireTerminal(input, Capability.Inputs);
        double range = settings.Get<Voltage>(InputRangeKey).Volts;
        double volts = await MeanAsync($"{device}/{input}", InputConfiguration, range, cancellationToken).ConfigureAwait(false);
        RequireWithin(input, volts, volts, range);
        return Voltage.FromVolts(volts);
    }

    /// <inheritdoc/>
    /// <remarks>Where outputs are not read back, those that were never set are not known to the gate.</remarks>
    public async ValueTask ReadBackAsync(CancellationToken cancellationToken = default)
    {
        bool isMeasured = settings.Get<bool>(ReadBackKey);
        foreach (string output in Capability.Outputs.Where(each => IsDeclared(each) && !endless.Contains(each)))
        {
            if (isMeasured || setVolts.ContainsKey(output))
            {
                await GetVoltageAsync(output, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    public IDrive At(string terminal) => string.IsNullOrEmpty(terminal) ? this : new OutputDrive(this, terminal);

    /// <summary>Ends all that the card does and brings every output to zero volts, also those that the bench does not name,
    /// no faster than the limits of an output allow. Where a task cannot be ended or another one holds the outputs, as one of a
    /// program that has died, the device is reset.</summary>
    /// <exception cref="InstrumentException">The card does not answer, or an output does not come to zero.</exception>
    public async ValueTask MakeSafeAsync(CancellationToken cancellationToken = default)
    {
        InstrumentException? held = await FailureOfAsync(ReleaseAsync(cancellationToken)).ConfigureAwait(false);
        InstrumentException? failure = await FailureOfAsync(ZeroAsync(Capability.Outputs, isGradual: true, cancellationToken))
            .ConfigureAwait(false);
        if ((held ?? failure) is not null)
        {
            isLost = false;
            InstrumentException? reset = await FailureOfAsync(ResetAsync(cancellationToken)).ConfigureAwait(false);
            await ZeroAsync(Capability.Outputs, isGradual: false, cancellationToken).ConfigureAwait(false);
            if (reset is not null)
            {
                throw reset; // a task that could not be ended may go on
            }
        }

        gate.EndProgram(Name);
        foreach (string output in Capability.Outputs)
        {
            await ConfirmZeroAsync(output, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Ends what goes on and brings an output to zero without asking the gate, as is done for the safe state. Outputs of
    /// a waveform that ends by it go to zero too.</summary>
    /// <param name="output">The output.</param>
    /// <param name="isGradual">Whether the way is no faster than the limits of the output allow.</param>
    /// <param name="cancellationToken">Ends the way where it is.</param>
    /// <exception cref="InstrumentException">The bench has no such output, the card does not answer, or the output does not come
    /// to zero.</exception>
    internal async ValueTask RestAsync(string output, bool isGradual, CancellationToken cancellationToken)
    {
        RequireTerminal(output, Capability.Outputs);
        string[] outputs = [output, .. Playing.Where(each => each != output)];
        InstrumentException? held = await FailureOfAsync(ReleaseAsync(cancellationToken)).ConfigureAwait(false);
        gate.EndProgram(Name);
        await ZeroAsync(outputs, isGradual, cancellationToken).ConfigureAwait(false);
        foreach (string each in outputs)
        {
            await ConfirmZeroAsync(each, cancellationToken).ConfigureAwait(false);
        }

        if (held is not null)
        {
            throw held;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => session.DisposeAsync();

    // The outputs of what plays, or would in a shot.
    private IEnumerable<string> Playing => endless.Concat(shot?.Plays.Select(play => play.Terminal) ?? []).Distinct();

    private int InputConfiguration => settings.Get<string>(InputKey) switch
    {
        "differential" => DaqConstants.Differential,
        "rse" => DaqConstants.ReferencedSingleEnded,
        "nrse" => DaqConstants.NonReferencedSingleEnded,
        _ => DaqConstants.DefaultConfiguration,
    };

    private static bool IsDeclared(string terminal) => Description.Terminals.Any(each => each.Name == terminal);

    private static async ValueTask<InstrumentException?> FailureOfAsync(ValueTask task)
    {
        try
        {
            await task.ConfigureAwait(false);
            return null;
        }
        catch (InstrumentException error)
        {
            return error;
        }
    }

    // A reset makes tasks invalid; their names are free when they were cleared.
    private async ValueTask ResetAsync(CancellationToken cancellationToken)
    {
        await CallAsync("DAQmxResetDevice", cancellationToken, CallText.Quote(device)).ConfigureAwait(false);
        await ReleaseAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask ZeroAsync(IEnumerable<string> outputs, bool isGradual, CancellationToken cancellationToken)
    {
        InstrumentException? failure = null;
        foreach (string output in outputs)
        {
            if (isGradual)
            {
                failure ??= await FailureOfAsync(RampToZeroAsync(output, cancellationToken)).ConfigureAwait(false);
            }

            InstrumentException? last = await FailureOfAsync(WriteOnceAsync(output, 0, cancellationToken)).ConfigureAwait(false);
            failure ??= last; // the others have their turn
        }

        if (failure is not null)
        {
            throw failure;
        }
    }

    // Down to the last step, where the limits of the output bound its changes.
    private async ValueTask RampToZeroAsync(string output, CancellationToken cancellationToken)
    {
        ChangeBounds bounds = IsDeclared(output)
            ? gate.BoundsOf(new Terminal(Name, output), Channels.Voltage)
            : ChangeBounds.None;
        double largest = Math.Min(bounds.PerStep, bounds.PerSecond * RampStepSeconds);
        if (!double.IsFinite(largest) || (!settings.Get<bool>(ReadBackKey) && !setVolts.ContainsKey(output)))
        {
            return;
        }

        double from = settings.Get<bool>(ReadBackKey)
            ? await MeasureOutputAsync(output, cancellationToken).ConfigureAwait(false)
            : setVolts[output];
        int steps = (int)Math.Ceiling(Math.Abs(from) / largest);
        double pause = double.IsFinite(bounds.PerSecond) ? Math.Abs(from) / Math.Max(1, steps) / bounds.PerSecond : 0;
        for (int i = 1; i < steps; i++)
        {
            await WriteOnceAsync(output, from * (steps - i) / steps, cancellationToken).ConfigureAwait(false);
            await WaitAsync(pause, cancellationToken).ConfigureAwait(false);
        }
    }

    // Only what the bench names is known to the gate.
    private async ValueTask ConfirmZeroAsync(string output, CancellationToken cancellationToken)
    {
        if (settings.Get<bool>(ReadBackKey)
            && Voltage.FromVolts(await MeasureOutputAsync(output, cancellationToken).ConfigureAwait(false)) is var left
            && !(Math.Abs(left.Volts) <= RestVolts))
        {
            throw new InstrumentException(
                InstrumentFault.Refused,
                $"{output} was set to zero and the card measures {left} there",
                $"{Name}.{output}",
                "Switch off what it drives by hand; look for a source that drives against the output.");
        }

        if (IsDeclared(output))
        {
            gate.Observe(Name, new SetPoint(output, Channels.Voltage, 0));
        }
    }

    private ValueTask<double> MeasureOutputAsync(string output, CancellationToken cancellationToken) => MeanAsync(
        $"{device}/_{output}_vs_aognd", DaqConstants.DefaultConfiguration, Capability.LargestOutput.Volts, cancellationToken);

    // One sample without a clock: it is at the output when the call returns.
    private async ValueTask WriteOnceAsync(string output, double volts, CancellationToken cancellationToken)
    {
        string task = CallText.Quote($"{Name}.set");
        await MakeTaskAsync(task, cancellationToken).ConfigureAwait(false);
        await CallAsync(
            "DAQmxCreateAOVoltageChan", cancellationToken, task, CallText.Quote($"{device}/{output}"),
            CallText.Of(Capability.LeastOutput.Volts), CallText.Of(Capability.LargestOutput.Volts)).ConfigureAwait(false);
        await SendAsync(task, new[] { volts }, 1, startsTask: true, cancellationToken).ConfigureAwait(false);
        await CallAsync("DAQmxClearTask", cancellationToken, task).ConfigureAwait(false);
        setVolts[output] = volts;
    }

    private async ValueTask<double> MeanAsync(
        string channel, int configuration, double range, CancellationToken cancellationToken)
    {
        double rate = Math.Min(ReadingRate, Capability.InputRate);
        int count = Math.Max(2, (int)Math.Round(settings.Get<Duration>(ReadingTimeKey).Seconds * rate));
        string task = CallText.Quote($"{Name}.read");
        double[] samples = new double[count];
        await MakeTaskAsync(task, cancellationToken).ConfigureAwait(false);
        await AddInputAsync(task, channel, configuration, range, cancellationToken).ConfigureAwait(false);
        await ClockAsync(task, string.Empty, rate, DaqConstants.FiniteSamples, count, cancellationToken).ConfigureAwait(false);
        await CallAsync("DAQmxStartTask", cancellationToken, task).ConfigureAwait(false);
        await WaitAsync(count / rate, cancellationToken).ConfigureAwait(false);
        await AwaitEndAsync(task, Patience, cancellationToken).ConfigureAwait(false);
        await ReadSamplesAsync(task, samples, count, 1, cancellationToken).ConfigureAwait(false);
        await CallAsync("DAQmxClearTask", cancellationToken, task).ConfigureAwait(false);
        return samples.Average();
    }

    // A task of that name may be left of a call that failed.
    private async ValueTask MakeTaskAsync(string task, CancellationToken cancellationToken)
    {
        if (leftOver.Remove(task))
        {
            await TryClearAsync(task, cancellationToken).ConfigureAwait(false);
        }

        leftOver.Add(task); // a call that is given up may still make it
        await CallAsync("DAQmxCreateTask", cancellationToken, task).ConfigureAwait(false);
    }

    private void Warn(DaqWarning warning)
    {
        if (warning.Code == DaqCodes.StoppedBeforeDone)
        {
            return; // what goes on without end is stopped before its end
        }

        warnings.Add(new InstrumentError(warning.Code, warning.Text));
        progressed?.Invoke(new BenchProgress(Name, $"warns: {warning.Code}, {warning.Text} ({warning.Function})", Left: null));
    }

    private string DeviceOf(string devices)
    {
        string[] known = devices.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string wanted = settings.Get<string>(DeviceKey) is { Length: > 0 } named ? named
            : session.Address.StartsWith("daqmx::", StringComparison.OrdinalIgnoreCase) ? session.Address["daqmx::".Length..]
            : known is [var only] ? only
            : string.Empty;
        string? found = Array.Find(known, each => each.Equals(wanted, StringComparison.OrdinalIgnoreCase));
        return found ?? throw new InstrumentException(
            InstrumentFault.WrongInstrument,
            wanted.Length > 0 ? $"There is no device '{wanted}'" : "The card is not named, and there is not exactly one",
            $"{Name}, {session.Address}",
            $"The devices are {(known.Length > 0 ? devices : "none")}; name one in '{DeviceKey}' in the bench file.");
    }

    private void RequireTerminal(string terminal, IReadOnlyList<string> known)
    {
        if (!known.Contains(terminal) || !IsDeclared(terminal))
        {
            throw new InstrumentException(
                InstrumentFault.Limit,
                $"The {Capability.Model} has no terminal '{terminal}' that can do that",
                $"{Name}.{terminal}",
                $"Those are {string.Join(", ", known.Where(IsDeclared))}.");
        }
    }

    private void RequireRange(string output, double least, double largest)
    {
        if (!(least >= Capability.LeastOutput.Volts && largest <= Capability.LargestOutput.Volts))
        {
            throw new InstrumentException(
                InstrumentFault.Limit,
                $"{Voltage.FromVolts(double.IsNaN(least) || -least > largest ? least : largest)} is asked for, and the outputs "
                    + $"of the {Capability.Model} give {Capability.LeastOutput} to {Capability.LargestOutput}",
                $"{Name}.{output}",
                "Nothing was sent. Choose a voltage within, or an amplifier of more gain.");
        }
    }

    // The converter of an input that is too large stays at its end.
    private void RequireWithin(string input, double least, double largest, double range)
    {
        if (!(Math.Max(-least, largest) < range))
        {
            throw new InstrumentException(
                InstrumentFault.Overflow,
                $"The voltage at {input} is beyond its range of {Voltage.FromVolts(range)}",
                $"{Name}.{input}",
                $"Reduce the signal, or raise '{InputRangeKey}' in the bench file, up to {Capability.LargestInput}.");
        }
    }
}
