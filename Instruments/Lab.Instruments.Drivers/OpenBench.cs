using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers.SafeStates;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Terminals;
using Lab.Instruments.Wires;
using Lab.Wires;

namespace Lab.Instruments.Drivers;

/// <summary>A bench whose instruments are open.</summary>
public sealed partial class OpenBench : IBench
{
    private readonly List<IInstrument> instruments = [];
    private readonly DriverCatalog drivers;
    private readonly SafetyGate gate;
    private readonly BenchSimulation? simulation;
    private bool settingsLost;
    private IReadOnlyList<IWireProvider>? attachTo;
    private readonly InterlockWatch interlocks;

    // A twin in this process says nothing that it was not asked for.
    private IConnected[]? outside;

    private OpenBench(
        BenchDefinition definition, DriverCatalog drivers, SafetyGate gate, TimeProvider clock, BenchSimulation? simulation)
    {
        this.drivers = drivers;
        Definition = definition;
        Clock = clock is ISteppedClock ? clock : new WatchedClock(clock, Activity);
        this.gate = gate;
        this.simulation = simulation;
        interlocks = new InterlockWatch(
            definition.Interlocks, name => instruments.Single(instrument => instrument.Name == name), clock);
        Limits = [.. gate.Limits, .. definition.Interlocks.Select(interlock => interlock.ToString())];
    }

    /// <inheritdoc/>
    public BenchDefinition Definition { get; }

    /// <inheritdoc/>
    public IReadOnlyList<IInstrument> Instruments => instruments;

    /// <inheritdoc/>
    public TimeProvider Clock { get; }

    /// <inheritdoc/>
    public IShotSequence? Shots => simulation?.Shots;

    /// <inheritdoc/>
    public bool IsSimulated => simulation is not null;

    /// <inheritdoc/>
    public IReadOnlyList<string> Limits { get; }

    /// <summary>How near the set-points so far came to the limits, the nearest first.</summary>
    public IReadOnlyList<LimitApproach> Approaches => gate.Approaches;

    /// <summary>What the terminals are set to, as far as is known, in the order of the bench file.</summary>
    public IReadOnlyList<TerminalSetting> Settings => gate.Settings;

    /// <summary>When something last happened on the bench.</summary>
    public BenchActivity Activity { get; } = new(TimeProvider.System);

    /// <summary>A bench of which nothing is open yet, for its safe state alone: each instrument is opened when its turn in the
    /// recipe comes, is asked who it is, and is not set up. An instrument that does not answer keeps no other from being made
    /// safe.</summary>
    /// <param name="definition">The bench, whose drivers are shipped ones.</param>
    /// <param name="wires">Asked in turn for each address.</param>
    /// <param name="clock">The bench's clock.</param>
    public static OpenBench ForSafeState(BenchDefinition definition, IReadOnlyList<IWireProvider> wires, TimeProvider clock) =>
        ForSafeState(definition, DriverCatalog.Shipped, wires, clock);

    /// <inheritdoc cref="ForSafeState(BenchDefinition, IReadOnlyList{IWireProvider}, TimeProvider)"
    /// path="/summary|/remarks|/returns|/exception"/>
    /// <param name="definition">The bench.</param>
    /// <param name="drivers">The drivers that its file can name.</param>
    /// <param name="wires">Asked in turn for each address.</param>
    /// <param name="clock">The bench's clock.</param>
    public static OpenBench ForSafeState(
        BenchDefinition definition, DriverCatalog drivers, IReadOnlyList<IWireProvider> wires, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(drivers);
        return new OpenBench(
            definition, drivers, new SafetyGate(definition, clock), clock, simulation: null)
        { attachTo = wires };
    }

    /// <summary>Opens all instruments of a bench, those that are made of others last.</summary>
    /// <param name="definition">The bench, whose drivers are shipped ones.</param>
    /// <param name="wires">Asked in turn for each address.</param>
    /// <param name="clock">The bench's clock.</param>
    /// <param name="simulation">The simulation behind the wires, where it is no real bench.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="BenchException">Some instruments do not open; all of them are named, and none stays open.</exception>
    public static Task<OpenBench> OpenAsync(
        BenchDefinition definition,
        IReadOnlyList<IWireProvider> wires,
        TimeProvider clock,
        BenchSimulation? simulation,
        CancellationToken cancellationToken) =>
            OpenAsync(definition, DriverCatalog.Shipped, wires, clock, simulation, cancellationToken);

