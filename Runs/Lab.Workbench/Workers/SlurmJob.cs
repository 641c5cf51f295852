namespace Lab.Workbench.Workers;

/// <summary>The array of Slurm jobs that computes the items of a folder.</summary>
/// <param name="Job">Its number.</param>
/// <param name="Cluster">The cluster that took it, where it is not the machine's own; <see langword="null"/> otherwise.</param>
/// <param name="Open">How many items were open before it was submitted; <see langword="null"/> where that was not written
/// down.</param>
internal sealed record SlurmJob(string Job, string? Cluster = null, int? Open = null)
{
    /// <summary>Reads what <c>sbatch --parsable</c> tells: the number, and the cluster behind a semicolon where one was
    /// named.</summary>
    public static SlurmJob Parse(string told) =>
        told.Split(';') is [var job, { Length: > 0 } cluster] ? new SlurmJob(job, cluster) : new SlurmJob(told.Split(';')[0]);

    /// <summary>The arguments with which other programs of Slurm find its cluster.</summary>
    public string[] OfCluster => Cluster is null ? [] : [$"--clusters={Cluster}"];
}
