using Lab.Benches.Samples;
using Lab.Instruments;
using Lab.Instruments.Clocks;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Benches.Safety;

/// <summary>
/// Checks every set-point and every program against the limits of the bench file: those of the instrument's channels (value, step
/// and rate), and those of the sample, to which the wiring leads (RF power and bias of junctions, current density and pulse
/// energy of field lines, field rate and energy of the magnet), over all instruments together.
/// </summary>
/// <remarks>
/// <para>Safe to share between threads. What is not known is taken for the worst: a generator counts as on until it was switched
/// off here; a message that was not confirmed may have been taken or not; a program counts with its worst value until it has
/// ended and was read back.</para>
/// <para>Switching off is never refused, and a value that was left beyond a limit may come back towards it. A current, power or
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
    private double changedSeconds = double.NegativeInfinity;

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

    /// <summary>What the terminals are set to, as far as is known, in the order of the bench file.</summary>
    public IReadOnlyList<TerminalSetting> Settings
    {
        get
        {
            lock (gate)
            {
                return
                [
                    .. from instrument in bench.Instruments
                       from declared in state.TerminalsOf(instrument.Name)
                       from channel in declared.All
                       let known = state.Get(declared.Terminal, channel)
                       where known.IsKnown
                       select new TerminalSetting(declared.Terminal, channel, Show(declared.Find(channel), known)),
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
            changedSeconds = now;
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
    public void Confirm(string instrument)
    {
        lock (gate)
        {
            changedSeconds = Now(); // the instrument may have taken its time
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
                        channel.ChangedSeconds = Math.Min(channel.ChangedSeconds, changedSeconds); // not the end of a program
                    }
                }

                if (state.IsOff(declared.Terminal))
                {
                    EndProgramNow(declared, declared.ThroughOutput, Now()); // an output that is off has no program: it is aborted
                }
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

    /// <summary>Takes note of what a calibration says of the loss between an RF generator and the chain. Where it is less than
    /// that of the bench file, more power reaches the sample, and the limits of the sample count with it; where it is more,
    /// they do not.</summary>
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

    /// <inheritdoc/>
    public Duration LastChange(Duration now)
    {
        lock (gate)
        {
            Now(); // a clock that was put back is noticed
            return Duration.FromSeconds(changedSeconds);
        }
    }

    private static Terminal TerminalOf(string instrument, SetPoint setPoint) => new(instrument, setPoint.Terminal);

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
            changedSeconds = Math.Min(changedSeconds, now);
        }

        lastSeconds = now;
        return now;
    }

    // The output switch is no channel with a quantity.
    private static string Show(ChannelDefinition? channel, ChannelState known)
    {
        string ShowOne(double value) => channel?.Show(value) ?? (value > 0 ? "on" : "off");
        return known.IsCertain ? ShowOne(known.Low) : $"{ShowOne(known.Low)} or {ShowOne(known.High)}";
    }

    private void KeepApproaches()
    {
        foreach ((string limit, double value, Func<double, string> show, double margin) in outcome.Approaches)
        {
            if (!nearest.TryGetValue(limit, out (double Value, Func<double, string> Show, double Margin) known)
                || margin < known.Margin)
            {
                nearest[limit] = (value, show, margin);
            }
        }
    }
}