    /// <inheritdoc
    /// cref="OpenAsync(BenchDefinition, IReadOnlyList{IWireProvider}, TimeProvider, BenchSimulation?, CancellationToken)"
    /// path="/summary|/remarks|/returns|/exception"/>
    /// <param name="definition">The bench.</param>
    /// <param name="drivers">The drivers that its file can name.</param>
    /// <param name="wires">Asked in turn for each address.</param>
    /// <param name="clock">The bench's clock.</param>
    /// <param name="simulation">The simulation behind the wires, where it is no real bench.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async Task<OpenBench> OpenAsync(
        BenchDefinition definition,
        DriverCatalog drivers,
        IReadOnlyList<IWireProvider> wires,
        TimeProvider clock,
        BenchSimulation? simulation,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(drivers);
        var bench = new OpenBench(definition, drivers, new SafetyGate(definition, clock), clock, simulation);
        var findings = new List<string>();
        foreach (InstrumentDefinition instrument in definition.Instruments.OrderBy(i => DepthOf(definition, drivers, i)))
        {
            try
            {
                bench.instruments.Add(await bench.OpenAsync(instrument, wires, cancellationToken).ConfigureAwait(false));
            }
            catch (Exception error) when (error is InstrumentException or BenchException or WireException)
            {
                findings.Add(error is WireException
                    ? $"{instrument.Name}: {error.Message} ({instrument.Address}). Check that the instrument is on and "
                        + "connected, and its address."
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
        bench.LookForOutputs();
        return bench;
    }

    // What is made of others is opened after them; a regulated magnet may be made of a supply that is itself made of others.
    private static int DepthOf(BenchDefinition definition, DriverCatalog drivers, InstrumentDefinition instrument) =>
        !drivers.Get(instrument.Driver).IsComposite ? 0
        : definition.PartsOf(instrument).Any(part => drivers.Get(part.Driver).IsComposite) ? 2
        : 1;

    /// <inheritdoc/>
    public T Get<T>(string role)
        where T : class, IInstrument =>
        Find<T>(role) ?? throw new BenchException(
            $"Bench '{Definition.Name}' has no instrument for the role '{role}', which needs {drivers.KindNameOf<T>()}. Add one "
                + "to the bench file.");

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
                $"Bench '{Definition.Name}' has several instruments for the role '{role}', which needs "
                    + $"{drivers.KindNameOf<T>()}: "
                + $"{string.Join(", ", candidates.Select(c => c.Name))}. Name the one to use '{role}'."),
        };
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<InstrumentException>> MakeSafeAsync()
    {
        IReadOnlyList<SafeStateOutcome> outcomes = await CarryOutSafeStateAsync(tell: null).ConfigureAwait(false);
        return [.. outcomes.Select(outcome => outcome.Failure).OfType<InstrumentException>()];
    }

    /// <summary>Carries the safe-state recipe out, as <see cref="MakeSafeAsync"/>, and tells of each step.</summary>
    /// <param name="tell">Told how each step went, as soon as that is known.</param>
    public Task<IReadOnlyList<SafeStateOutcome>> CarryOutSafeStateAsync(Action<SafeStateOutcome>? tell)
    {
        // An instrument that was not opened belongs to another process, or is a twin that is gone with it.
        IReadOnlyList<SafeStateStep> steps = attachTo is null
            ? Definition.SafeState
            : [.. Definition.SafeState.Where(step => Definition.IsOutside(
                Definition.Instruments.First(i => i.Name == step.Instrument)))];
        return new SafeStateRun(FindOrAttachAsync, Activity, progress => Progressed?.Invoke(progress)).RunAsync(steps, tell);
    }

