using Lab.Instruments;
using Lab.Instruments.Benches;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers;
using Lab.Instruments.Drivers.Clocks;
using Lab.Instruments.Drivers.Wires;
using Lab.Instruments.Drivers.Wires.Transcripts;
using Lab.Instruments.Wires;
using Lab.Mocks;

namespace Lab.Cli.Composition;

/// <summary>An open bench together with what was made for it: twins, clocks.</summary>
internal sealed class BenchConnection : IAsyncDisposable
{
    private readonly List<IDisposable> owned = [];

    private BenchConnection()
    {
    }

    /// <summary>The open bench.</summary>
    public required OpenBench Bench { get; init; }

    /// <summary>The twins in this process, if there are any.</summary>
    public VirtualBench? Twins { get; private init; }

    /// <summary>Opens a bench as its file says: real instruments, twins for <c>sim:</c>, or a served virtual bench.</summary>
    /// <param name="definition">The bench.</param>
    /// <param name="seed">Seed of the twins.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <param name="transcript">Written down to, where what goes over the wires is recorded.</param>
    /// <param name="isRough">Whether all twins have the manners of real instruments.</param>
    /// <exception cref="CommandException">Some instruments do not open; all are named.</exception>
    public static Task<BenchConnection> OpenAsync(
        BenchDefinition definition, ulong seed, CancellationToken cancellationToken, TranscriptWriter? transcript = null, bool isRough = false)
    {
        IEnumerable<InstrumentDefinition> withWire = definition.Instruments.Where(instrument => instrument.Address.Length > 0);
        return definition.ClockPort is not null ? ServedAsync(definition, seed, transcript, cancellationToken)
            : withWire.All(instrument => instrument.IsTwin) ? SimulateAsync(definition, seed, cancellationToken, transcript, isRough: isRough)
            : RealAsync(definition, seed, transcript, isRough, cancellationToken);
    }

    /// <summary>Opens a bench with twins in the place of all its instruments, on a virtual clock.</summary>
    /// <inheritdoc cref="OpenAsync" path="/exception"/>
    /// <param name="definition">The bench.</param>
    /// <param name="seed">Seed of the twins.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <param name="transcript">Written down to, where what goes over the wires is recorded.</param>
    /// <param name="withFaults">Whether twins do wrong what the bench file tells them to.</param>
    /// <param name="isRough">Whether all twins have the manners of real instruments.</param>
    public static async Task<BenchConnection> SimulateAsync(
        BenchDefinition definition,
        ulong seed,
        CancellationToken cancellationToken,
        TranscriptWriter? transcript = null,
        bool withFaults = true,
        bool isRough = false)
    {
        var clock = new VirtualClock();
        var twins = new VirtualBench(definition, seed, clock, withFaults, isRough);
        OpenBench bench = await OpenInstrumentsAsync(definition, [twins], clock, SimulationOf(twins), transcript, cancellationToken).ConfigureAwait(false);
        return new BenchConnection { Bench = bench, Twins = twins, owned = { twins } };
    }

    /// <summary>A bench whose instruments are opened one by one when their turn in the safe-state recipe comes, and not set up. A served
    /// virtual bench goes on from where it is.</summary>
    public static BenchConnection ForSafeState(BenchDefinition definition)
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

        var connection = new BenchConnection { Bench = OpenBench.ForSafeState(definition, RealWires.All, served ?? TimeProvider.System) };
        if (served is not null)
        {
            connection.owned.Add(served);
        }

        return connection;
    }

    /// <summary>Opens a bench whose instruments are a transcript, on a clock that follows it.</summary>
    /// <inheritdoc cref="OpenAsync" path="/exception"/>
    public static async Task<(BenchConnection Connection, ReplayWires Wires)> ReplayAsync(
        BenchDefinition definition, TranscriptReader transcript, CancellationToken cancellationToken)
    {
        var clock = new VirtualClock();
        var wires = new ReplayWires(transcript, clock);
        BenchSimulation? simulation = transcript.Header.IsSimulated ? new BenchSimulation(_ => new ValueTask<string?>(result: null)) : null;
        OpenBench bench = await OpenInstrumentsAsync(definition, [wires], clock, simulation, transcript: null, cancellationToken).ConfigureAwait(false);
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

    private static async Task<BenchConnection> ServedAsync(BenchDefinition definition, ulong seed, TranscriptWriter? transcript, CancellationToken cancellationToken)
    {
        ServedClock clock;
        try
        {
            clock = ServedClock.Connect(definition.ClockPort!);
            clock.Restart(seed);
        }
        catch (Exception error) when (error is BenchException or InstrumentException)
        {
            throw new CommandException(error.Message, ExitCode.Refused);
        }

        var simulation = new BenchSimulation(_ => new ValueTask<string?>(clock.FindDamage()));
        OpenBench bench = await OpenInstrumentsAsync(definition, RealWires.All, clock, simulation, transcript, cancellationToken).ConfigureAwait(false);
        return new BenchConnection { Bench = bench, owned = { clock } };
    }

    // Some instruments are real, so time is real as well, and the twins of the others live by it.
    private static async Task<BenchConnection> RealAsync(
        BenchDefinition definition, ulong seed, TranscriptWriter? transcript, bool isRough, CancellationToken cancellationToken)
    {
        var twins = new VirtualBench(definition, seed, TimeProvider.System, isRough: isRough);
        BenchSimulation? simulation = definition.Instruments.Any(instrument => instrument.IsTwin) ? SimulationOf(twins) : null;
        OpenBench bench = await OpenInstrumentsAsync(
            definition, [new TwinAddresses(twins), .. RealWires.All], TimeProvider.System, simulation, transcript, cancellationToken).ConfigureAwait(false);
        return new BenchConnection { Bench = bench, Twins = twins, owned = { twins } };
    }

    private static BenchSimulation SimulationOf(VirtualBench twins) => new(_ => new ValueTask<string?>(twins.Stage.Damage?.ToString()));

    private static async Task<OpenBench> OpenInstrumentsAsync(
        BenchDefinition definition, IReadOnlyList<IWireProvider> wires, TimeProvider clock, BenchSimulation? simulation, TranscriptWriter? transcript, CancellationToken cancellationToken)
    {
        transcript?.Start(clock);
        try
        {
            return await OpenBench.OpenAsync(definition, transcript is null ? wires : [new RecordingWires(wires, transcript)], clock, simulation, cancellationToken).ConfigureAwait(false);
        }
        catch (BenchException error)
        {
            throw new CommandException(
                $"Bench '{definition.Name}' does not open:{Environment.NewLine}{string.Join(Environment.NewLine, error.Findings.Select(finding => $"  {finding}"))}",
                ExitCode.Refused);
        }
    }

    /// <summary>Gives twins to the addresses that ask for one.</summary>
    private sealed class TwinAddresses(VirtualBench twins) : IWireProvider
    {
        public ValueTask<IWire?> TryOpenAsync(InstrumentDefinition instrument, CancellationToken cancellationToken) =>
            instrument.IsTwin ? twins.TryOpenAsync(instrument, cancellationToken) : new ValueTask<IWire?>(result: null);
    }
}
