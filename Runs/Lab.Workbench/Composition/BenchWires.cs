using Lab.Benches;
using Lab.Instruments;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers;
using Lab.Instruments.Wires;
using Lab.Mocks;
using Lab.Mocks.Rough;
using Lab.Modules;
using Lab.Wires.Clocks;

namespace Lab.Workbench.Composition;

/// <summary>The wires of a bench before anything is opened, with the clock that belongs to them.</summary>
public sealed class BenchWires : IDisposable
{
    private IDisposable? owned;

    private BenchWires()
    {
    }

    /// <summary>Asked in turn for each address.</summary>
    public required IReadOnlyList<IWireProvider> Providers { get; init; }

    /// <summary>The bench's clock.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>The virtual bench of the wires; <see langword="null"/> for a real bench.</summary>
    public BenchSimulation? Simulation { get; private init; }

    /// <summary>The twins in this process, if there are any.</summary>
    internal VirtualBench? Twins { get; private init; }

    /// <summary>The wires as the bench file says: real instruments, twins for <c>sim:</c>, or a served virtual bench.</summary>
    /// <param name="registry">The registry of the modules of the bench.</param>
    /// <param name="definition">The bench.</param>
    /// <param name="seed">Seed of the twins.</param>
    /// <param name="isRough">Whether all twins have the manners of real instruments.</param>
    /// <exception cref="WorkbenchException">The clock of a served bench does not answer.</exception>
    public static BenchWires Of(LabRegistry registry, BenchDefinition definition, ulong seed, bool isRough)
    {
        IEnumerable<InstrumentDefinition> withWire = definition.Instruments.Where(instrument => instrument.Address.Length > 0);
        return definition.ClockPort is not null ? Served(registry, definition, seed)
            : withWire.All(instrument => instrument.IsTwin) ? Simulated(registry, definition, seed, withFaults: true, isRough)
            : Real(registry, definition, seed, isRough);
    }

    /// <summary>Twins in the place of all instruments, on a virtual clock.</summary>
    /// <param name="registry">The registry of the modules of the bench.</param>
    /// <param name="definition">The bench.</param>
    /// <param name="seed">Seed of the twins.</param>
    /// <param name="withFaults">Whether twins do wrong what the bench file tells them to.</param>
    /// <param name="isRough">Whether all twins have the manners of real instruments.</param>
    public static BenchWires Simulated(
        LabRegistry registry, BenchDefinition definition, ulong seed, bool withFaults, bool isRough)
    {
        var clock = new VirtualClock();
        var twins = new VirtualBench(
            RoughBenchEffects.On(definition, registry.Twins, isRough), seed, clock, withFaults, isRough, registry.Twins);
        return new BenchWires
        {
            Providers = [twins],
            Clock = clock,
            Simulation = SimulationOf(twins),
            Twins = twins,
            owned = twins
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        owned?.Dispose();
        owned = null;
    }

    private static BenchWires Served(LabRegistry registry, BenchDefinition definition, ulong seed)
    {
        try
        {
            var clock = ServedClock.Connect(definition.ClockPort!);
            clock.Restart(seed);
            return new BenchWires
            {
                Providers = registry.CreateWires(),
                Clock = clock,
                Simulation = new BenchSimulation(_ => new ValueTask<string?>(clock.FindDamage())),
                owned = clock,
            };
        }
        catch (Exception error) when (error is BenchException or InstrumentException)
        {
            throw new WorkbenchException(error.Message, WorkbenchFault.Refused);
        }
    }

    // Some instruments are real, so time is real as well, and the twins of the others live by it.
    private static BenchWires Real(LabRegistry registry, BenchDefinition definition, ulong seed, bool isRough)
    {
        var twins = new VirtualBench(
            RoughBenchEffects.On(definition, registry.Twins, isRough),
            seed,
            TimeProvider.System,
            isRough: isRough,
            catalog: registry.Twins);
        return new BenchWires
        {
            Providers = [new TwinAddresses(twins), .. registry.CreateWires()],
            Clock = TimeProvider.System,
            Simulation = definition.Instruments.Any(instrument => instrument.IsTwin) ? SimulationOf(twins) : null,
            Twins = twins,
            owned = twins,
        };
    }

    private static BenchSimulation SimulationOf(VirtualBench twins) =>
        new(_ => new ValueTask<string?>(twins.Stage.Damage?.ToString())) { Shots = twins };

    /// <summary>Gives twins to the addresses that ask for one.</summary>
    private sealed class TwinAddresses(VirtualBench twins) : IWireProvider
    {
        public ValueTask<IWire?> TryOpenAsync(InstrumentDefinition instrument, CancellationToken cancellationToken) =>
            instrument.IsTwin ? twins.TryOpenAsync(instrument, cancellationToken) : new ValueTask<IWire?>(result: null);
    }
}
