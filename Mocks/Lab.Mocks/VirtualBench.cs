using Lab.Benches;
using Lab.Benches.Twins;
using Lab.Instruments.Wires;
using Lab.Mocks.Faults;
using Lab.Mocks.Parts;
using Lab.Mocks.Rough;
using Lab.Mocks.Scpi;
using Lab.Mocks.Stages;
using Lab.Mocks.Wires;

namespace Lab.Mocks;

/// <summary>The twins of a bench around one virtual sample stage.</summary>
public sealed class VirtualBench : IWireProvider, IShotSequence, IDisposable
{
    private readonly Dictionary<string, ITwin> twins = [];
    private readonly Dictionary<string, RoughManners> rough = [];

    /// <summary>Builds the twin of every instrument that has one.</summary>
    /// <param name="bench">The bench.</param>
    /// <param name="seed">One seed for all noise, drift and spread.</param>
    /// <param name="clock">The wall's clock, or a virtual one.</param>
    /// <param name="withFaults">Whether twins do wrong what the bench file tells them to; a rehearsal is spared that.</param>
    /// <param name="isRough">Whether all twins have the manners of real instruments;
    /// otherwise those have them whose address says so.</param>
    /// <param name="catalog">The twins and the models of parts that there are; <see langword="null"/> for the shipped
    /// ones.</param>
    public VirtualBench(
        BenchDefinition bench, ulong seed, TimeProvider clock, bool withFaults = true, bool isRough = false,
        TwinCatalog? catalog = null)
    {
        ArgumentNullException.ThrowIfNull(bench);
        catalog ??= TwinCatalog.Shipped;
        Stage = new SampleStage(bench with { Sample = DeviceSpread.Draw(bench.Sample, seed) }, seed, clock, catalog.Parts);
        foreach (InstrumentDefinition instrument in bench.Instruments)
        {
            if (catalog.Find(instrument.Driver) is { } description)
            {
                var context = new TwinContext(instrument.Name, instrument.Settings, instrument.Twin, Stage, seed)
                {
                    Description = instrument.Description,
                    SimulatedReadings = instrument.SimulatedReadings,
                    Rough = isRough || instrument.IsRoughTwin
                        ? description.RoughOf?.Invoke(instrument) ?? description.Rough
                        : null,
                };
                ITwin twin = description.Create(context);
                if (context.Rough is { } manners && twin is ScpiTwin scpi)
                {
                    twin = new RoughTwin(scpi, context);
                    rough[instrument.Name] = manners;
                }

                List<FaultDefinition> faults = withFaults
                    ? [.. bench.Faults.Where(fault => fault.Instrument == instrument.Name)]
                    : [];
                twins[instrument.Name] = faults.Count > 0 ? new FaultyTwin(twin, faults, seed) : twin;
            }
        }
    }

    /// <summary>The virtual sample stage.</summary>
    public SampleStage Stage { get; }

    /// <inheritdoc/>
    public bool IsRenewed => Stage.IsRenewedByShot && twins.Values.All(twin => twin.IsRenewedByShot);

    /// <summary>The twins, in the order of the bench file.</summary>
    public IReadOnlyCollection<ITwin> Twins => twins.Values;

    /// <summary>The twin of an instrument, or <see langword="null"/>.</summary>
    public ITwin? Find(string instrument) => twins.GetValueOrDefault(instrument);

    /// <summary>The manners of an instrument's twin, or <see langword="null"/> for a polite one.</summary>
    public RoughManners? MannersOf(string instrument) => rough.GetValueOrDefault(instrument);

    /// <summary>Opens a wire in memory to the twin of an instrument, whatever its address says.</summary>
    public ValueTask<IWire?> TryOpenAsync(InstrumentDefinition instrument, CancellationToken cancellationToken) =>
        new(twins.TryGetValue(instrument.Name, out ITwin? twin) ? new MemoryWire(twin, instrument.Address) : null);

    /// <inheritdoc/>
    public void Expect(long shot) => Stage.Shots.Expect(shot);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IDisposable twin in twins.Values.OfType<IDisposable>())
        {
            twin.Dispose();
        }
    }
}
