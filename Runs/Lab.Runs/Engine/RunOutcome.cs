using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Runs.Engine;

/// <summary>How a run ended.</summary>
/// <param name="Info">The content of its <c>run.json</c>.</param>
/// <param name="Folder">Its folder.</param>
/// <param name="Analysis">The protocol's analysis of the points; empty unless the run is done.</param>
public sealed record RunOutcome(RunInfo Info, RunFolder Folder, Analysis Analysis);
