using Lab.Models.ClassifierNetworks;
using Lab.Models.StochasticSynapses;
using Lab.Runs.Results;
using Lab.Runs.Settings;
using Lab.Runs.Studies;
using Lab.Studies.ClassifierNetworks;
using MathNet.Numerics.Statistics;

namespace Lab.Studies.StochasticSynapses;

/// <summary>Trains a perceptron whose synapses are domain walls that pass a notch by chance (Ellis 2023), by the rule of mean and
/// deviation, beside the mean-field rule, infinitely many samples, and software; and a hidden layer of such synapses beside the
/// single one. A study in the computer: it needs no instrument.</summary>
public sealed class StochasticTrainProtocol : Study<StochasticTrainSettings>
{
    private const double SoftwareLearningRate = 1e-3;
    private const string HiddenKey = "hidden";
    private const string Software = "software";

    private static readonly int[] Ladder = [1, 2, 4, 8, 16, 32, 64, 128];

    /// <inheritdoc/>
    public override string Name => "stochastic-train";

    /// <inheritdoc/>
    public override string Summary =>
        "Images told by synapses of domain walls that pass a notch by chance, trained with a number of samples, beside "
            + "mean-field rule and software.";

    /// <inheritdoc/>
    public override IStudy Create(StochasticTrainSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        return new StochasticStudy(
            settings, (inputs, classes) => PlansOf(settings, inputs, classes), record => Analyse(settings, record));
    }

    private static List<StochasticPlan> PlansOf(StochasticTrainSettings settings, int inputs, int classes)
    {
        var model = new StochasticPerceptron.Options(inputs, classes)
        {
            CentreMillitesla = settings.Centre.Tesla * 1e3,
            SlopePerMillitesla = settings.Slope,
            Floor = settings.Floor,
            LargestMillitesla = settings.LargestField.Tesla * 1e3,
        };
        List<(string Kind, double Rate, ClassifierModel Model)> kinds =
        [
            (Stochastic(settings), settings.RateOf(settings.Samples), model with { Samples = settings.Samples }),
        ];
        if (settings.Hidden > 0)
        {
            kinds.Add((
                Hidden(settings), settings.RateOf(settings.Samples),
                model with { Samples = settings.Samples, Hidden = settings.Hidden }));
        }

        if (settings.Baselines)
        {
            if (settings.Samples is not null)
            {
                kinds.Add((
                    MeanField(settings), settings.RateOf(settings.Samples),
                    model with { Samples = settings.Samples, Rule = LearningRule.MeanField }));
                kinds.Add((KindOf("mean field", null), settings.RateOf(null), model with { Samples = null }));
            }

            kinds.Add((Software, SoftwareLearningRate, new SoftwarePerceptron.Options(inputs, classes)));
        }

        int?[] tests = [settings.Samples, .. Ladder.Where(count => count != settings.Samples).Select(count => (int?)count)];
        return
        [
            .. from kind in kinds
               from replicate in Enumerable.Range(0, settings.Seeds)
               select new StochasticPlan(
                   kind.Kind, replicate, kind.Rate, kind.Model,
                   kind.Model is StochasticPerceptron.Options { Samples: null } ? [null, .. tests.Where(each => each is not null)]
                       : tests),
        ];
    }

    private static string KindOf(string name, int? samples) => $"{name}, K = {StochasticPlan.NameOf(samples)}";

    private static string Stochastic(StochasticTrainSettings settings) =>
        KindOf(settings.Samples is null ? "mean field" : "stochastic rule", settings.Samples);

    private static string MeanField(StochasticTrainSettings settings) => KindOf("mean-field rule", settings.Samples);

    private static string Hidden(StochasticTrainSettings settings) =>
        KindOf($"hidden layer of {settings.Hidden}", settings.Samples);

