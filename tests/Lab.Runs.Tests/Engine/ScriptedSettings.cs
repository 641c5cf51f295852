using Lab.Runs.Settings;

namespace Lab.Runs.Tests.Engine;

public sealed record ScriptedSettings
{
    [Setting("How many points.")]
    public int Points { get; init; } = 5;

    [Setting("A file that is read.", IsFile = true)]
    public string Table { get; init; } = string.Empty;
}
