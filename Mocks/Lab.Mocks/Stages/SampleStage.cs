using System.Numerics;
using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Instruments.Terminals;
using Lab.Mocks.Parts;
using Lab.Models.SpinDiodes;
using Lab.Quantities;

namespace Lab.Mocks.Stages;

/// <summary>
/// The one physical state of all twins of a bench: parts of the sample, to whose ports the terminals are wired. Twins drive a
/// terminal with a signal, sense it, and ask for its load; a terminal that is wired to nothing drives nothing, senses zero and is
/// open. </summary>
/// <remarks>Safe to share between the threads of several connections. The state advances on the bench's clock, when it is looked
/// at.</remarks>
public sealed class SampleStage
{
    private readonly Lock gate = new();
    private readonly StageContext context;
    private readonly Dictionary<Terminal, (WiringDefinition At, SamplePart Part)> wired = [];
    private readonly Dictionary<string, SamplePart> others = [];
    private readonly List<Action> watchers = [];
    private readonly JunctionChain chain;
    private readonly FieldLines lines;

    /// <summary>Puts a sample on the stage, everything off.</summary>
    /// <param name="bench">The bench with its sample and wiring.</param>
    /// <param name="seed">Seed of the thermal drift, and of what else the sample does by chance.</param>
    /// <param name="clock">The clock on which the stage lives.</param>
    /// <param name="parts">The kinds of parts that modules brought.</param>
    public SampleStage(BenchDefinition bench, ulong seed, TimeProvider clock, params IReadOnlyList<PartDescription> parts)
    {
        ArgumentNullException.ThrowIfNull(bench);
        ArgumentNullException.ThrowIfNull(clock);
        context = new StageContext(bench, seed, clock);
        Electromagnet? magnet = bench.Sample.Magnet is { } definition ? new Electromagnet(context, definition) : null;
        lines = new FieldLines(context);
        chain = new JunctionChain(context);
        foreach (PartDefinition part in bench.Sample.Parts)
        {
            PartDescription description = parts.FirstOrDefault(each => each.Schema == part.Schema)
                ?? throw new ArgumentException(
                    $"'{part.Name}' is a {part.Schema.Noun}, of which the stage has no model.", nameof(parts));
            others[part.Name] = description.Create(context, part);
        }

        AddAnalogSupplies(bench, magnet);
        foreach (WiringDefinition wiring in bench.Wiring)
        {
            SamplePart? part = wiring.Port == SamplePort.Coil || wiring.Port == SamplePort.Gap
                || wiring.Port == SamplePort.Rotation ? magnet
                : wiring.Port == SamplePort.FieldLine || wiring.Port == SamplePort.Pulse ? lines
                : SamplePort.Shipped.Contains(wiring.Port) ? chain
                : others.GetValueOrDefault(wiring.Part ?? string.Empty);
            if (part is not null)
            {
                wired.TryAdd(wiring.Terminal, (wiring, part));
            }
        }
    }

    // A supply that follows a voltage drives its coils from the terminal that gives it.
    private void AddAnalogSupplies(BenchDefinition bench, Electromagnet? magnet)
    {
        foreach (
            InstrumentDefinition instrument in bench.Instruments.Where(each => each.Driver == AnalogSupplyDefinition.DriverName))
        {
            if (magnet is not null && bench.Wiring.FirstOrDefault(each => each.Instrument == instrument.Name) is { } coil)
            {
                var supply = AnalogSupplyDefinition.Of(instrument.Settings);
                wired.Add(supply.Source, (coil with { Terminal = supply.Source }, new CoilAmplifier(supply, coil, magnet)));
            }
        }
    }

    /// <summary>The clock on which the stage lives.</summary>
    public TimeProvider Clock => context.Clock;

    /// <summary>The sample of this seed, device spread included: what the stage hides from every protocol,
    /// for the validation of fits.</summary>
    public SampleDefinition Sample => context.Bench.Sample;

    /// <summary>The shots of the bench: the twin that gives the trigger begins one.</summary>
    public ShotSequence Shots => context.Shots;