    private static Analysis Analyse(StochasticTrainSettings settings, StochasticRecord record)
    {
        string first = Stochastic(settings);
        string meanField = MeanField(settings);
        string infinite = KindOf("mean field", null);
        string seeds = settings.Seeds == 1 ? "1 training" : $"{settings.Seeds} trainings";
        List<ResultValue> results =
        [
            ClassifierRecord.Mean(
                "test_accuracy", string.Empty, record.Test(first),
                $"Mean accuracy on the test images, {first}, with as many samples as in training; ± its standard error over "
                    + $"{seeds}."),
        ];
        foreach ((string key, string kind) in ((string, string)[])
            [(HiddenKey, Hidden(settings)), ("mean_field", meanField), ("infinite", infinite), (Software, Software)])
        {
            if (kind != first && record.Kinds.Contains(kind))
            {
                results.Add(ClassifierRecord.Mean(
                    $"test_accuracy_{key}", string.Empty, record.Test(kind),
                    $"The same of: {kind}; ± its standard error over {seeds}."));
            }
        }

        if (record.Kinds.Contains(meanField))
        {
            results.Add(ClassifierRecord.Mean(
                "margin", string.Empty, [.. record.Test(first).Zip(record.Test(meanField), (rule, mean) => rule - mean)],
                $"By how much the stochastic rule is above the mean-field rule; ± its standard error over {seeds} with the "
                    + "same images and order."));
        }

        string[] synapses = [.. record.Kinds.Where(kind => kind != Software)];
        double[] confusion = [.. record.Arrays(StochasticStudy.ConfusionColumn, first).Aggregate(
            (sum, each) => [.. sum.Zip(each, (left, right) => left + right)])];
        return new Analysis
        {
            Conclusion = new Conclusion(
                "The network with stochastic synapses names {test_accuracy} of the test images rightly. The mean-field rule "
                    + "reaches {test_accuracy_mean_field}. Weights in software reach {test_accuracy_software}.",
                "See how many samples of a synapse are worth their time and energy: `lab run sampling-study`.")
            {
                Trust = "The uncertainty is that of the trainings; images that are tested alike add none to the margins "
                    + "between rules. A margin of {margin} counts where it exceeds its error a few times.",
            },
            Results = [.. results, .. record.Common()],
            Figures =
            [
                DrawTests(record, synapses), record.DrawLearning(), record.DrawFields(synapses, settings),
                record.DrawOutputs(
                    synapses, StochasticStudy.OutputsColumn, 1, "Outputs for an image, one sample"),
                ClassifierRecord.DrawConfusion(confusion),
            ],
            Tables = [record.Tabulate(), TabulateTests(record, synapses)],
            Warnings = [.. record.Unfinished(settings)],
        };
    }

    private static (int Samples, double[] Accuracies)[] TestsOf(StochasticRecord record, string kind)
    {
        IReadOnlyList<int?> tested = record.Plans.First(plan => plan.Kind == kind).TestSamples;
        return
        [
            .. tested.Select((count, test) => (Count: count, Test: test)).Where(each => each.Count is not null)
                .OrderBy(each => each.Count)
                .Select(each => (each.Count.GetValueOrDefault(), record.Test(kind, each.Test))),
        ];
    }

    private static Figure DrawTests(StochasticRecord record, IReadOnlyList<string> kinds) => new(
        "Accuracy against samples of the test", "samples K of the test",
        [
            new FigurePanel(
                "test accuracy (%)",
                [
                    .. kinds.Select((kind, color) =>
                    {
                        (int Samples, double[] Accuracies)[] tests = TestsOf(record, kind);
                        return new FigureSeries(
                            kind, [.. tests.Select(test => (double)test.Samples)],
                            [.. tests.Select(test => 100 * test.Accuracies.Mean())], SeriesStyle.Points, color,
                            [
                                .. tests.Select(
                                    test => test.Accuracies.Length > 1 ? 100 * test.Accuracies.StandardDeviation() : 0),
                            ]);
                    }),
                ]),
        ],
        "Mean and standard deviation of the trainings. A network is best tested with no fewer samples than it was trained with.")
    {
        IsLogarithmic = true,
    };

    private static ResultTable TabulateTests(StochasticRecord record, IReadOnlyList<string> kinds)
    {
        int[] counts = [.. kinds.SelectMany(kind => TestsOf(record, kind)).Select(test => test.Samples).Distinct().Order()];
        return new ResultTable(
            "Test accuracy (%) against samples of the test, mean ± standard deviation between trainings",
            ["", .. counts.Select(count => $"K = {count}")],
            [
                .. kinds.Select(kind => (IReadOnlyList<string>)
                [
                    kind,
                    .. counts.Select(count => TestsOf(record, kind).FirstOrDefault(test => test.Samples == count).Accuracies
                        is { } accuracies ? ClassifierRecord.Percent(accuracies) : string.Empty),
                ]),
            ]);
    }
}
