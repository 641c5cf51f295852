using System.Globalization;
using Lab.Runs.Results;
using Lab.Studies.Training;
using MathNet.Numerics.Statistics;

namespace Lab.Studies.DynamicalNetworks;

/// <summary>Accuracy against the spread of the neurons, for each way of training.</summary>
/// <param name="settings">The settings.</param>
/// <param name="chips">The chips.</param>
/// <param name="accuracy">Accuracy of each, shape [chip].</param>
/// <param name="readings">Digits that were shown to each before its test, shape [chip].</param>
/// <param name="strengths">Strength of the remedy, shape [chip].</param>
internal sealed class DynamicalMismatchAnalysis(
    DynamicalMismatchStudySettings settings, IReadOnlyList<ChipPlan> chips, double[] accuracy, double[] readings,
    double[] strengths)
{
    private readonly double[] spreads = [.. chips.Select(chip => chip.Mismatch).Distinct()];

    private static IReadOnlyList<TrainingWay> Ways => DynamicalMismatchStudyProtocol.Ways;

    /// <summary>Compares the ways.</summary>
    public Analysis Conclude() => new()
    {
        Conclusion = new Conclusion(
            "The results name the accuracy of each way of training, by the spread of the chip's devices, and the gains of "
                + "training in the loop.",
            "Train in the loop from the spread on at which its gain counts. `lab run sequential-digits` is the network "
                + "without a spread.")
        {
            Trust =
                "Compare ways by the gains, which are taken chip by chip: a gain counts where it exceeds its standard error a "
                    + "few times.",
        },
        Results =
        [
            .. from way in Ways
               from spread in spreads
               let values = Of(way, spread)
               select new ResultValue(
                   $"{way.Key}_{100 * spread:0}",
                   values.Mean(),
                   string.Empty,
                   ErrorOf(values),
                   $"Mean accuracy on digits that were never seen, {way.Name}, spread {spread:P0}; its standard error over "
                       + $"{settings.Seeds} chips, which are tested on the same digits."),
            .. from way in Ways.Skip(1)
               from spread in spreads
               let values = Paired(way, spread)
               select new ResultValue(
                   $"gain_over_{way.Key}_{100 * spread:0}",
                   values.Mean(),
                   string.Empty,
                   ErrorOf(values),
                   $"In the loop less {way.Name}, spread {spread:P0}: mean and standard error of the differences on the "
                       + "same chip."),
            .. Ways.Select(way => new ResultValue(
                $"readings_{way.Key}",
                ReadingsOf(way),
                string.Empty,
                Uncertainty: null,
                $"Digits that are shown to the chip before its test, {way.Name}.")),
            .. Remedies().Select(way => new ResultValue(
                $"strength_{way.Key}",
                StrengthOf(way),
                string.Empty,
                Uncertainty: null,
                $"Strength of the remedy, {way.Name}: the best over all spreads on digits that choose the epoch, of chips that "
                    + "are not tested.")),
        ],
        Figures =
        [
            new Figure(
                "Accuracy against the spread of the neurons",
                "spread (%)",
                [
                    new FigurePanel("accuracy (%)",
                    [
                        .. Ways.SelectMany((way, color) => (FigureSeries[])
                        [
                            new(
                                way.Name,
                                [.. spreads.Select(spread => 100 * spread)],
                                [.. spreads.Select(spread => 100 * Of(way, spread).Mean())],
                                SeriesStyle.Points,
                                color,
                                [.. spreads.Select(spread => 100 * ErrorOf(Of(way, spread)))]),
                            new(
                                $"{way.Name}, mean",
                                [.. spreads.Select(spread => 100 * spread)],
                                [.. spreads.Select(spread => 100 * Of(way, spread).Mean())],
                                SeriesStyle.Line,
                                color),
                        ]),
                    ]),
                ],
                $"Mean and its standard error over {settings.Seeds} chips of {settings.Epochs} epochs. Relaxation and gain of "
                    + "every neuron are off by a Gaussian of this spread, and its fixed drive by one of this share of the "
                    + "relaxation."),
        ],
        Tables =
        [
            new ResultTable(
                $"Accuracy (%), mean ± its standard error over {settings.Seeds} chips",
                ["", "strength", "readings", .. spreads.Select(spread => $"spread {100 * spread:0} %")],
                [
                    .. Ways.Select(way => (IReadOnlyList<string>)
                    [
                        way.Name,
                        Remedies().Contains(way) ? StrengthOf(way).ToString(CultureInfo.InvariantCulture) : string.Empty,
                        ReadingsOf(way).ToString("0", CultureInfo.InvariantCulture),
                        .. spreads.Select(spread => NetworkStudyAnalysis.Percent(Of(way, spread))),
                    ]),
                ]),
            new ResultTable(
                "In the loop less the others (points), mean ± standard error of the differences on the same chip",
                ["", .. spreads.Select(spread => $"spread {100 * spread:0} %")],
                [.. Ways.Skip(1).Select(way => (IReadOnlyList<string>)[
                    way.Name,
                    .. spreads.Select(spread => NetworkStudyAnalysis.Percent(Paired(way, spread)))
                ])]),
            .. Remedies().Select(TabulateTuning),
        ],
    };

    private static double ErrorOf(double[] values) => values.StandardDeviation() / Math.Sqrt(values.Length);

    private IEnumerable<TrainingWay> Remedies() => Ways.Where(way => chips.Any(chip => chip.IsTuning && chip.Way == way));

    // In the order of the replicates, so that ways can be compared chip by chip.
    private double[] Of(TrainingWay way, double spread) =>
        [.. accuracy.Where((_, i) => !chips[i].IsTuning && chips[i].Way == way && chips[i].Mismatch == spread)];

    private double[] Paired(TrainingWay way, double spread) =>
        [.. Of(Ways[0], spread).Zip(Of(way, spread), (inTheLoop, other) => inTheLoop - other)];

    private double ReadingsOf(TrainingWay way) => readings.Where((_, i) => !chips[i].IsTuning && chips[i].Way == way).Max();

    private double StrengthOf(TrainingWay way) =>
        strengths[Enumerable.Range(0, chips.Count).First(i => !chips[i].IsTuning && chips[i].Way == way)];

    private ResultTable TabulateTuning(TrainingWay way) => new(
        $"Accuracy (%) on digits that choose the epoch, {way.Name}, for the choice of its strength: mean ± standard error over "
            + $"{settings.TuningChips} chips",
        ["strength", .. spreads.Select(spread => $"spread {100 * spread:0} %"), "all"],
        [
            .. DynamicalMismatchStudyProtocol.StrengthsOf(settings, way).Select(strength => (IReadOnlyList<string>)
            [
                strength.ToString(CultureInfo.InvariantCulture),
                .. spreads.Select(spread => NetworkStudyAnalysis.Percent(Tuning(way, strength, spread))),
                NetworkStudyAnalysis.Percent([.. spreads.SelectMany(spread => Tuning(way, strength, spread))]),
            ]),
        ]);

    private double[] Tuning(TrainingWay way, double strength, double spread) =>
        [.. accuracy.Where((_, i) => chips[i].IsTuning && chips[i].Way == way && chips[i].Strength == strength
            && chips[i].Mismatch == spread)];
}