    /// <inheritdoc/>
    public async ValueTask CheckAnswersAsync(CancellationToken cancellationToken)
    {
        foreach (IConnected instrument in Outside)
        {
            await instrument.RequireNothingUnreadAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public long RetryCount => instruments.OfType<IConnected>().Sum(instrument => instrument.RetryCount);

    /// <inheritdoc/>
    public Action<FaultNote>? FaultNoticed { get; set; }

    /// <inheritdoc/>
    public Action<BenchProgress>? Progressed { get; set; }

    /// <inheritdoc/>
    public async ValueTask<bool> RecoverAsync(CancellationToken cancellationToken)
    {
        // A broken connection is opened anew by the next exchange on it; what is left is an instrument without its settings.
        foreach (IConnected instrument in instruments.OfType<IConnected>().Where(instrument => instrument.NeedsOpening))
        {
            settingsLost = true;
            await instrument.ReopenAsync(cancellationToken).ConfigureAwait(false);
            await ReadBackAsync(instrument, cancellationToken).ConfigureAwait(false);
        }

        bool lost = settingsLost;
        settingsLost = false;
        return lost;
    }

    /// <inheritdoc/>
    public ValueTask<InterlockTrip?> CheckInterlocksAsync(CancellationToken cancellationToken) =>
        interlocks.CheckAsync(cancellationToken);

    /// <inheritdoc/>
    public void ExpectRfLoss(Terminal terminal, LeastRfLoss least) => gate.ExpectRfLoss(terminal, least);

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

    private async ValueTask<IInstrument> FindOrAttachAsync(string name, CancellationToken cancellationToken)
    {
        if (instruments.Find(instrument => instrument.Name == name) is { } open)
        {
            return open;
        }

        InstrumentDefinition definition = Definition.Instruments.First(instrument => instrument.Name == name);
        if (attachTo is null)
        {
            throw new InvalidOperationException($"Bug in Lab: '{name}' is not open.");
        }

        foreach (InstrumentDefinition part in drivers.Get(definition.Driver).IsComposite ? Definition.PartsOf(definition) : [])
        {
            await FindOrAttachAsync(part.Name, cancellationToken).ConfigureAwait(false);
        }

        IInstrument attached = await OpenAsync(definition, attachTo, cancellationToken).ConfigureAwait(false);
        instruments.Add(attached);
        return attached;
    }

    private async ValueTask<IInstrument> OpenAsync(
        InstrumentDefinition instrument, IReadOnlyList<IWireProvider> wires, CancellationToken cancellationToken)
    {
        DriverDescription driver = drivers.Get(instrument.Driver).For(instrument);
        IWire? wire = driver.IsComposite ? null : await OpenWireAsync(instrument, wires, cancellationToken).ConfigureAwait(false);
        IInstrument made = driver.Make(new DriverContext(
            instrument.Name, instrument.Settings, gate, Clock, wire, name => instruments.Find(other => other.Name == name))
        {
            Drivers = drivers,
            OnFault = Definition.OnFault,
            FaultNoticed = note => FaultNoticed?.Invoke(note),
            Progressed = progress => Progressed?.Invoke(progress),
        });
        try
        {
            if (made is IConnected connected)
            {
                if (attachTo is null)
                {
                    await connected.OpenAsync(cancellationToken).ConfigureAwait(false);
                    await ReadBackAsync(made, cancellationToken).ConfigureAwait(false);
                }
                else
                {
                    await connected.AttachAsync(cancellationToken).ConfigureAwait(false);
                    await ReadBackForSafeStateAsync(made, cancellationToken).ConfigureAwait(false);
                }
            }

            return made;
        }
        catch
        {
            await made.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    // An output that was left on counts in every limit from the first set-point on; drivers tell the gate what they read back.
    private static ValueTask ReadBackAsync(IInstrument instrument, CancellationToken cancellationToken) =>
        instrument is IDrivesSample driving ? driving.ReadBackAsync(cancellationToken) : ValueTask.CompletedTask;

    // A state in which no run may begin, such as a pulse generator that waits for triggers, is the very one to be made safe; what
    // is not known of it stays unknown to the gate, which asks nothing of a safe state.
    private async ValueTask ReadBackForSafeStateAsync(IInstrument instrument, CancellationToken cancellationToken)
    {
        try
        {
            await ReadBackAsync(instrument, cancellationToken).ConfigureAwait(false);
        }
        catch (InstrumentException error) when (error.Fault == InstrumentFault.Refused)
        {
            Progressed?.Invoke(new BenchProgress(instrument.Name, $"is made safe as it is. {error.Message}", Left: null));
        }
    }

    private async ValueTask<IWire> OpenWireAsync(
        InstrumentDefinition instrument, IReadOnlyList<IWireProvider> wires, CancellationToken cancellationToken)
    {
        foreach (IWireProvider provider in wires)
        {
            if (await provider.TryOpenAsync(instrument, cancellationToken).ConfigureAwait(false) is { } wire)
            {
                return new WatchedWire(wire, Activity);
            }
        }

        throw new BenchException(
            $"{instrument.Name}: '{instrument.Address}' is not an address that this version of Lab can open. "
            + $"Use {RealWires.FormsWith(wires)}.");
    }

    private bool IsOutside(IInstrument instrument) => Definition.IsOutside(DefinitionOf(instrument));

    private InstrumentDefinition DefinitionOf(IInstrument instrument) => Definition.Instruments[IndexOf(instrument)];

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
