namespace Lab.Workbench.Workers;

/// <summary>The machines that compute the items of a folder.</summary>
/// <param name="Kind">Their kind, as the first worker found it (<see cref="MachineKind"/>).</param>
internal sealed record WorkerMachine(string Kind);
