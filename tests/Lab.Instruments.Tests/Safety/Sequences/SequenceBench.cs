using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers;
using Lab.Mocks;

namespace Lab.Instruments.Tests.Safety.Sequences;

/// <summary>A bench of real drivers on twins in memory, with an observer on the twins' side of every wire.</summary>
internal sealed class SequenceBench : IDisposable
{
    private readonly List<IInstrument> instruments = [];
    private readonly VirtualBench twins;

    private SequenceBench(BenchDefinition definition, LimitObserver observer, VirtualBench twins, VirtualClock clock)
    {
        Definition = definition;
        Observer = observer;
        Clock = clock;
        this.twins = twins;
    }

    public BenchDefinition Definition { get; }

    public LimitObserver Observer { get; }

    public VirtualClock Clock { get; }

    public IReadOnlyList<IInstrument> Instruments => instruments;

    /// <summary>Opens a bench.</summary>
    /// <param name="definition">The bench; the observer holds the twins to its limits.</param>
    /// <param name="seed">Seed of the twins and of the wires' faults.</param>
    /// <param name="faultRatio">How many of the messages that set something are lost,
    /// half of them before the twin and half after it.</param>
    /// <param name="mutant">The mutant that is planted between drivers and wires, or nothing.</param>
    public static async Task<SequenceBench> OpenAsync(BenchDefinition definition, int seed, double faultRatio, GateMutant? mutant)
    {
        var clock = new VirtualClock();
        var twins = new VirtualBench(definition, (ulong)seed, clock);
        var bench = new SequenceBench(definition, new LimitObserver(definition, twins, clock), twins, clock);
        var faults = new Random(seed);
        ISafetyGate gate = new SafetyGate(mutant?.Bench(definition) ?? definition, clock);
        gate = mutant?.Gate(gate) ?? gate;
        foreach (InstrumentDefinition instrument in definition.Instruments.OrderBy(
            each => DriverCatalog.Shipped.Get(each.Driver).IsComposite))
        {
            DriverDescription driver = DriverCatalog.Shipped.Get(instrument.Driver);
            ObservedWire? wire = driver.IsComposite
                ? null
                : new ObservedWire(
                    (await twins.TryOpenAsync(instrument, default))!, instrument.Name, bench.Observer, faults, faultRatio);
            var context = new DriverContext(
                instrument.Name,
                instrument.Settings,
                gate,
                clock,
                wire,
                name => bench.instruments.Find(other => other.Name == name));
            IInstrument made = mutant?.Driver(context with { Manners = driver.Manners }, instrument.Driver)
                ?? driver.Make(context);
            if (made is IConnected connected)
            {
                await connected.OpenAsync(default);
            }

            // A card is looked at through what it drives; its calls are no messages that could be lost.
            if (made is ScpiInstrument)
            {
                await bench.Observer.BeginAsync(instrument.Name, made, gate);
                wire!.HasFaults = true;
            }

            bench.instruments.Add(made);
        }

        return bench;
    }

    public void Dispose() => twins.Dispose();
}
