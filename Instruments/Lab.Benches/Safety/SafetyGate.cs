using Lab.Benches.Samples;
using Lab.Instruments;
using Lab.Instruments.Clocks;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Benches.Safety;

/// <summary>
/// Checks every set-point and every program against the limits of the bench file: those of the instrument's channels (value, step
/// and rate), and those of the sample, to which the wiring leads (RF power and bias of junctions, current density and pulse energy
/// of field lines, field rate and energy of the magnet), over all instruments together.
/// </summary>
/// <remarks>
/// <para>Safe to share between threads. What is not known is taken for the worst: a generator counts as on until it was switched off
/// here; a message that was not confirmed may have been taken or not; a program counts with its worst value until it has ended and
/// was read back.</para>
/// <para>Switching off is never refused, and a value that somebody left beyond a limit may come back towards it. A current, power or
/// amplitude of which nothing was known before is a change from zero; the first value of any other channel is no change.</para>
/// </remarks>
public sealed partial class SafetyGate : ISafetyGate
{
    /// <summary>Time for which the loading of a program may delay its end, s.</summary>
    private const double LoadingSeconds = 1;

    private readonly Lock gate = new();
    private readonly BenchDefinition bench;
    private readonly TimeProvider clock;
    private readonly GateState state;
    private readonly LimitOutcome outcome = new();
    private readonly List<(Terminal Terminal, string Channel)> moved = [];
    private readonly List<double> worst = [];
    private readonly List<ChannelState> saved = [];
    private readonly Dictionary<(Terminal Terminal, string Channel), ChannelGuard> guards = [];
    private readonly Dictionary<string, DerivedLimit[]> derived = [];
    private readonly Dictionary<string, (double Value, Func<double, string> Show, double Margin)> nearest = [];
    private double lastSeconds;

    /// <summary>Creates the gate of a bench.</summary>
    /// <param name="bench">The bench with its limits.</param>
    /// <param name="clock">The bench's clock, on which rates are measured.</param>
    public SafetyGate(BenchDefinition bench, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(bench);
        ArgumentNullException.ThrowIfNull(clock);
        this.bench = bench;
        this.clock = clock;
        state = new GateState(bench.Instruments);
        IReadOnlyList<DerivedLimit> all = SampleLimits.Of(bench);
        var texts = new List<string>();
        foreach (InstrumentDefinition instrument in bench.Instruments)
        {
            foreach ((Terminal terminal, string channel, ChannelGuard guard) in SampleLimits.GuardsOf(bench, instrument))
            {
                guards[(terminal, channel)] = guard;
                texts.AddRange(guard.Texts);
            }

            derived[instrument.Name] = [.. all.Where(limit => limit.Sources.Any(source => source.Instrument == instrument.Name))];
        }

        Limits = [.. texts, .. all.Select(limit => limit.Text)];
    }

    /// <summary>The limits in words.</summary>
    public IReadOnlyList<string> Limits { get; }

    /// <summary>How near the set-points so far came to each limit they touched, the nearest first.</summary>
    public IReadOnlyList<LimitApproach> Approaches
    {
        get
        {
            lock (gate)
            {
                return
                [
                    .. nearest.Select(pair => new LimitApproach(pair.Key, pair.Value.Show(pair.Value.Value), pair.Value.Margin))
                        .OrderBy(approach => approach.Margin).ThenBy(approach => approach.Limit, StringComparer.Ordinal),
                ];
            }
        }
    }

    /// <inheritdoc/>
    public void Check(string instrument, ReadOnlySpan<SetPoint> setPoints, string command)
    {
        lock (gate)
        {
            CheckValues(instrument, setPoints, command);
            CheckChanges(instrument, setPoints, command);
            CheckTogether(instrument, setPoints, command);
            double now = Now();
            ForgetPending(instrument);
            foreach (SetPoint setPoint in setPoints)
            {
                // Until it is confirmed the message may have been taken or not.
                ref ChannelState channel = ref state.Entry(TerminalOf(instrument, setPoint), setPoint.Channel);
                channel.Widen(setPoint.Value, setPoint.Value);
                channel.Pending = setPoint.Value;
            }

            foreach ((Terminal terminal, string name) in moved)
            {
                state.Entry(terminal, name).ChangedSeconds = now;
            }

            KeepApproaches();
        }
    }

