using Lab.Benches;
using Lab.Instruments;
using Lab.Runs.Locks;
using Lab.Runs.Records;
using Lab.Workbench.Composition;

namespace Lab.Workbench.Queues;

/// <summary>Makes an experiment again of what a queue has frozen.</summary>
internal static class QueuedExperiment
{
    /// <summary>Opens the workbench of a queued run.</summary>
    /// <exception cref="WorkbenchException">A file that it reads is another one now, or the frozen bench cannot be
    /// read.</exception>
    public static Task<LabWorkbench> OpenAsync(QueuedRun run)
    {
        foreach (RunFile file in run.Files.Where(file => file.Copy is null))
        {
            if (RunFiles.SumOf(file.Path) is var sum && sum != file.Sha256)
            {
                throw new WorkbenchException(
                    $"The file '{file.Path}' of the setting '{file.Setting}' "
                        + $"{(sum is null ? "is not there any more" : "has changed")} since the run was queued, and was too "
                        + "large for a copy. Put it back, or queue the run again.",
                    WorkbenchFault.Request);
            }
        }

        foreach ((string file, string known) in run.Sums)
        {
            if (RunFiles.SumOf(file) is var sum && sum != known)
            {
                throw new WorkbenchException(
                    $"The file '{file}' {(sum is null ? "is not there any more" : "has changed")} since the run was queued. Put "
                        + "it back, or queue the run again.",
                    WorkbenchFault.Request);
            }
        }

        return LabWorkbench.OpenAsync(run.FrozenBench, new WorkbenchOptions
        {
            RunsFolder = run.RunsFolder,
            CalibrationsFolder = run.CalibrationsFolder,
            Simulate = run.Simulate,
            HasRoughTwins = run.HasRoughTwins,
            Limits = run.Limits,
        });
    }

    /// <summary>Reads the interlock that a queued run waits for, with the bench locked meanwhile. Nothing is set.</summary>
    /// <param name="run">The run.</param>
    /// <param name="name">The interlock.</param>
    /// <param name="stop">Ends the attempt.</param>
    /// <returns>Why the run does not begin yet, in words; <see langword="null"/> where the interlock reads within its
    /// window.</returns>
    /// <exception cref="WorkbenchException">The bench is in use, or does not open.</exception>
    public static async Task<string?> FindInterlockFaultAsync(QueuedRun run, string name, CancellationToken stop)
    {
        LabWorkbench workbench = await OpenAsync(run).ConfigureAwait(false);
        Experiment experiment = workbench.ExperimentOf(run.Protocol, run.Settings, run.Seed);
        using BenchLock? taken = experiment.IsDry
            ? null
            : await BenchLocks.AcquireAsync(experiment.Bench, "reading an interlock for the queue", _ => { })
                .ConfigureAwait(false);
        await using BenchConnection connection = experiment.Simulate
            ? await BenchConnection.SimulateAsync(experiment.Modules.Registry, experiment.Bench, run.Seed, stop)
                .ConfigureAwait(false)
            : await BenchConnection.OpenAsync(experiment.Modules.Registry, experiment.Bench, run.Seed, stop)
                .ConfigureAwait(false);
        InterlockDefinition interlock = experiment.Bench.Interlocks.First(each => each.Name == name);
        IBench bench = connection.Bench;
        try
        {
            double value = await interlock.Reading.ReadAsync(bench.GetByName(interlock.Terminal.Instrument), stop)
                .ConfigureAwait(false);
            return interlock.Allows(value)
                ? null
                : $"interlock '{name}': {interlock.Terminal} {interlock.Reading.Name} is {interlock.Reading.Show(value)}, "
                    + $"allowed is {interlock.Window}";
        }
        catch (InstrumentException error)
        {
            return $"interlock '{name}' cannot be read: {error.Message}";
        }
    }
}
