namespace Lab.Workbench.Workers;

/// <summary>How many workers compute the items of a study, and where.</summary>
/// <param name="On">Where.</param>
/// <param name="Count">How many, at least 1; each computes one item at a time with one thread.</param>
/// <param name="SlurmOptions">Further options of <c>sbatch</c>, such as <c>--partition=long</c>; none elsewhere.</param>
public sealed record WorkerPlan(WorkerPlace On, int Count, IReadOnlyList<string> SlurmOptions)
{
    /// <summary>The most workers of one study.</summary>
    public const int MostWorkers = 10_000;
}
