using System.Globalization;
using Lab.Protocols.Fields;
using Lab.Runs.Records;
using Lab.Runs.Results;
using Lab.Studies.Training;
using MathNet.Numerics.Statistics;

namespace Lab.Protocols.Training;

/// <summary>Accuracy of each way of training a hidden layer, beside software.</summary>
internal sealed class TrainHiddenLayerAnalysis
{
    private const double Micro = 1e-6;

    private readonly TrainHiddenLayerSettings settings;
    private readonly IRunData data;
    private readonly TrainingRecord record;
    private readonly IReadOnlyList<TrainingPlan> plan;
    private readonly IReadOnlyList<double> faults;

    /// <summary>Takes the trainings apart.</summary>
    public TrainHiddenLayerAnalysis(TrainHiddenLayerSettings settings, IRunData data)
    {
        (this.settings, this.data) = (settings, data);
        plan = TrainHiddenLayerProtocol.Plan(settings);
        faults = TrainHiddenLayerProtocol.FaultsOf(settings);
        record = new TrainingRecord(data);
    }

    private string Trainings =>
        $"{settings.Replicates} trainings, which differ in division of the samples, start, order and signs of the faults";

    /// <summary>Compares the ways.</summary>
    public Analysis Conclude()
    {
        double[] software = Of(TrainHiddenLayerProtocol.Software, 0);
        return new Analysis
        {
            Conclusion = new Conclusion(
                "The same network in software reaches {software}. The table shows what each way of training reaches on the "
                    + "chain, by how wrong its model is.",
                "Train in the loop where the gains are large. `lab run mismatch-study` compares more ways and more faults at "
                    + "less time.")
            {
                Trust =
                    "Compare ways by the gains, which are taken training by training: a gain counts where it exceeds its "
                        + "standard error a few times.",
            },
            Results =
            [
                Mean("software", software, $"Mean accuracy on samples that training never saw, the network of "
                    + "{settings.Hidden} hidden units in software"),
                .. from way in TrainHiddenLayerProtocol.Ways
                   from fault in faults
                   select Mean(
                       $"{way.Key}_{100 * fault:0}",
                       Of(way, fault),
                       $"The same measured on the chain, trained {way.Name}, the model wrong by {fault:P0}"),
                .. from way in TrainHiddenLayerProtocol.Ways.Skip(1)
                   from fault in faults
                   select Mean(
                       $"gain_over_{way.Key}_{100 * fault:0}",
                       Less(Of(TrainHiddenLayerProtocol.Ways[0], fault), Of(way, fault)),
                       $"In the loop less {way.Name}, the model wrong by {fault:P0}, training by training"),
                .. TrainHiddenLayerProtocol.Ways.Select(way => new ResultValue(
                    $"readings_{way.Key}", ReadingsOf(way), string.Empty, Uncertainty: null, "Readings of the chain that a "
                        + $"training spends before its test, {way.Name}, those with both inputs off included.")),
                .. new RecordedField(settings.Field, slope: null, data).Results,
            ],
            Figures = [DrawLearning(), DrawTest()],
            Tables = [Tabulate(software)],
            Warnings = software.Mean() < 0.6
                ? ["Even software hardly does better than guessing: take more steps or another learning rate."] : [],
        };
    }

    private static double[] Less(double[] left, double[] right) => [.. left.Zip(right, (first, second) => first - second)];

    private static double? ErrorOf(double[] values) =>
        values.Length > 1 ? values.StandardDeviation() / Math.Sqrt(values.Length) : null;

    private static string Percent(double[] values) => ErrorOf(values) is { } error
        ? string.Create(CultureInfo.InvariantCulture, $"{100 * values.Mean():0.0} ± {100 * error:0.0}")
        : (100 * values.Mean()).ToString("0.0", CultureInfo.InvariantCulture);

    private ResultValue Mean(string name, double[] values, string description) =>
        new(name, values.Mean(), string.Empty, ErrorOf(values), $"{description}; its standard error over {Trainings}.");

    private int[] IndicesOf(TrainingWay way, double fault) =>
        [.. Enumerable.Range(0, plan.Count).Where(index => plan[index].Way == way && plan[index].Mismatch == fault)];

    private double[] Of(TrainingWay way, double fault) =>
        [.. IndicesOf(way, fault).Select(index => record.Accuracy[record.TestOf(index)])];

    private double ReadingsOf(TrainingWay way)
    {
        double samples = record.MeasurementsAfter(record.TestOf(IndicesOf(way, 0)[0]) - 1);
        return settings.Hidden * (samples + (samples / settings.Batch * settings.ZeroReadings));
    }

    private Figure DrawLearning()
    {
        double[] x = [.. Enumerable.Range(1, settings.Steps).Select(step => (double)step)];
        (string Name, TrainingWay Way, double Fault)[] shown =
        [
            ("in software", TrainHiddenLayerProtocol.Software, 0),
            .. faults.Select(fault => ($"in the loop, model wrong by {fault:P0}", TrainHiddenLayerProtocol.Ways[0], fault)),
        ];
        double[] LossOf(TrainingWay way, double fault)
        {
            int[][] steps = [.. IndicesOf(way, fault).Select(record.StepsOf)];
            return [.. x.Select((_, step) => steps.Average(points => record.Loss[points[step]]))];
        }

        return new Figure(
            "Learning curves",
            "step",
            [new FigurePanel("loss (nats)", [.. shown.Select(
                (each, color) => new FigureSeries(each.Name, x, LossOf(each.Way, each.Fault), SeriesStyle.Line, color))])],
            $"Mean over {settings.Replicates} trainings of the loss of the {settings.Batch} samples of a step, before the step "
                + "was made.");
    }

    private Figure DrawTest()
    {
        int test = record.TestOf(IndicesOf(TrainHiddenLayerProtocol.Ways[0], faults[^1])[0]);
        FigureSeries Samples(string name, double target, bool isCorrect, int color)
        {
            int[] members =
            [
                .. Enumerable.Range(0, record.Target[test].Length)
                    .Where(i => record.Target[test][i] == target && (record.Output[test][i] > 0 == target > 0.5) == isCorrect),
            ];
            return new FigureSeries(
                name, [.. members.Select(i => record.Power1[test][i] / Micro)],
                    [.. members.Select(i => record.Power2[test][i] / Micro)], SeriesStyle.Points, color);
        }

        return new Figure(
            "Samples that training never saw",
            "P1 (µW)",
            [
                new FigurePanel(
                    "P2 (µW)",
                    [
                        Samples("class 0, correct", 0, isCorrect: true, 0), Samples("class 1, correct", 1, isCorrect: true, 1),
                        Samples("class 0, wrong", 0, isCorrect: false, 5), Samples("class 1, wrong", 1, isCorrect: false, 4),
                    ]),
            ],
            $"First training in the loop, the model wrong by {faults[^1]:P0}. Each sample was measured once with the weights "
                + "of each unit.");
    }

    private ResultTable Tabulate(double[] software) => new(
        $"Accuracy (%), {settings.Hidden} hidden units, mean ± its standard error over {settings.Replicates} trainings",
        ["", "readings", .. faults.Select(fault => $"model wrong by {100 * fault:0} %")],
        [
            .. TrainHiddenLayerProtocol.Ways.Select(way => (IReadOnlyList<string>)
                [way.Name, ReadingsOf(way)
                    .ToString("0", CultureInfo.InvariantCulture), .. faults.Select(fault => Percent(Of(way, fault)))]),
            ["in software", "0", Percent(software), .. faults.Skip(1).Select(_ => string.Empty)],
        ]);
}