    /// <summary>The trigger cable of the bench, used within <see cref="Within"/>.</summary>
    public TriggerLine Triggers { get; } = new();

    /// <summary>Whether each shot finds all parts that are there as the first one did.</summary>
    public bool IsRenewedByShot => others.Values.Concat(wired.Values.Select(each => each.Part)).All(part => part.IsRenewedByShot);

    /// <summary>How the sample died, or <see langword="null"/> while it lives.</summary>
    public SampleDamage? Damage => context.Damage;

    /// <summary>The temperature of the sample now, K.</summary>
    public double TemperatureKelvin => Within(() => context.Temperature.Kelvin);

    /// <summary>Drives a terminal with a signal, which stays until the next.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="signal">The signal at the connector, the instrument's own errors included.</param>
    public void Drive(Terminal terminal, Signal signal)
    {
        ArgumentNullException.ThrowIfNull(signal);
        lock (gate)
        {
            if (wired.TryGetValue(terminal, out (WiringDefinition At, SamplePart Part) to))
            {
                watchers.ForEach(watch => watch());
                to.Part.Drive(to.At, signal);
            }
        }
    }

    /// <summary>Lets a twin with a memory of what it senses, such as a filter, look once more before anything on the stage
    /// changes.</summary>
    /// <param name="beforeChange">Called before each change, while nothing else uses the stage.</param>
    public void Watch(Action beforeChange)
    {
        lock (gate)
        {
            watchers.Add(beforeChange);
        }
    }

    /// <summary>Does something while nothing else uses the stage: what a twin does with what its watcher changes.</summary>
    /// <param name="act">The action. It may sense and drive.</param>
    public T Within<T>(Func<T> act)
    {
        ArgumentNullException.ThrowIfNull(act);
        lock (gate)
        {
            return act();
        }
    }

    /// <summary>Does something while nothing else uses the stage.</summary>
    /// <param name="act">The action. It may sense and drive.</param>
    public void Within(Action act)
    {
        ArgumentNullException.ThrowIfNull(act);
        lock (gate)
        {
            act();
        }
    }

    /// <summary>The phasor that a terminal senses at one frequency, without the instrument's own errors.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="what">The sensed quantity.</param>
    /// <param name="frequency">The frequency. Positive.</param>
    /// <returns>The phasor, rms, in the SI unit: its real part is in phase with the sine of the modulation.</returns>
    public Complex SenseAt(Terminal terminal, Sensed what, Frequency frequency)
    {
        lock (gate)
        {
            return wired.TryGetValue(terminal, out (WiringDefinition At, SamplePart Part) to)
                ? to.Part.SenseAt(to.At, what, frequency)
                : Complex.Zero;
        }
    }

    /// <summary>The frequency at which what reaches a terminal is modulated; <see langword="null"/> where nothing is.</summary>
    /// <param name="terminal">The terminal.</param>
    public Frequency? ModulationAt(Terminal terminal)
    {
        lock (gate)
        {
            return wired.TryGetValue(terminal, out (WiringDefinition At, SamplePart Part) to) ? to.Part.ModulationAt(to.At)
                : null;
        }
    }

    /// <summary>The value that a terminal senses, without the instrument's own errors.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="what">The sensed quantity.</param>
    /// <param name="interval">How long the instrument has integrated up to now; zero for a sample at this moment.</param>
    /// <returns>The mean over the interval in the SI unit; 0 where nothing is connected,
    /// infinite for the voltage of an open circuit.</returns>
    public double Sense(Terminal terminal, Sensed what, Duration interval = default)
    {
        lock (gate)
        {
            return wired.TryGetValue(terminal, out (WiringDefinition At, SamplePart Part) to)
                ? to.Part.Sense(to.At, what, interval)
                : 0;
        }
    }

