using Lab.Cli.Commands;
using Lab.Cli.Composition;
using Lab.Instruments.Benches;
using Lab.Mocks;
using Lab.Models.SpinDiodes;
using Lab.Quantities;
using Lab.Runs.Engine;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Cli.Validation;

/// <summary>Runs a protocol on twins over many seeds and compares each result with what the twins hide.</summary>
internal static class RecoveryStudy
{
    /// <summary>Carries the study out on all cores; the outcome does not depend on their number.</summary>
    /// <param name="experiment">The experiment; its seed is the first.</param>
    /// <param name="count">How many seeds.</param>
    /// <param name="progress">Told after each seed how many are done.</param>
    /// <param name="stop">Ends the study.</param>
    /// <exception cref="CommandException">A seed failed.</exception>
    public static async Task<IReadOnlyList<RecoveredResult>> RunAsync(
        ExperimentOptions.Experiment experiment, int count, Action<int> progress, CancellationToken stop)
    {
        var outcomes = new (IReadOnlyList<ResultValue> Results, IReadOnlyDictionary<string, double> Truth)[count];
        int done = 0;
        await Parallel.ForAsync(0, count, stop, async (i, cancellationToken) =>
        {
            outcomes[i] = await RunSeedAsync(experiment with { Seed = experiment.Seed + (ulong)i }, cancellationToken).ConfigureAwait(false);
            progress(Interlocked.Increment(ref done));
        }).ConfigureAwait(false);

        var recovered = new Dictionary<string, RecoveredResult>();
        foreach ((IReadOnlyList<ResultValue> results, IReadOnlyDictionary<string, double> truth) in outcomes)
        {
            foreach (ResultValue result in results.Where(result => truth.ContainsKey(result.Name)))
            {
                recovered.TryAdd(result.Name, new RecoveredResult(result.Name, result.Unit));
                recovered[result.Name].Add(result.Value, result.Uncertainty ?? 0, truth[result.Name]);
            }
        }

        return [.. recovered.Values];
    }

    private static async Task<(IReadOnlyList<ResultValue> Results, IReadOnlyDictionary<string, double> Truth)> RunSeedAsync(
        ExperimentOptions.Experiment experiment, CancellationToken cancellationToken)
    {
        await using BenchConnection connection = await BenchConnection.SimulateAsync(
            experiment.Bench, experiment.Seed, cancellationToken, isRough: experiment.HasRoughTwins).ConfigureAwait(false);
        IExperiment protocol = experiment.Protocol.Create(experiment.Settings);
        var points = new MemoryPoints(protocol.Columns);
        var witness = new Witness(points, experiment.Bench, connection.Twins!);
        RunInfo info = await RunEngine.RehearseAsync(
            new RunRequest(experiment.Protocol, experiment.Settings, connection.Bench, experiment.Seed, string.Empty), witness).ConfigureAwait(false);
        if (info.Status != RunStatus.Done)
        {
            throw new CommandException($"Seed {experiment.Seed}: {info.Reason}", ExitCode.Refused);
        }

        Analysis analysis = protocol.Analyse(points);
        if (analysis.Failure is { } failure)
        {
            throw new CommandException($"Seed {experiment.Seed}: {failure}", ExitCode.Refused);
        }

        return (analysis.Results, HiddenTruth.Of(experiment.Settings, experiment.Bench, witness.Junction!, witness.Field));
    }

    /// <summary>Looks at the hidden junction and the field at it when the last point is taken, before the safe state takes the field away. Only this
    /// study looks; protocols cannot.</summary>
    private sealed class Witness(MemoryPoints points, BenchDefinition bench, VirtualBench twins) : IPointSink
    {
        private readonly string? probe = bench.Wiring.FirstOrDefault(wiring => wiring.Port == SamplePort.Gap)?.Instrument;

        public SpinDiode? Junction { get; private set; }

        public MagneticField Field { get; private set; }

        public void Append(long point, double benchSeconds, Row row)
        {
            points.Append(point, benchSeconds, row);
            Junction = twins.Stage.Reveal()[0];
            Field = probe is null ? default : twins.Stage.FieldAt(probe);
        }
    }
}
