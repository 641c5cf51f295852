using Lab.Instruments.Benches;
using Lab.Instruments.CurrentSources;
using Lab.Instruments.RfGenerators;
using Lab.Instruments.Safety;
using Lab.Instruments.SourceMeters;
using Lab.Instruments.Wires;

namespace Lab.Instruments.Drivers;

/// <summary>A bench whose instruments are open.</summary>
public sealed class OpenBench : IBench
{
    private readonly List<IInstrument> instruments = [];
    private readonly SafetyGate gate;
    private readonly BenchSimulation? simulation;
    private bool settingsLost;

    private OpenBench(BenchDefinition definition, SafetyGate gate, TimeProvider clock, BenchSimulation? simulation)
    {
        Definition = definition;
        Clock = clock;
        this.gate = gate;
        this.simulation = simulation;
    }

    /// <inheritdoc/>
    public BenchDefinition Definition { get; }

    /// <inheritdoc/>
    public IReadOnlyList<IInstrument> Instruments => instruments;

    /// <inheritdoc/>
    public TimeProvider Clock { get; }

    /// <inheritdoc/>
    public bool IsSimulated => simulation is not null;

    /// <inheritdoc/>
    public IReadOnlyList<string> Limits => gate.Limits;

    /// <summary>How near the set-points so far came to the limits, the nearest first.</summary>
    public IReadOnlyList<LimitApproach> Approaches => gate.Approaches;

    /// <summary>Opens all instruments of a bench, those that are made of others last.</summary>
    /// <param name="definition">The bench.</param>
    /// <param name="wires">Asked in turn for each address.</param>
    /// <param name="clock">The bench's clock.</param>
    /// <param name="simulation">What stands behind the wires, where it is no real bench.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="BenchException">Some instruments do not open; all of them are named, and none stays open.</exception>
    public static async Task<OpenBench> OpenAsync(
        BenchDefinition definition,
        IReadOnlyList<IWireProvider> wires,
        TimeProvider clock,
        BenchSimulation? simulation,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var bench = new OpenBench(definition, new SafetyGate(definition), clock, simulation);
        var findings = new List<string>();
        foreach (InstrumentDefinition instrument in definition.Instruments.OrderBy(i => DriverCatalog.Get(i.Driver).IsComposite))
        {
            try
            {
                bench.instruments.Add(await bench.OpenAsync(instrument, wires, cancellationToken).ConfigureAwait(false));
            }
            catch (Exception error) when (error is InstrumentException or BenchException or WireException)
            {
                findings.Add(error is WireException
                    ? $"{instrument.Name}: {error.Message} ({instrument.Address}). Check that the instrument is on and connected, and its address."
                    : error.Message);
            }
        }

        if (findings.Count > 0)
        {
            await bench.DisposeAsync().ConfigureAwait(false);
            throw new BenchException(findings);
        }

        // The bench shows its instruments in the file's order, whatever order they had to be opened in.
        bench.instruments.Sort((a, b) => bench.IndexOf(a).CompareTo(bench.IndexOf(b)));
        return bench;
    }

    /// <inheritdoc/>
    public T Get<T>(string role)
        where T : class, IInstrument =>
        Find<T>(role) ?? throw new BenchException(
            $"Bench '{Definition.Name}' has no instrument for the role '{role}', which needs {KindOf<T>().Name}. Add one to the bench file.");

