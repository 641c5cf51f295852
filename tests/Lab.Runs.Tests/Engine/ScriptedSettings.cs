using Lab.Runs.Settings;

namespace Lab.Runs.Tests.Engine;

public sealed record ScriptedSettings
{
    [Setting("How many points.")]
    public int Points { get; init; } = 5;
}
