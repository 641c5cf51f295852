using System.Globalization;
using Lab.Models.Training;
using Lab.Protocols.Fields;
using Lab.Runs.Records;
using Lab.Runs.Results;
using Lab.Studies.Training;
using MathNet.Numerics.Statistics;

namespace Lab.Protocols.Training;

/// <summary>Accuracy against the fault of the model for each way of training, beside logistic regression on the same
/// samples.</summary>
internal sealed class MismatchStudyAnalysis
{
    private readonly MismatchStudySettings settings;
    private readonly IRunData data;
    private readonly TrainingRecord record;
    private readonly IReadOnlyList<TrainingPlan> plan;
    private readonly double[] accuracy;
    private readonly double[] faults;
    private readonly double[] software;

    /// <summary>Takes the trainings apart.</summary>
    public MismatchStudyAnalysis(MismatchStudySettings settings, IRunData data)
    {
        (this.settings, this.data) = (settings, data);
        plan = MismatchStudyProtocol.Plan(settings);
        record = new TrainingRecord(data);
        accuracy = [.. plan.Select((_, index) => record.Accuracy[record.TestOf(index)])];
        faults = [.. plan.Select(training => training.Mismatch).Distinct()];
        software = [.. Enumerable.Range(0, settings.Replicates).Select(InSoftware)];
    }

    private string Trainings =>
        $"{settings.Replicates} trainings, which differ in division of the samples, start, order and signs of the faults";

    /// <summary>Compares the ways.</summary>
    public Analysis Conclude() => new()
    {
        Conclusion = new Conclusion(
            "Logistic regression without the chip reaches {software}. The results name what each way of training reaches, by "
                + "how wrong the model is.",
            "Train in the way that holds at the fault that your model has, as with `lab run train-classifier`. `lab run "
                + "train-hidden-layer` asks the same of a hidden layer.")
        {
            Trust =
                "Compare ways by the gains, which are taken training by training: a gain counts where it exceeds its standard "
                    + "error a few times.",
        },
        Results =
        [
            .. from way in MismatchStudyProtocol.Ways
               from fault in faults
               let values = Of(way, fault)
               select new ResultValue(
                   $"{way.Key}_{100 * fault:0}",
                   values.Mean(),
                   string.Empty,
                   ErrorOf(values),
                   $"Mean accuracy on samples that training never saw, {way.Name}, the model wrong by {fault:P0}; its standard "
                       + $"error over {Trainings}."),
            .. from way in MismatchStudyProtocol.Ways.Skip(1)
               from fault in faults
               let values = Paired(way, fault)
               select new ResultValue(
                   $"gain_over_{way.Key}_{100 * fault:0}",
                   values.Mean(),
                   string.Empty,
                   ErrorOf(values),
                   $"In the loop less {way.Name}, the model wrong by {fault:P0}: mean and standard error of the differences "
                       + "between trainings of one division, start and order."),
            new(
                "software",
                software.Mean(),
                string.Empty,
                ErrorOf(software),
                "Mean accuracy of logistic regression on the same samples, without the chip; its standard error over "
                    + $"{settings.Replicates} divisions."),
            .. MismatchStudyProtocol.Ways.Select(way => new ResultValue(
                $"readings_{way.Key}",
                ReadingsOf(way),
                string.Empty,
                Uncertainty: null,
                $"Readings of the chip that a training spends, {way.Name}, those with both inputs off included.")),
            .. MismatchStudyProtocol.Ways.Select(way => new ResultValue(
                $"learning_rate_{way.Key}",
                RateOf(way),
                string.Empty,
                Uncertainty: null,
                $"Learning rate, {way.Name}"
                    + $"{(settings.IsTuned ? ", the best on samples held back from those to train with" : string.Empty)}.")),
            .. new RecordedField(settings.Field, slope: null, data).Results,
        ],
        Figures = [Draw()],
        Tables = [TabulateAccuracy(), TabulateDifferences(), .. settings.IsTuned ? (ResultTable[])[TabulateTuning()] : []],
        Warnings = [.. Doubts()],
    };

    private static double ErrorOf(double[] values) => values.StandardDeviation() / Math.Sqrt(values.Length);

    private static string Percent(double[] values) =>
        string.Create(CultureInfo.InvariantCulture, $"{100 * values.Mean():0.0} ± {100 * ErrorOf(values):0.0}");

