namespace Lab.Workbench.Workers;

/// <summary>Where the workers of a study run.</summary>
public enum WorkerPlace
{
    /// <summary>As processes of this machine.</summary>
    Local,

    /// <summary>As an array of Slurm jobs.</summary>
    Slurm,
}
