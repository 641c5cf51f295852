namespace Lab.Workbench.Workers;

/// <summary>The array of Slurm jobs that computes the items of a folder.</summary>
/// <param name="Job">Its number, as <c>sbatch --parsable</c> tells it.</param>
internal sealed record SlurmJob(string Job);