    /// <summary>Writes the voltage at a terminal against time, into 50 Ω, without the instrument's own errors; zero where nothing
    /// is connected.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="window">The times of the trace.</param>
    /// <param name="volts">The trace, V, shape [sample].</param>
    public void Capture(Terminal terminal, TraceWindow window, Span<float> volts)
    {
        lock (gate)
        {
            if (wired.TryGetValue(terminal, out (WiringDefinition At, SamplePart Part) to))
            {
                to.Part.Capture(to.At, window, volts);
            }
            else
            {
                volts.Clear();
            }
        }
    }

    /// <summary>The load on a terminal.</summary>
    /// <param name="terminal">The terminal.</param>
    public Load LoadOf(Terminal terminal)
    {
        lock (gate)
        {
            return wired.TryGetValue(terminal, out (WiringDefinition At, SamplePart Part) to) ? to.Part.LoadAt(to.At) : Load.Open;
        }
    }

    /// <summary>Prepares a terminal to be sensed over an interval, of which some parts have to keep their past.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="interval">The interval.</param>
    public void KeepPast(Terminal terminal, Duration interval)
    {
        lock (gate)
        {
            if (wired.TryGetValue(terminal, out (WiringDefinition At, SamplePart Part) to))
            {
                to.Part.KeepPast(to.At, interval);
            }
        }
    }

    /// <summary>The tones of a terminal as they reach the chain; none while there were none.</summary>
    /// <param name="terminal">The terminal.</param>
    public IReadOnlyList<RfTone> TonesFrom(Terminal terminal)
    {
        lock (gate)
        {
            return chain.TonesFrom(terminal);
        }
    }

    /// <summary>The tones that an analyser at a coupler of the RF line sees; none at another place.</summary>
    /// <param name="terminal">The analyser's terminal.</param>
    public IReadOnlyList<RfTone> TonesAt(Terminal terminal)
    {
        lock (gate)
        {
            return wired.TryGetValue(terminal, out (WiringDefinition At, SamplePart Part) to) && to.At.Port == SamplePort.RfProbe
                ? [.. chain.Tones.Select(tone => tone with { Power = tone.Power.Attenuated(to.At.Loss) })]
                : [];
        }
    }

    /// <summary>The port that a terminal is wired to; <see langword="null"/> where it is not connected to the sample.</summary>
    /// <param name="terminal">The terminal.</param>
    public SamplePort? PortOf(Terminal terminal)
    {
        lock (gate)
        {
            return wired.TryGetValue(terminal, out (WiringDefinition At, SamplePart Part) to) ? to.At.Port : null;
        }
    }

    /// <summary>The pulses that a field line got; <see langword="null"/> while it got none.</summary>
    /// <param name="line">The line's name.</param>
    public DeliveredPulses? PulsesAt(string line)
    {
        lock (gate)
        {
            return lines.PulsesAt(line);
        }
    }

    /// <inheritdoc cref="JunctionChain.RevealJunctions"/>
    public IReadOnlyList<SpinDiode> RevealJunctions()
    {
        lock (gate)
        {
            return chain.RevealJunctions();
        }
    }

    /// <summary>The field in the plane at a part at a moment that has passed just now, T: what is there, whatever a sensor
    /// says.</summary>
    /// <param name="part">The part.</param>
    /// <param name="moment">The moment.</param>
    public double RevealInPlaneTesla(string part, TriggerMoment moment) => Within(() =>
    {
        double[] tesla = new double[1];
        context.Field.InPlaneInto(part, new TraceWindow(moment, 0, 1), tesla);
        return tesla[0];
    });

    /// <summary>The values that a part of a module's kind hides from every protocol; none where there is no such part.</summary>
    /// <param name="part">The part's name.</param>
    public IReadOnlyDictionary<string, double> Reveal(string part)
    {
        lock (gate)
        {
            return others.TryGetValue(part, out SamplePart? there) ? there.Reveal() : new Dictionary<string, double>();
        }
    }

    /// <inheritdoc cref="JunctionChain.RevealShifts"/>
    public IReadOnlyList<double> RevealShifts()
    {
        lock (gate)
        {
            return chain.RevealShifts();
        }
    }
}
