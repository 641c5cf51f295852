using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Mocks;
using Lab.Mocks.Stages;
using Lab.Models.SpinDiodes;
using Lab.Modules;
using Lab.Modules.Truths;
using Lab.Quantities;
using Lab.Runs.Engine;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;
using Lab.Workbench.Composition;

namespace Lab.Workbench.Validation;

/// <summary>Runs a protocol on twins over many seeds and compares each result with what the twins hide.</summary>
public static class RecoveryStudy
{
    /// <summary>Carries the study out on all cores; the outcome does not depend on their number. A seed that fails is counted
    /// and ends
    /// nothing; a study that is stopped gives the seeds that are done.</summary>
    /// <param name="experiment">The experiment; its seed is the first.</param>
    /// <param name="count">How many seeds.</param>
    /// <param name="progress">Told after each seed how many are done.</param>
    /// <param name="stop">Ends the study.</param>
    /// <param name="benchOf">The bench of a seed, where it is another one for each.</param>
    /// <param name="kept">The file of the seeds that are done; <see langword="null"/> where none is kept.</param>
    /// <param name="elsewhere">Gives seeds that other processes run; <see langword="null"/> where this one does.</param>
    /// <param name="study">The name of this study among several.</param>
    /// <exception cref="WorkbenchException">Nothing is known to compare the protocol's results with.</exception>
    public static async Task<Recovery> RunAsync(
        Experiment experiment,
        int count,
        Action<int> progress,
        CancellationToken stop,
        Func<BenchDefinition, ulong, BenchDefinition>? benchOf = null,
        SeedFile? kept = null,
        ISeedSource? elsewhere = null,
        string study = "")
    {
        var outcomes = new SeedOutcome?[count];
        int done = 0;
        try
        {
            await Parallel.ForAsync(0, count, stop, async (i, cancellationToken) =>
            {
                ulong seed = experiment.Seed + (ulong)i;
                outcomes[i] = kept?.Find(study, seed);
                if (outcomes[i] is null)
                {
                    SeedOutcome outcome = elsewhere is null
                        ? await RunSeedAsync(experiment, seed, benchOf, cancellationToken).ConfigureAwait(false)
                        : await elsewhere.TakeAsync(study, seed, cancellationToken).ConfigureAwait(false);
                    kept?.Add(study, outcome);
                    outcomes[i] = outcome;
                }

                progress(Interlocked.Increment(ref done));
            }).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The caller sees that it is not whole, and shows what is done.
        }

        return new Recovery([.. outcomes.OfType<SeedOutcome>()]);
    }

