using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers;
using Lab.Mocks;
using Lab.Modules.Shipped;
using Lab.Runs.Calibrations;
using Lab.Runs.Engine;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;
using Lab.Runs.Settings;

namespace Lab.Modules.Rigs;

/// <summary>A bench of twins for the tests of a module: its instruments open on a virtual clock,
/// and its protocols measured in memory.</summary>
public sealed class ModuleRig : IAsyncDisposable
{
    private readonly ulong seed;

    private ModuleRig(LabRegistry registry, VirtualBench twins, OpenBench bench, ulong seed)
    {
        Registry = registry;
        Twins = twins;
        Bench = bench;
        this.seed = seed;
    }

    /// <summary>The registry of Lab and the module.</summary>
    public LabRegistry Registry { get; }

    /// <summary>The twins.</summary>
    public VirtualBench Twins { get; }

    /// <summary>The open bench.</summary>
    public OpenBench Bench { get; }

    /// <summary>The registry of Lab with one module.</summary>
    /// <param name="module">The module.</param>
    /// <exception cref="ModuleException">The module registers what is refused.</exception>
    public static LabRegistry RegistryWith(ILabModule module)
    {
        ArgumentNullException.ThrowIfNull(module);
        var shipped = new ShippedModule();
        return LabRegistry.Of([(shipped, shipped.Name), (module, module.Name)]);
    }

    /// <summary>Opens a bench on twins.</summary>
    /// <param name="module">The module.</param>
    /// <param name="bench">The text of a bench file.</param>
    /// <param name="seed">Seed of the twins.</param>
    /// <param name="isRough">Whether all twins have the manners of real instruments.</param>
    /// <exception cref="ModuleException">The module registers what is refused.</exception>
    /// <exception cref="BenchException">The bench file is wrong, or an instrument does not open.</exception>
    public static async Task<ModuleRig> OpenAsync(ILabModule module, string bench, ulong seed = 1, bool isRough = false)
    {
        LabRegistry registry = RegistryWith(module);
        BenchDefinition definition = registry.NewReader().Read(bench, "bench.yaml");
        var clock = new VirtualClock();
        var twins = new VirtualBench(definition, seed, clock, isRough: isRough, catalog: registry.Twins);
        try
        {
            var simulation = new BenchSimulation(_ => new ValueTask<string?>(twins.Stage.Damage?.ToString())) { Shots = twins };
            OpenBench open = await OpenBench
                .OpenAsync(definition, registry.Drivers, [twins], clock, simulation, CancellationToken.None)
                .ConfigureAwait(false);
            return new ModuleRig(registry, twins, open, seed);
        }
        catch
        {
            twins.Dispose();
            throw;
        }
    }

    /// <summary>Measures all points of a protocol and analyses them. Nothing is written.</summary>
    /// <param name="protocol">The protocol's name.</param>
    /// <param name="settings">Its settings as texts by key; those that are left out have their defaults.</param>
    /// <returns>The points and what the analysis makes of them.</returns>
    /// <exception cref="SettingsException">A setting does not fit.</exception>
    /// <exception cref="InvalidOperationException">There is no such protocol, or the run did not come to its end.</exception>
    public async Task<(IRunData Points, Analysis Analysis)> MeasureAsync(
        string protocol, IReadOnlyDictionary<string, string>? settings = null)
    {
        IProtocol chosen = Registry.Protocols.Find(protocol)
            ?? throw new InvalidOperationException($"No module registers a protocol '{protocol}'.");
        object values = SettingsBinder.Bind(chosen.SettingsType, settings ?? new Dictionary<string, string>());
        IExperiment experiment = chosen.Create(values);
        var points = new MemoryPoints(experiment.Columns);
        RunInfo info = await RunEngine.RehearseAsync(
            new RunRequest(chosen, values, Bench, seed, string.Empty) { Calibrations = CalibrationsInForce.None },
            points).ConfigureAwait(false);
        return info.Status == RunStatus.Done
            ? (points, experiment.Analyse(points))
            : throw new InvalidOperationException($"The run of {protocol} ended as {info.Status}: {info.Reason}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Bench.DisposeAsync().ConfigureAwait(false);
        Twins.Dispose();
    }
}
