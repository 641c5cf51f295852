using System.Globalization;
using Lab.Runs.Records;
using Lab.Runs.Results;
using Lab.Studies.ClassifierNetworks;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace Lab.Studies.StochasticSynapses;

/// <summary>Results, figures and tables of a <see cref="SynapseSpreadStudy"/>.</summary>
/// <param name="settings">The settings.</param>
/// <param name="data">The points.</param>
internal sealed class SynapseSpreadAnalysis(SynapseSpreadSettings settings, IRunData data)
{
    private const double UpperTail = 0.975; // of an interval of 95 %

    private readonly double[] spreads = data.Numbers(SynapseSpreadStudy.SpreadColumn.Name);
    private readonly double[] loops = data.Numbers(SynapseSpreadStudy.LoopColumn.Name);

    public Analysis Analyse()
    {
        double[] all = settings.ToSpreads();
        double shots = Of(SynapseSpreadStudy.ShotsColumn, all[0], isInTheLoop: true).Mean();
        string last = Key(all[^1]);
        return new Analysis
        {
            Conclusion = new Conclusion(
                $"With wires of spread {Text(all[^1])} in the loop {{in_the_loop_{last}}} of the images are told, "
                    + $"{{margin_{last}}} above a training off the chip.",
                "On a bench, `lab run stochastic-train-on-chip` takes the wire itself into the loop.")
            {
                Trust = "A margin counts where it is well above its standard error; more trainings make that smaller: `lab run "
                    + "synapse-spread-study --seeds 10`.",
            },
            Results =
            [
                .. all.SelectMany(spread => (ResultValue[])
                [
                    ClassifierRecord.Mean(
                        $"in_the_loop_{Key(spread)}", string.Empty, Test(spread, isInTheLoop: true),
                        $"Mean accuracy on the test images, trained with wires of spread {Text(spread)} in the loop; ± its "
                            + $"standard error over {settings.Seeds} trainings."),
                    ClassifierRecord.Mean(
                        $"margin_{Key(spread)}", string.Empty, Margins(spread),
                        "By how much it is above the training off the chip with the wires' mean pass probability, tested on the "
                            + "same wires; ± its standard error."),
                ]),
                new ResultValue(
                    "training_shots", shots, string.Empty, Uncertainty: null,
                    "Mean shots of a training in the loop.") { Digits = 3 },
                new ResultValue(
                    "training_time", shots / settings.LoopFrequency.Hertz, "s", Uncertainty: null,
                    $"Time of them on one wire at {settings.LoopFrequency}.") { Digits = 3 },
            ],
            Figures = [DrawTests(all), DrawLearning(all)],
            Tables = [Tabulate(all)],
        };
    }

    private static string Text(double spread) => spread.ToString(CultureInfo.InvariantCulture);

    private static string Key(double spread) => Text(spread).Replace('.', '_');

    private double[] Of(Column column, double spread, bool isInTheLoop)
    {
        double[] values = data.Numbers(column.Name);
        return [.. PointsOf(spread, isInTheLoop).Select(point => values[point])];
    }

    private double[] Test(double spread, bool isInTheLoop) => Of(SynapseSpreadStudy.TestColumn, spread, isInTheLoop);

    private double[] Margins(double spread) =>
        [.. Test(spread, isInTheLoop: true).Zip(Test(spread, isInTheLoop: false), (loop, off) => loop - off)];

    private IEnumerable<int> PointsOf(double spread, bool isInTheLoop) => Enumerable.Range(0, spreads.Length).Where(
        point => spreads[point] == spread && loops[point] == (isInTheLoop ? 1 : 0));

    private Figure DrawTests(double[] all)
    {
        FigureSeries Draw(string name, int color, Func<double, double[]> of) => new(
            name, all, [.. all.Select(spread => 100 * of(spread).Mean())], SeriesStyle.Points, color,
            [.. all.Select(spread => settings.Seeds > 1 ? 100 * of(spread).StandardDeviation() : 0)]);

        return new Figure(
            "Accuracy against the spread between wires", "spread (of the design's)",
            [
                new FigurePanel(
                    "test accuracy (%)",
                    [
                        Draw("wires in the loop", 0, spread => Test(spread, isInTheLoop: true)),
                        Draw("off the chip, mean probability", 1, spread => Test(spread, isInTheLoop: false)),
                    ]),
            ],
            "Mean and standard deviation of the trainings, each on wires of its own and tested on them.");
    }

    private Figure DrawLearning(double[] all)
    {
        double[][] curves = data.Arrays(SynapseSpreadStudy.AccuraciesColumn.Name);
        return new Figure(
            "Learning in the loop", "epoch",
            [
                new FigurePanel(
                    "accuracy on the training images (%)",
                    [
                        .. all.Select((spread, color) =>
                        {
                            double[] curve = curves[PointsOf(spread, isInTheLoop: true).First()];
                            return new FigureSeries(
                                $"spread {Text(spread)}", [.. Enumerable.Range(1, curve.Length).Select(epoch => (double)epoch)],
                                [.. curve.Select(share => 100 * share)], SeriesStyle.Line, color);
                        }),
                    ]),
            ],
            "Before each step, mean of each epoch; the first wires of each spread.");
    }

    private ResultTable Tabulate(double[] all) => new(
        $"Test accuracy (%) on the wires, mean ± standard deviation of {settings.Seeds} trainings, K = {settings.Samples}",
        [
            "spread", "in the loop", "off the chip, mean probability", "margin ± its standard error",
            "in the loop is better, by the interval of 95 %",
        ],
        [
            .. all.Select(spread =>
            {
                double[] margins = Margins(spread);
                double mean = margins.Mean();
                double error = margins.Length > 1 ? margins.StandardDeviation() / Math.Sqrt(margins.Length) : double.NaN;
                bool isBetter = margins.Length > 1
                    && mean > StudentT.InvCDF(0, 1, margins.Length - 1, UpperTail) * error;
                string uncertainty = margins.Length > 1 ? FormattableString.Invariant($" ± {100 * error:0.00}") : string.Empty;
                return (IReadOnlyList<string>)
                [
                    Text(spread), ClassifierRecord.Percent(Test(spread, isInTheLoop: true)),
                    ClassifierRecord.Percent(Test(spread, isInTheLoop: false)),
                    FormattableString.Invariant($"{100 * mean:0.00}{uncertainty}"),
                    isBetter ? "yes" : "not shown",
                ];
            }),
        ]);
}