    /// <inheritdoc/>
    public void CheckTarget(string instrument, SetPoint target, string command)
    {
        lock (gate)
        {
            ReadOnlySpan<SetPoint> setPoints = new(in target);
            CheckValues(instrument, setPoints, command);
            CheckTogether(instrument, setPoints, command);
            KeepApproaches();
        }
    }

    /// <inheritdoc/>
    public void CheckProgram(string instrument, SetPointProgram program, string command)
    {
        ArgumentNullException.ThrowIfNull(program);
        lock (gate)
        {
            RequireWellFormed(instrument, program, command);
            var terminal = new Terminal(instrument, program.Terminal);
            var lowest = new SetPoint(program.Terminal, program.Channel, program.Values.Min());
            SetPoint highest = lowest with { Value = program.Values.Max() };
            CheckValues(instrument, [lowest, highest], command);
            double now = Now();
            ChannelState before = state.Get(terminal, program.Channel);
            if (guards.TryGetValue((terminal, program.Channel), out ChannelGuard? guard))
            {
                guard.CheckProgram(program, before, state.Get(terminal, Channels.Output), now, outcome);
                ThrowIfBroken($"{terminal}", command);
            }

            TakeProgram(instrument, lowest, highest.Value, program.SwitchesOn, now + program.DurationSeconds, command);
        }
    }

    /// <inheritdoc/>
    public void CheckWaveform(string instrument, in WaveformEnvelope waveform, string command)
    {
        lock (gate)
        {
            var least = new SetPoint(waveform.Terminal, waveform.Channel, waveform.Least);
            CheckValues(instrument, [least, least with { Value = waveform.Largest }], command);
            double now = Now();
            var terminal = new Terminal(instrument, waveform.Terminal);
            if (guards.TryGetValue((terminal, waveform.Channel), out ChannelGuard? guard))
            {
                guard.CheckWaveform(
                    waveform, state.Get(terminal, waveform.Channel), state.Get(terminal, Channels.Output), now, outcome);
                ThrowIfBroken($"{terminal}", command);
            }

            TakeProgram(
                instrument, least, waveform.Largest, waveform.SwitchesOn, now + waveform.DurationSeconds, command);
        }
    }

    /// <inheritdoc/>
    public void Confirm(string instrument)
    {
        lock (gate)
        {
            foreach (DeclaredTerminal declared in state.TerminalsOf(instrument))
            {
                foreach (string name in declared.All)
                {
                    ref ChannelState channel = ref state.Entry(declared.Terminal, name);
                    if (channel.Pending is { } value)
                    {
                        channel.Set(value);
                        channel.Pending = null;
                        channel.ProgramUntilSeconds = double.NegativeInfinity;
                    }
                }

                if (state.IsOff(declared.Terminal))
                {
                    EndProgramNow(declared, Now()); // an output that is off has no program: it is aborted
                }
            }
        }
    }

    /// <inheritdoc/>
    public void EndProgram(string instrument)
    {
        lock (gate)
        {
            foreach (DeclaredTerminal declared in state.TerminalsOf(instrument))
            {
                EndProgramNow(declared, Now());
            }
        }
    }

    /// <inheritdoc/>
    public void Observe(string instrument, SetPoint setPoint)
    {
        lock (gate)
        {
            double now = Now();
            ref ChannelState channel = ref state.Entry(TerminalOf(instrument, setPoint), setPoint.Channel);

            // While a program moves the channel, a reading is of one moment.
            if (double.IsFinite(setPoint.Value) && !(now < channel.ProgramUntilSeconds))
            {
                channel.Set(setPoint.Value);
                channel.Pending = null;
            }
        }
    }

    /// <summary>Takes note of what a calibration says of the loss between an RF generator and the chain. Where it is less than that of the
    /// bench file, more power reaches the sample, and the limits of the sample count with it; where it is more, they do not.</summary>
    /// <param name="terminal">The generator's output.</param>
    /// <param name="least">The least loss that the calibration leaves possible.</param>
    public void ExpectRfLoss(Terminal terminal, LeastRfLoss least)
    {
        ArgumentNullException.ThrowIfNull(least);
        lock (gate)
        {
            state.ExpectLoss(terminal, least);
        }
    }

