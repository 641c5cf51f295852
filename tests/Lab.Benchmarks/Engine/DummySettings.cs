using Lab.Runs.Settings;

namespace Lab.Benchmarks.Engine;

internal sealed record DummySettings
{
    [Setting("How many points.")]
    public int Points { get; init; } = 20_000;

    [Setting("Whether each point also has an array of 100 numbers.")]
    public bool WithArray { get; init; }
}
