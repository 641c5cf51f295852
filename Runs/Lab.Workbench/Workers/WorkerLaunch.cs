namespace Lab.Workbench.Workers;

/// <summary>How a worker is started: the program <c>lab</c> with the words of its command.</summary>
/// <param name="Program">The program.</param>
/// <param name="Arguments">Its arguments before the folder of the items.</param>
public sealed record WorkerLaunch(string Program, IReadOnlyList<string> Arguments);
