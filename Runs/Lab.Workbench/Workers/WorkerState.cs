namespace Lab.Workbench.Workers;

/// <summary>A worker as it shows itself in the folder of the items.</summary>
/// <param name="Name">Its name, which no other worker has.</param>
/// <param name="Place">Where its process has its number (<see cref="ProcessPlace"/>).</param>
/// <param name="ProcessId">Its process there.</param>
/// <param name="Beat">Grows while it lives.</param>
/// <param name="HasEnded">Whether it ended by itself, and left nothing under way.</param>
internal sealed record WorkerState(string Name, string Place, int ProcessId, long Beat, bool HasEnded);