    /// <summary>Carries the study out on benches whose errors of power and field are as large as settings and bench file
    /// state.</summary>
    /// <param name="experiment">The experiment; its seed is the first.</param>
    /// <param name="count">How many seeds.</param>
    /// <param name="progress">Told after each seed how many are done.</param>
    /// <param name="stop">Ends the study.</param>
    /// <param name="kept">The file of the seeds that are done; <see langword="null"/> where none is kept.</param>
    /// <param name="elsewhere">Gives seeds that other processes run; <see langword="null"/> where this one does.</param>
    /// <exception cref="WorkbenchException">Nothing is known to compare the protocol's results with.</exception>
    public static Task<Recovery> WithStatedErrorsAsync(
        Experiment experiment, int count, Action<int> progress, CancellationToken stop, SeedFile? kept = null,
        ISeedSource? elsewhere = null)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        RequireTruth(experiment);
        Experiment stated = Stated(experiment);
        return RunAsync(stated, count, progress, stop, StatedErrors.OfPower(stated.Settings), kept, elsewhere);
    }

    /// <summary>Refuses a protocol whose results nothing is known to compare with.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <exception cref="WorkbenchException">There is nothing; the message names the protocols for which there is.</exception>
    public static void RequireTruth(Experiment experiment)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        LabRegistry registry = experiment.Modules.Registry;
        if (registry.FindTruth(experiment.Protocol.Name) is null)
        {
            throw new WorkbenchException(
                "There is nothing to compare this protocol's results with; there is for "
                + $"{string.Join(", ", registry.ProtocolsWithTruth.SkipLast(1))} and {registry.ProtocolsWithTruth.Last()}.",
                WorkbenchFault.Request);
        }
    }

    /// <summary>The experiment on a bench whose errors of the field are as large as the bench file states.</summary>
    internal static Experiment Stated(Experiment experiment) =>
        experiment with { Bench = StatedErrors.OfField(experiment.Bench) };

    /// <summary>Runs one seed.</summary>
    /// <param name="studied">The experiment.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="benchOf">The bench of a seed, where it is another one for each.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal static async Task<SeedOutcome> RunSeedAsync(
        Experiment studied, ulong seed, Func<BenchDefinition, ulong, BenchDefinition>? benchOf,
        CancellationToken cancellationToken)
    {
        Experiment experiment = studied with
        {
            Seed = seed,
            Bench = benchOf?.Invoke(studied.Bench, seed) ?? studied.Bench,
        };
        await using BenchConnection connection = await BenchConnection.SimulateAsync(
            experiment.Modules.Registry,
            experiment.Bench,
            experiment.Seed,
            cancellationToken,
            isRough: experiment.HasRoughTwins).ConfigureAwait(false);
        HiddenValues truth = experiment.Modules.Registry.FindTruth(experiment.Protocol.Name)
            ?? throw new WorkbenchException("There is nothing to compare this protocol's results with.", WorkbenchFault.Request);
        IExperiment protocol = experiment.Protocol.Create(experiment.Settings, experiment.Bench);
        var points = new MemoryPoints(protocol.Columns);
        var witness = new Witness(points, experiment.Bench, connection.Twins!);
        RunInfo info = await RunEngine.RehearseAsync(
            new RunRequest(experiment.Protocol, experiment.Settings, connection.Bench, experiment.Seed, string.Empty),
            witness).ConfigureAwait(false);
        if (info.Status != RunStatus.Done)
        {
            return SeedOutcome.Failed(experiment.Seed, info.Reason ?? $"the run ended as {info.Status}");
        }

        Analysis analysis;
        try
        {
            analysis = protocol.Analyse(points);
        }
        catch (Exception error)
            when (error is ArgumentException or InvalidOperationException or ArithmeticException or IndexOutOfRangeException)
        {
            return SeedOutcome.Failed(experiment.Seed, $"Bug in Lab in the analysis: {error.Message}");
        }

        return analysis.Failure is { } failure
            ? SeedOutcome.Failed(experiment.Seed, failure)
            : new SeedOutcome(
                experiment.Seed,
                analysis.Results,
                truth(experiment.Settings, experiment.Bench, witness.Hidden, analysis.Results),
                Failure: null);
    }

    /// <summary>Looks at the hidden sample when a point is taken, before the safe state takes the field away. Only this study
    /// looks;
    /// protocols cannot.</summary>
    private sealed class Witness(MemoryPoints points, BenchDefinition bench, VirtualBench twins) : IPointSink
    {
        private readonly string? probe = bench.Wiring.FirstOrDefault(wiring => wiring.Port == SamplePort.Gap)?.Instrument;
        private double[] sumsOfHertz = [];
        private double sumOfShifts;
        private long count;
        private IReadOnlyList<SpinDiode> latest = [];
        private MagneticField magnetField;
        private Dictionary<string, IReadOnlyDictionary<string, double>> parts = [];

        public HiddenState Hidden
        {
            get
            {
                SpinDiode[] diodes = [.. latest.Select(
                    (diode, i) => diode with { ResonanceFrequency = Frequency.FromHertz(sumsOfHertz[i] / count) })];
                return count > 0
                    ? new HiddenState(
                        twins.Stage.Sample,
                        [.. diodes.Take(1), .. diodes.Skip(1).Select(InChain)],
                        sumOfShifts / count,
                        magnetField)
                    {
                        Parts = parts,
                        PointSeconds = points.BenchSeconds,
                    }
                    : throw new InvalidOperationException("Bug in Lab: no point was taken.");
            }
        }

        // Junctions stand head to tail, so that every second one counts with the other sign.
        private static SpinDiode InChain(SpinDiode diode, int furtherIndex)
        {
            double sign = furtherIndex % 2 == 0 ? -1 : 1;
            return diode with
            {
                SymmetricWeight = sign * diode.SymmetricWeight,
                AntisymmetricWeight = sign * diode.AntisymmetricWeight
            };
        }

        public void Append(long point, double benchSeconds, Row row)
        {
            points.Append(point, benchSeconds, row);
            latest = twins.Stage.RevealJunctions();
            magnetField = probe is null ? default : MagneticField.FromTesla(twins.Stage.Sense(probe, Sensed.Field));
            parts = bench.Sample.Parts.ToDictionary(part => part.Name, part => twins.Stage.Reveal(part.Name));
            Array.Resize(ref sumsOfHertz, latest.Count);
            for (int i = 0; i < latest.Count; i++)
            {
                sumsOfHertz[i] += latest[i].ResonanceFrequency.Hertz;
            }

            sumOfShifts += latest.Count > 0 ? twins.Stage.RevealShifts()[0] : 0;
            count++;
        }
    }
}