    private IEnumerable<string> Doubts()
    {
        double[] rates = settings.IsTuned ? [.. settings.ReadLearningRates().Distinct().Order()] : [];
        foreach (TrainingWay way in MismatchStudyProtocol.Ways)
        {
            if (rates.Length > 1 && (RateOf(way) == rates[0] || RateOf(way) == rates[^1]))
            {
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"The learning rate chosen for training {way.Name} is {RateOf(way)}, an end of those tried; better ones may "
                        + $"lie beyond.");
            }
        }
    }

    // In the order of the replicates, so that ways can be compared pair by pair.
    private double[] Of(TrainingWay way, double fault) =>
        [.. accuracy.Where((_, index) => !plan[index].IsTuning && plan[index].Way == way && plan[index].Mismatch == fault)];

    private double[] Paired(TrainingWay way, double fault) =>
        [.. Of(MismatchStudyProtocol.Ways[0], fault).Zip(Of(way, fault), (inTheLoop, other) => inTheLoop - other)];

    private double RateOf(TrainingWay way) =>
        settings.IsTuned ? way.ChooseRate(plan, index => accuracy[index]) : settings.LearningRate;

    private int FirstOf(TrainingWay way) =>
        Enumerable.Range(0, plan.Count).First(index => !plan[index].IsTuning && plan[index].Way == way);

    private double ReadingsOf(TrainingWay way)
    {
        double samples = record.MeasurementsAfter(record.TestOf(FirstOf(way)) - 1);
        return samples + (samples / settings.Batch * settings.ZeroReadings);
    }

    /// <summary>Logistic regression on the samples of a division that the chip was trained with, tested on those it was tested
    /// with.</summary>
    private double InSoftware(int replicate)
    {
        int index = Enumerable.Range(0, plan.Count).First(each => !plan[each].IsTuning && plan[each].Replicate == replicate);
        var seen = record.StepsOf(index).SelectMany(SamplesAt).ToArray();
        double[] fitted = LogisticRegression.Fit([.. seen.Select(FeaturesOf)], [.. seen.Select(sample => sample.Class)]);
        return SamplesAt(record.TestOf(index)).Average(
            sample => LogisticRegression.LogOdds(fitted, FeaturesOf(sample)) > 0 == sample.Class > 0.5 ? 1.0 : 0.0);

        static double[] FeaturesOf((double Power1, double Power2, double Class) sample) => [sample.Power1, sample.Power2];
    }

    private IEnumerable<(double Power1, double Power2, double Class)> SamplesAt(int point) =>
        record.Target[point].Select((label, i) => (record.Power1[point][i], record.Power2[point][i], label));

    private Figure Draw() => new(
        "Accuracy against the fault of the model",
        "fault of the model (%)",
        [
            new FigurePanel("accuracy (%)",
            [
                .. MismatchStudyProtocol.Ways.SelectMany((way, color) => (FigureSeries[])
                [
                    new(
                        way.Name,
                        [.. faults.Select(fault => 100 * fault)],
                        [.. faults.Select(fault => 100 * Of(way, fault).Mean())],
                        SeriesStyle.Points,
                        color,
                        [.. faults.Select(fault => 100 * ErrorOf(Of(way, fault)))]),
                    new(
                        $"{way.Name}, mean",
                        [.. faults.Select(fault => 100 * fault)],
                        [.. faults.Select(fault => 100 * Of(way, fault).Mean())],
                        SeriesStyle.Line,
                        color),
                ]),
                new("logistic regression in software", [100 * faults[0], 100 * faults[^1]], [
                    100 * software.Mean(),
                    100 * software.Mean()
                ], SeriesStyle.DashedLine, MismatchStudyProtocol.Ways.Count),
            ]),
        ],
        $"Mean and its standard error over {Trainings}. The model is wrong in sensitivity, width, tuning and place of the "
            + "resonances at once.");

    private ResultTable TabulateAccuracy() => new(
        $"Accuracy (%), mean ± its standard error over {settings.Replicates} trainings",
        ["", "learning rate", "readings", .. faults.Select(fault => $"model wrong by {100 * fault:0} %")],
        [
            .. MismatchStudyProtocol.Ways.Select(way => (IReadOnlyList<string>)
            [
                way.Name,
                RateOf(way).ToString(CultureInfo.InvariantCulture),
                ReadingsOf(way).ToString("0", CultureInfo.InvariantCulture),
                .. faults.Select(fault => Percent(Of(way, fault))),
            ]),
            ["logistic regression in software", string.Empty, "0", .. faults.Select(_ => Percent(software))],
        ]);

    private ResultTable TabulateDifferences() => new(
        "In the loop less the others (points), mean ± standard error of the differences between trainings of one division, "
            + "start and order",
        ["", .. faults.Select(fault => $"model wrong by {100 * fault:0} %")],
        [
            .. MismatchStudyProtocol.Ways.Skip(1).Select(
                way => (IReadOnlyList<string>)[way.Name, .. faults.Select(fault => Percent(Paired(way, fault)))]),
            [
                "logistic regression in software",
                .. faults.Select(fault => Percent(
                    [.. Of(MismatchStudyProtocol.Ways[0], fault).Zip(software, (inTheLoop, other) => inTheLoop - other)])),
            ],
        ]);

    private ResultTable TabulateTuning() => new(
        "Accuracy (%) on samples held back from those to train with, for the choice of learning rates: mean ± its standard "
            + $"error over {settings.TuningReplicates * faults.Length} trainings, all faults together",
        ["", .. settings.ReadLearningRates().Select(rate => rate.ToString(CultureInfo.InvariantCulture))],
        [
            .. MismatchStudyProtocol.Ways.Select(way => (IReadOnlyList<string>)
            [
                way.Name,
                .. settings.ReadLearningRates().Select(rate => Percent(
                    [.. accuracy.Where((_, index) => plan[index].IsTuning && plan[index].Way == way
                        && plan[index].LearningRate == rate)])),
            ]),
        ]);
}