    /// <inheritdoc/>
    public ChangeBounds BoundsOf(Terminal terminal, string channel) =>
        guards.TryGetValue((terminal, channel), out ChannelGuard? guard) ? guard.Bounds : ChangeBounds.None;

    /// <inheritdoc/>
    public Duration DelayFor(string instrument, SetPoint setPoint)
    {
        lock (gate)
        {
            Terminal terminal = TerminalOf(instrument, setPoint);
            if (!guards.TryGetValue((terminal, setPoint.Channel), out ChannelGuard? guard))
            {
                return default;
            }

            double now = Now();
            ChannelState channel = state.Get(terminal, setPoint.Channel);
            double change = guard.ChangeBy(setPoint.Value, switchesOn: false, channel, state.Get(terminal, Channels.Output));
            return Duration.FromSeconds(guard.SecondsUntilAllowed(change, now - channel.ChangedSeconds));
        }
    }

    /// <summary>Checks the extremes of a program together with all else that is on, and counts with them until it has ended.</summary>
    private void TakeProgram(string instrument, SetPoint least, double largestValue, bool switchesOn, double endSeconds, string command)
    {
        Terminal terminal = TerminalOf(instrument, least);
        SetPoint largest = least with { Value = largestValue };
        SetPoint on = SetPoint.Output(on: true).At(least.Terminal);
        CheckTogether(instrument, switchesOn ? [least, on] : [least], command);
        CheckTogether(instrument, switchesOn ? [largest, on] : [largest], command);
        ForgetPending(instrument);
        if (switchesOn)
        {
            ref ChannelState output = ref state.Entry(terminal, Channels.Output);
            output.Widen(1, 1);
            output.Pending = 1;
        }

        ref ChannelState channel = ref state.Entry(terminal, least.Channel);
        channel.Widen(least.Value, largestValue);
        channel.Pending = null;
        channel.ProgramUntilSeconds = endSeconds + LoadingSeconds;
        channel.ChangedSeconds = channel.ProgramUntilSeconds;
        KeepApproaches();
    }

    private static Terminal TerminalOf(string instrument, SetPoint setPoint) => new(instrument, setPoint.Terminal);

