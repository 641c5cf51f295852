using Xunit.Abstractions;

[assembly: TestCollectionOrderer("Lab.Cli.Tests." + nameof(Lab.Cli.Tests.LongestFirst), "Lab.Cli.Tests")]

namespace Lab.Cli.Tests;

/// <summary>Classes whose tests take minutes are begun first, so that none of them runs alone at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
        [nameof(DocumentTests), nameof(ResumeTests), nameof(KillMatrixTests), nameof(ServeTests), nameof(SweepTests)];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderByDescending(
            each => Long.Any(name => each.DisplayName.EndsWith($".{name}", StringComparison.Ordinal)));
}
