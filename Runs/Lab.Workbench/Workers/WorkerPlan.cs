using Lab.Runs;

namespace Lab.Workbench.Workers;

/// <summary>How many workers compute the items of a study, and where.</summary>
/// <param name="On">Where.</param>
/// <param name="Count">How many, at least 1; each computes one item at a time with one thread.</param>
/// <param name="SlurmOptions">Further options of <c>sbatch</c>, such as <c>--partition=long</c>; none elsewhere.</param>
/// <param name="HasMixedMachines">Whether machines of several kinds may compute items, which may differ in the last
/// digits.</param>
public sealed record WorkerPlan(
    WorkerPlace On, int Count, IReadOnlyList<string> SlurmOptions, bool HasMixedMachines = false)
{
    /// <summary>The most workers of one study.</summary>
    public const int MostWorkers = 10_000;

    // Of all options of sbatch those that ask for resources: others name programs, files and variables.
    private static readonly string[] Resources =
    [
        "account", "begin", "clusters", "comment", "constraint", "core-spec", "cores-per-socket", "cpu-freq", "cpus-per-gpu",
        "cpus-per-task", "deadline", "distribution", "exclude", "exclusive", "gpus", "gpus-per-node", "gpus-per-task", "gres",
        "hint", "licenses", "mail-type", "mem", "mem-bind", "mem-per-cpu", "mem-per-gpu", "mincpus", "nice", "nodelist", "nodes",
        "oversubscribe", "partition", "power", "prefer", "priority", "qos", "reservation", "signal", "sockets-per-node",
        "spread-job", "switches", "threads-per-core", "time", "time-min", "tmp", "wckey",
    ];

    /// <summary>The plan as a folder has it, which may come from another user.</summary>
    /// <exception cref="RunException">It asks for more than resources.</exception>
    internal WorkerPlan AsRead()
    {
        if (Count is < 1 or > MostWorkers)
        {
            throw new RunException(
                $"The folder of the items asks for {Count} workers, which is not between 1 and {MostWorkers}. Say with --workers "
                    + "how many there shall be.");
        }

        return SlurmOptions.FirstOrDefault(option => !IsOfResources(option)) is { } other
            ? throw new RunException(
                $"The folder of the items has '{other}' for sbatch. An option that asks for more than resources is not taken "
                    + "from a folder: give place, workers and options again, with --on, --workers and --sbatch.")
            : this;
    }

    private static bool IsOfResources(string option) =>
        option.StartsWith("--", StringComparison.Ordinal) && Resources.Contains(option[2..].Split('=')[0]);
}