    private static bool OnlySwitchesOff(ReadOnlySpan<SetPoint> setPoints)
    {
        foreach (SetPoint setPoint in setPoints)
        {
            if (setPoint is not { Channel: Channels.Output, Value: 0 })
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The value that a message leaves on a channel, or <see langword="null"/> where it does not touch it.</summary>
    private static double? ValueOf(ReadOnlySpan<SetPoint> setPoints, string terminal, string channel)
    {
        double? value = null;
        foreach (SetPoint setPoint in setPoints)
        {
            value = setPoint.Channel == channel && setPoint.Terminal == terminal ? setPoint.Value : value;
        }

        return value;
    }

    // A message that was never confirmed stays in doubt: the confirmation of a later one says nothing about it.
    private void ForgetPending(string instrument)
    {
        foreach (DeclaredTerminal declared in state.TerminalsOf(instrument))
        {
            foreach (string name in declared.All)
            {
                state.Entry(declared.Terminal, name).Pending = null;
            }
        }
    }

    private double Now()
    {
        double now = clock.Now().Seconds;
        if (now < lastSeconds)
        {
            state.ClockPutBack(now);
        }

        lastSeconds = now;
        return now;
    }

    private void EndProgramNow(DeclaredTerminal declared, double now)
    {
        foreach (string name in declared.ThroughOutput)
        {
            ref ChannelState channel = ref state.Entry(declared.Terminal, name);
            if (channel.ProgramUntilSeconds > now)
            {
                channel.ProgramUntilSeconds = now;
                channel.ChangedSeconds = now;
            }
        }
    }

    private void CheckValues(string instrument, ReadOnlySpan<SetPoint> setPoints, string command)
    {
        outcome.Clear();
        for (int i = 0; i < setPoints.Length; i++)
        {
            SetPoint setPoint = setPoints[i];
            RequireTaken(instrument, setPoint, command);
            Terminal terminal = TerminalOf(instrument, setPoint);
            if (guards.TryGetValue((terminal, setPoint.Channel), out ChannelGuard? guard))
            {
                guard.CheckValue(setPoint.Value, state.Get(terminal, setPoint.Channel), outcome);
            }
        }

        if (outcome.Broken is not null)
        {
            ThrowIfBroken(PlaceOf(instrument, setPoints), command);
        }
    }

    // A person thinks in the power at the sample: 23.9 µW at the generator are 6 µW behind a loss of 6 dB.
    private string PlaceOf(string instrument, ReadOnlySpan<SetPoint> setPoints)
    {
        foreach (SetPoint setPoint in setPoints)
        {
            Terminal terminal = TerminalOf(instrument, setPoint);
            if (setPoint.Channel == Channels.Power && bench.WiringOf(terminal) is { } wiring && state.LeastLossOf(wiring) is { Decibels: not 0 } loss)
            {
                return $"{terminal}, before a loss of {loss} on the way to the sample";
            }
        }

        return instrument;
    }

    /// <summary>Checks steps and rates, and finds the channels that move.</summary>
    private void CheckChanges(string instrument, ReadOnlySpan<SetPoint> setPoints, string command)
    {
        moved.Clear();
        foreach (DeclaredTerminal declared in state.TerminalsOf(instrument))
        {
            CheckChanges(declared, setPoints);
        }

        ThrowIfBroken(instrument, command);
    }

    private void CheckChanges(DeclaredTerminal declared, ReadOnlySpan<SetPoint> setPoints)
    {
        Terminal terminal = declared.Terminal;
        double? output = ValueOf(setPoints, terminal.Name, Channels.Output);
        if (output == 0)
        {
            // Nothing reaches the sample after it, which is no change that a limit could forbid.
            foreach (string name in declared.ThroughOutput)
            {
                moved.Add((terminal, name));
            }

            return;
        }

        double now = Now();
        foreach (string name in declared.All)
        {
            double? value = ValueOf(setPoints, terminal.Name, name);
            if ((value is null && output is null) || !guards.TryGetValue((terminal, name), out ChannelGuard? guard))
            {
                continue;
            }

            ChannelState before = state.Get(terminal, name);
            double change = guard.ChangeBy(value, output == 1, before, state.Get(terminal, Channels.Output));
            if (change > 0)
            {
                guard.CheckChange(change, Math.Max(0, now - before.ChangedSeconds), isGradual: false, outcome);
                moved.Add((terminal, name));
            }
        }
    }

    /// <summary>Checks what the set-points are at the sample, together with all else that is on; a value that is beyond its limit
    /// already, and certainly so, may become smaller.</summary>
    private void CheckTogether(string instrument, ReadOnlySpan<SetPoint> setPoints, string command)
    {
        if (OnlySwitchesOff(setPoints) || !derived.TryGetValue(instrument, out DerivedLimit[]? limits) || limits.Length == 0)
        {
            return;
        }

        // A level that the sample would not bear is refused even while the output is off.
        foreach (SetPoint setPoint in setPoints)
        {
            Terminal terminal = TerminalOf(instrument, setPoint);
            if (state.DeclaredBy(terminal).Find(setPoint.Channel) is { Reach: ChannelReach.ThroughOutput })
            {
                state.CountAsOn(terminal);
            }
        }

        worst.Clear();
        foreach (DerivedLimit limit in limits)
        {
            worst.Add(limit.IsCertain(state) ? limit.Worst(state) : 0);
        }

        saved.Clear();
        for (int i = 0; i < setPoints.Length; i++)
        {
            Terminal terminal = TerminalOf(instrument, setPoints[i]);
            saved.Add(state.Get(terminal, setPoints[i].Channel));
            ref ChannelState channel = ref state.Entry(terminal, setPoints[i].Channel);
            if (ValueOf(setPoints[..i], setPoints[i].Terminal, setPoints[i].Channel) is null)
            {
                channel.Set(setPoints[i].Value);
            }
            else
            {
                channel.Widen(setPoints[i].Value, setPoints[i].Value); // a message that sets a channel twice does both
            }
        }

        DerivedLimit? broken = null;
        double value = 0;
        try
        {
            for (int i = 0; i < limits.Length && broken is null; i++)
            {
                DerivedLimit limit = limits[i];
                value = limit.Worst(state);
                bool becomesLess = worst[i] > limit.Maximum && value < worst[i];
                outcome.Require(value <= limit.Maximum || becomesLess, limit.Text, value, limit.Show);
                outcome.Approach(limit.Text, value, limit.Show, limit.Maximum > 0 ? Math.Max(0, limit.Maximum - value) / limit.Maximum : 0);
                broken = outcome.Broken is null ? null : limit;
            }
        }
        finally
        {
            // A limit of a module may throw; what was tried is not what is set.
            for (int i = setPoints.Length - 1; i >= 0; i--)
            {
                state.Put(TerminalOf(instrument, setPoints[i]), setPoints[i].Channel, saved[i]);
            }

            state.CountAsTheyAre();
        }

        if (broken is not null)
        {
            string path = broken.PathFrom(instrument, setPoints, state);
            ThrowIfUnknown(broken, value, path, command);
            ThrowIfBroken(path, command);
        }
    }

    private void RequireTaken(string instrument, SetPoint setPoint, string command)
    {
        DeclaredTerminal declared = state.DeclaredBy(TerminalOf(instrument, setPoint));
        ChannelDefinition? channel = declared.Find(setPoint.Channel);
        if (channel is null && !declared.All.Contains(setPoint.Channel))
        {
            throw new InstrumentException(
                InstrumentFault.Limit,
                $"The driver of {declared.Terminal} sets its {setPoint.Channel}, which it does not declare, so that no limit could hold",
                $"{instrument}, {command}",
                "Nothing was sent. This is a mistake in the driver: its description declares every channel that it sets.");
        }

        if (channel is null ? setPoint.Value is not (0 or 1) : !channel.Takes(setPoint.Value))
        {
            bool hasUnit = double.IsFinite(setPoint.Value) && channel is { Sign: SetPointSign.Positive };
            throw new InstrumentException(
                InstrumentFault.Limit,
                $"{(hasUnit ? Quantity.FormatSi(setPoint.Value, channel!.Quantity.SiUnit) : setPoint.Value)} is not a value for the {setPoint.Channel}",
                $"{instrument}, {command}",
                "Nothing was sent. Check the settings and the calculation that led here.");
        }
    }

    private static void RequireWellFormed(string instrument, SetPointProgram program, string command)
    {
        bool isWellFormed = program.Values.Count > 0
            && program.IntervalSeconds > 0 && double.IsFinite(program.IntervalSeconds)
            && program.SlopeSeconds >= 0 && program.SlopeSeconds <= program.IntervalSeconds
            && program.Count >= 1;
        if (!isWellFormed)
        {
            throw new InstrumentException(
                InstrumentFault.Limit,
                $"{program.Values.Count} values every {program.IntervalSeconds} s with slopes of {program.SlopeSeconds} s, {program.Count} times, are no program for the {program.Channel}",
                $"{instrument}, {command}",
                "Nothing was sent. Give at least one value, a positive interval, a slope no longer than it, and a count of one or more.");
        }
    }

    private void ThrowIfBroken(string path, string command)
    {
        if (outcome.Broken is { } limit)
        {
            throw new InstrumentException(
                InstrumentFault.Limit,
                $"{outcome.Value} breaks the limit '{limit}' of bench '{bench.Name}'",
                $"{path}, {command}",
                "Nothing was sent. Change the setting, or the limit in the bench file if the sample bears it.");
        }
    }

    private static void ThrowIfUnknown(DerivedLimit limit, double value, string path, string command)
    {
        if (double.IsNaN(value))
        {
            throw new InstrumentException(
                InstrumentFault.Limit,
                $"What '{limit.Text}' limits is not known, since an output would be on before all its values were set",
                $"{path}, {command}",
                "Nothing was sent. Set the values before the output is switched on.");
        }
    }

    private void KeepApproaches()
    {
        foreach ((string limit, double value, Func<double, string> show, double margin) in outcome.Approaches)
        {
            if (!nearest.TryGetValue(limit, out (double Value, Func<double, string> Show, double Margin) known) || margin < known.Margin)
            {
                nearest[limit] = (value, show, margin);
            }
        }
    }
}
