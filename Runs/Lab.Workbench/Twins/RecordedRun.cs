using Lab.Runs.Protocols;
using Lab.Runs.Records;

namespace Lab.Workbench.Twins;

/// <summary>A recorded run that a device is fitted to.</summary>
/// <param name="Info">Its <c>run.json</c>.</param>
/// <param name="Protocol">Its protocol.</param>
/// <param name="Settings">Its settings.</param>
/// <param name="Data">Its points.</param>
internal sealed record RecordedRun(RunInfo Info, IProtocol Protocol, object Settings, IRunData Data);
