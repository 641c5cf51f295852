using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers;
using Lab.Instruments.Wires;
using Lab.Mocks;
using Lab.Modules;
using Lab.Wires.Clocks;
using Lab.Wires.Transcripts;

namespace Lab.Workbench.Composition;

/// <summary>An open bench together with what was made for it: twins, clocks.</summary>
public sealed class BenchConnection : IAsyncDisposable
{
    private readonly List<IDisposable> owned = [];

    private BenchConnection()
    {
    }

    /// <summary>The open bench.</summary>
    public required OpenBench Bench { get; init; }

    /// <summary>The twins in this process, if there are any.</summary>
    internal VirtualBench? Twins { get; private init; }

    /// <summary>Opens a bench as its file says: real instruments, twins for <c>sim:</c>, or a served virtual bench.</summary>
    /// <param name="registry">The registry of the modules of the bench.</param>
    /// <param name="definition">The bench.</param>
    /// <param name="seed">Seed of the twins.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <param name="transcript">Written down to, where what goes over the wires is recorded.</param>
    /// <param name="isRough">Whether all twins have the manners of real instruments.</param>
    /// <exception cref="WorkbenchException">Some instruments do not open; all are named.</exception>
    public static Task<BenchConnection> OpenAsync(
        LabRegistry registry, BenchDefinition definition, ulong seed, CancellationToken cancellationToken,
        TranscriptWriter? transcript = null, bool isRough = false) =>
        OpenAsync(registry, definition, BenchWires.Of(registry, definition, seed, isRough), transcript, cancellationToken);

    /// <summary>Opens a bench on its wires, which belong to the connection from here on.</summary>
    /// <inheritdoc cref="OpenAsync(LabRegistry, BenchDefinition, ulong, CancellationToken, TranscriptWriter?, bool)"
    /// path="/exception"/>
    /// <param name="registry">The registry of the modules of the bench.</param>
    /// <param name="definition">The bench.</param>
    /// <param name="wires">Its wires.</param>
    /// <param name="transcript">Written down to, where what goes over the wires is recorded.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async Task<BenchConnection> OpenAsync(
        LabRegistry registry, BenchDefinition definition, BenchWires wires, TranscriptWriter? transcript,
        CancellationToken cancellationToken)
    {
        try
        {
            OpenBench bench = await OpenInstrumentsAsync(
                registry,
                definition,
                wires.Providers,
                wires.Clock,
                wires.Simulation,
                transcript,
                cancellationToken).ConfigureAwait(false);
            return new BenchConnection { Bench = bench, Twins = wires.Twins, owned = { wires } };
        }
        catch
        {
            wires.Dispose();
            throw;
        }
    }

    /// <summary>Opens a bench with twins in the place of all its instruments, on a virtual clock.</summary>
    /// <inheritdoc cref="OpenAsync(LabRegistry, BenchDefinition, ulong, CancellationToken, TranscriptWriter?, bool)"
    /// path="/exception"/>
    /// <param name="registry">The registry of the modules of the bench.</param>
    /// <param name="definition">The bench.</param>
    /// <param name="seed">Seed of the twins.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <param name="transcript">Written down to, where what goes over the wires is recorded.</param>
    /// <param name="withFaults">Whether twins do wrong what the bench file tells them to.</param>
    /// <param name="isRough">Whether all twins have the manners of real instruments.</param>
    public static Task<BenchConnection> SimulateAsync(
        LabRegistry registry,
        BenchDefinition definition,
        ulong seed,
        CancellationToken cancellationToken,
        TranscriptWriter? transcript = null,
        bool withFaults = true,
        bool isRough = false) =>
        OpenAsync(
            registry,
            definition,
            BenchWires.Simulated(registry, definition, seed, withFaults, isRough),
            transcript,
            cancellationToken);

    /// <summary>A bench whose instruments are opened one by one when their turn in the safe-state recipe comes, and not set up.
    /// A served
    /// virtual bench goes on from where it is.</summary>
    public static BenchConnection ForSafeState(LabRegistry registry, BenchDefinition definition)
    {
        ServedClock? served = null;
        try
        {
            served = definition.ClockPort is { } port ? ServedClock.Connect(port) : null;
        }
        catch (BenchException)
        {
            // Instruments may answer although their clock does not; ramps then go by the wall's.
        }

        var connection = new BenchConnection
        {
            Bench = OpenBench.ForSafeState(definition, registry.Drivers, registry.CreateWires(), served ?? TimeProvider.System)
        };
        if (served is not null)
        {
            connection.owned.Add(served);
        }

        return connection;
    }

    /// <summary>Opens a bench whose instruments are a transcript, on a clock that follows it.</summary>
    /// <inheritdoc cref="OpenAsync(LabRegistry, BenchDefinition, ulong, CancellationToken, TranscriptWriter?, bool)"
    /// path="/exception"/>
    public static async Task<(BenchConnection Connection, ReplayWires Wires)> ReplayAsync(
        LabRegistry registry, BenchDefinition definition, TranscriptReader transcript, CancellationToken cancellationToken)
    {
        var clock = new VirtualClock();
        var wires = new ReplayWires(transcript, clock);
        BenchSimulation? simulation = transcript.Header.IsSimulated
            ? new BenchSimulation(_ => new ValueTask<string?>(result: null))
            : null;
        OpenBench bench = await OpenInstrumentsAsync(
            registry, definition, [wires], clock, simulation, transcript: null, cancellationToken).ConfigureAwait(false);
        return (new BenchConnection { Bench = bench }, wires);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Bench.DisposeAsync().ConfigureAwait(false);
        foreach (IDisposable part in owned)
        {
            part.Dispose();
        }
    }

    private static async Task<OpenBench> OpenInstrumentsAsync(
        LabRegistry registry,
        BenchDefinition definition,
        IReadOnlyList<IWireProvider> wires,
        TimeProvider clock,
        BenchSimulation? simulation,
        TranscriptWriter? transcript,
        CancellationToken cancellationToken)
    {
        transcript?.Start(clock);
        try
        {
            IReadOnlyList<IWireProvider> asked = transcript is null ? wires : [new RecordingWires(wires, transcript)];
            return await OpenBench.OpenAsync(
                definition, registry.Drivers, asked, clock, simulation, cancellationToken).ConfigureAwait(false);
        }
        catch (BenchException error)
        {
            throw new WorkbenchException(
                $"Bench '{definition.Name}' does not open:{Environment.NewLine}"
                    + string.Join(Environment.NewLine, error.Findings.Select(finding => $"  {finding}")),
                WorkbenchFault.Refused);
        }
    }
}
