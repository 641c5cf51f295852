using System.Collections.Concurrent;
using Lab.Runs.Records;
using Lab.Runs.Results;
using Lab.Runs.Studies;

namespace Lab.Studies.DynamicalNetworks;

/// <summary>A chip a point: trained in one way, or off the chip once for chips of every spread, and tested. An item has the chips
/// of one replicate; those that choose strengths come first.</summary>
/// <param name="settings">The settings.</param>
/// <param name="chips">The chips in their order.</param>
internal sealed class DynamicalMismatchStudy(DynamicalMismatchStudySettings settings, IReadOnlyList<ChipPlan> chips) : IStudy
{
    internal static readonly Column SchemeColumn = new("scheme", "", "How the chip was trained, in the order of the report.");
    internal static readonly Column MismatchColumn = new("mismatch", "", "Relative spread of its neurons.");
    internal static readonly Column ReplicateColumn = new(
        "replicate", "", "Number among the chips that differ by their random numbers alone.");
    internal static readonly Column StrengthColumn = new(
        "strength", "", "Of a remedy: noise injected, or distance uphill; 0 of the others.");
    internal static readonly Column TuningColumn = new(
        "tuning", "", "1 where the chip helps to choose a strength, and is tested on the digits that choose the epoch.");
    internal static readonly Column AccuracyColumn = new(
        "test_accuracy",
        "",
        "Share of the digits that neither training nor choice sees, named by the chip; of a chip that helps to choose, of those "
            + "that choose the epoch.");
    internal static readonly Column ReadingsColumn = new("readings", "", "Digits that were shown to the chip before the test.");

    // The numbers of the chips of each replicate.
    private readonly int[][] replicates =
        [.. Enumerable.Range(0, chips.Count).GroupBy(index => chips[index].Network.Replicate).Select(group => group.ToArray())];

    public IReadOnlyList<Column> Columns { get; } =
        [SchemeColumn, MismatchColumn, ReplicateColumn, StrengthColumn, TuningColumn, AccuracyColumn, ReadingsColumn];

    public int ItemCount => replicates.Length;

    public int Threads => settings.Threads;

    public int PointsOf(int item) => replicates[item].Length;

    public int StageOf(int item) => chips[replicates[item][0]].IsTuning ? 0 : 1;

    public string Describe(int item, int point)
    {
        ChipPlan chip = chips[replicates[item][point]];
        int number = chip.Network.Replicate + 1;
        return chip.IsTuning
            ? $"{chip.Way.Name} of {chip.Strength}, spread {chip.Mismatch:P0}, chip {number - settings.Seeds} of "
                + $"{settings.TuningChips} to choose"
            : $"{chip.Way.Name}, spread {chip.Mismatch:P0}, chip {number} of {settings.Seeds}";
    }

    public IStudyWork Begin(StudyContext context) =>
        new DynamicalMismatchWork(settings, chips, replicates, AccuraciesOf(context.Recorded), context);

    public Analysis Analyse(IRunData data) => new DynamicalMismatchAnalysis(
        settings,
        chips,
        data.Numbers(AccuracyColumn.Name),
        data.Numbers(ReadingsColumn.Name),
        data.Numbers(StrengthColumn.Name)).Conclude();

    private static ConcurrentDictionary<int, double> AccuraciesOf(IRunData? data)
    {
        ConcurrentDictionary<int, double> accuracies = new();
        double[] recorded = data?.Numbers(AccuracyColumn.Name) ?? [];
        for (int i = 0; i < recorded.Length; i++)
        {
            accuracies[(int)data!.Points[i]] = recorded[i];
        }

        return accuracies;
    }
}