    /// <inheritdoc/>
    public T? Find<T>(string role)
        where T : class, IInstrument
    {
        List<T> candidates = [.. instruments.OfType<T>()];
        return candidates.Find(instrument => instrument.Name == role) ?? candidates.Count switch
        {
            0 => null,
            1 => candidates[0],
            _ => throw new BenchException(
                $"Bench '{Definition.Name}' has several instruments for the role '{role}', which needs {KindOf<T>().Name}: "
                + $"{string.Join(", ", candidates.Select(c => c.Name))}. Name the one to use '{role}'."),
        };
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<InstrumentException>> MakeSafeAsync()
    {
        var failures = new List<InstrumentException>();
        foreach (string name in Definition.SafeState)
        {
            try
            {
                await instruments.Single(instrument => instrument.Name == name).MakeSafeAsync(CancellationToken.None).ConfigureAwait(false);
            }
            catch (InstrumentException error)
            {
                failures.Add(error);
            }
            catch (Exception bug)
            {
                // Whatever it is, the instruments behind this one must still be made safe.
                failures.Add(new InstrumentException(
                    InstrumentFault.BadAnswer, $"Bug in Lab: {bug.Message}", $"{name}, safe state", "Check the instrument by hand.", bug));
            }
        }

        return failures;
    }

    /// <inheritdoc/>
    public long RetryCount => instruments.OfType<ScpiInstrument>().Sum(instrument => instrument.RetryCount);

    /// <inheritdoc/>
    public Action<FaultNote>? FaultNoticed { get; set; }

    /// <inheritdoc/>
    public async ValueTask<bool> RecoverAsync(CancellationToken cancellationToken)
    {
        // A broken connection is opened anew by the next exchange on it; what is left is an instrument without its settings.
        foreach (ScpiInstrument instrument in instruments.OfType<ScpiInstrument>().Where(instrument => instrument.NeedsOpening))
        {
            settingsLost = true;
            await instrument.OpenAsync(cancellationToken).ConfigureAwait(false);
            await ObserveAsync(instrument, cancellationToken).ConfigureAwait(false);
        }

        bool lost = settingsLost;
        settingsLost = false;
        return lost;
    }

    /// <inheritdoc/>
    public ValueTask<InterlockTrip?> CheckInterlocksAsync(CancellationToken cancellationToken) => new((InterlockTrip?)null);

    /// <inheritdoc/>
    public ValueTask<string?> FindDamageAsync(CancellationToken cancellationToken) =>
        simulation?.FindDamageAsync(cancellationToken) ?? new ValueTask<string?>(result: null);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (IInstrument instrument in instruments)
        {
            await instrument.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static InstrumentKind KindOf<T>() => InstrumentKind.All.Single(kind => kind.Interface == typeof(T));

    private async ValueTask<IInstrument> OpenAsync(InstrumentDefinition instrument, IReadOnlyList<IWireProvider> wires, CancellationToken cancellationToken)
    {
        DriverDescription driver = DriverCatalog.Get(instrument.Driver);
        IWire? wire = driver.IsComposite ? null : await OpenWireAsync(instrument, wires, cancellationToken).ConfigureAwait(false);
        IInstrument made = driver.Create(new DriverContext(
            instrument.Name, instrument.Settings, gate, Clock, wire, name => instruments.Find(other => other.Name == name))
        {
            OnFault = Definition.OnFault,
            FaultNoticed = note => FaultNoticed?.Invoke(note),
        });
        try
        {
            if (made is ScpiInstrument scpi)
            {
                await scpi.OpenAsync(cancellationToken).ConfigureAwait(false);
                await ObserveAsync(made, cancellationToken).ConfigureAwait(false);
            }

            return made;
        }
        catch
        {
            await made.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    // What somebody left on counts in every limit from the first set-point on.
    private async ValueTask ObserveAsync(IInstrument instrument, CancellationToken cancellationToken)
    {
        switch (instrument)
        {
            case IRfGenerator generator:
                gate.Observe(
                    generator.Name,
                    SetPoint.Of(Channels.Power, await generator.GetPowerAsync(cancellationToken).ConfigureAwait(false)),
                    SetPoint.Output(await generator.GetOutputAsync(cancellationToken).ConfigureAwait(false)));
                break;
            case ICurrentSource source:
                gate.Observe(source.Name, SetPoint.Of(Channels.Current, await source.GetCurrentAsync(cancellationToken).ConfigureAwait(false)));
                break;
            case ISourceMeter source:
                gate.Observe(source.Name, SetPoint.Of(Channels.Current, await source.GetCurrentAsync(cancellationToken).ConfigureAwait(false)));
                break;
            default:
                break; // magnets do not meet other instruments in a limit, and meters drive nothing
        }
    }

    private static async ValueTask<IWire> OpenWireAsync(InstrumentDefinition instrument, IReadOnlyList<IWireProvider> wires, CancellationToken cancellationToken)
    {
        foreach (IWireProvider provider in wires)
        {
            if (await provider.TryOpenAsync(instrument.Name, instrument.Address, cancellationToken).ConfigureAwait(false) is { } wire)
            {
                return wire;
            }
        }

        throw new BenchException(
            $"{instrument.Name}: '{instrument.Address}' is not an address that this version of Lab can open. "
            + "Use TCPIP::host::port::SOCKET, or sim: for the twin.");
    }

    private int IndexOf(IInstrument instrument)
    {
        for (int i = 0; i < Definition.Instruments.Count; i++)
        {
            if (Definition.Instruments[i].Name == instrument.Name)
            {
                return i;
            }
        }

        return -1;
    }
}
