using Lab.Runs.Records;
using Lab.Runs.Settings;

namespace Lab.Benchmarks.Arrays;

internal sealed record ArraySettings
{
    [Setting("How many points.")]
    public int Points { get; init; } = 100_000;

    [Setting("How many samples a point.")]
    public int Samples { get; init; } = 2_000;

    [Setting("The type of a sample.")]
    public ElementType Type { get; init; } = ElementType.Int16;
}
