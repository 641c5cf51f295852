using System.Globalization;
using Lab.Runs.Records;
using Lab.Runs.Results;
using Lab.Studies.ClassifierNetworks;
using MathNet.Numerics.Statistics;

namespace Lab.Studies.StochasticSynapses;

/// <summary>The recorded trainings of a <see cref="StochasticStudy"/>, and the figures that its analyses share.</summary>
/// <param name="plans">The trainings in their order.</param>
/// <param name="data">The points.</param>
internal sealed class StochasticRecord(IReadOnlyList<StochasticPlan> plans, IRunData data)
{
    private const int HistogramBins = 50;

    private readonly double[][] tests = data.Arrays(StochasticStudy.TestColumn.Name);

    /// <summary>The trainings.</summary>
    public IReadOnlyList<StochasticPlan> Plans => plans;

    /// <summary>The kinds, in their order.</summary>
    public IReadOnlyList<string> Kinds { get; } = [.. plans.Select(plan => plan.Kind).Distinct()];

    /// <summary>Mean number of inputs of a test image that are 1.</summary>
    public double ActiveInputs => data.Numbers(StochasticStudy.ActiveColumn.Name)[0];

    /// <summary>Test images.</summary>
    public double TestImages => data.Arrays(StochasticStudy.ConfusionColumn.Name)[0].Sum();

    /// <summary>Median time of an epoch of a kind, s.</summary>
    public double EpochSeconds(string kind) => Numbers(StochasticStudy.SecondsColumn, kind).Median();

    /// <summary>Accuracies on the test images, shape [training of the kind].</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="test">Which of its tests.</param>
    public double[] Test(string kind, int test = 0) => [.. Of(kind).Select(index => tests[index][test])];

    /// <summary>The numbers of a column, shape [training of the kind].</summary>
    public double[] Numbers(Column column, string kind)
    {
        double[] all = data.Numbers(column.Name);
        return [.. Of(kind).Select(index => all[index])];
    }

    /// <summary>The arrays of a column, shape [training of the kind][number].</summary>
    public double[][] Arrays(Column column, string kind)
    {
        double[][] all = data.Arrays(column.Name);
        return [.. Of(kind).Select(index => all[index])];
    }

    /// <summary>Warns of trainings that were ended before the loss on the images held back had stopped to fall.</summary>
    /// <param name="settings">The settings.</param>
    public IEnumerable<string> Unfinished(StochasticSettings settings)
    {
        double[] epochs = data.Numbers(StochasticStudy.EpochsColumn.Name);
        double[] best = data.Numbers(StochasticStudy.BestEpochColumn.Name);
        int count = Enumerable.Range(0, plans.Count).Count(
            index => epochs[index] >= settings.Epochs && epochs[index] - best[index] < settings.Patience);
        if (count > 0)
        {
            yield return
                $"{count} of {plans.Count} trainings were ended by 'epochs' ({settings.Epochs}) while the loss on the images "
                    + "held back still fell: more epochs may give more.";
        }
    }

    /// <summary>Loss and accuracy on the images held back against epochs, of the first training of each kind.</summary>
    public Figure DrawLearning()
    {
        FigureSeries Curve(Column column, string kind, int color, double scale)
        {
            double[] values = Arrays(column, kind)[0];
            return new FigureSeries(
                kind, [.. Enumerable.Range(1, values.Length).Select(epoch => (double)epoch)],
                [.. values.Select(value => scale * value)], SeriesStyle.Line, color);
        }

        return new Figure(
            "Learning curves", "epoch",
            [
                new FigurePanel(
                    "accuracy on the images held back (%)",
                    [.. Kinds.Select((kind, color) => Curve(StochasticStudy.AccuraciesColumn, kind, color, 100))]),
                new FigurePanel(
                    "loss on the images held back (nats)",
                    [.. Kinds.Select((kind, color) => Curve(StochasticStudy.LossesColumn, kind, color, 1))]),
            ],
            "The first training of each kind. The epoch of the least loss is tested.");
    }

    /// <summary>Distributions of the propagation fields of kinds (Ellis 2023, Fig. 3a–c).</summary>
    /// <param name="kinds">The kinds.</param>
    /// <param name="settings">The settings, for the pass probability.</param>
    public Figure DrawFields(IReadOnlyList<string> kinds, StochasticSettings settings)
    {
        double largest = settings.LargestField.Tesla * 1e3;
        double width = largest / HistogramBins;
        double[] centres = [.. Enumerable.Range(0, HistogramBins).Select(bin => (bin + 0.5) * width)];
        double[] Density(string kind)
        {
            double[] fields =
            [
                .. Arrays(StochasticStudy.FieldsColumn, kind).SelectMany(each => each).Select(tesla => tesla * 1e3),
            ];
            double[] counts = new double[HistogramBins];
            foreach (double field in fields)
            {
                counts[Math.Clamp((int)(field / width), 0, HistogramBins - 1)] += 1 / (width * fields.Length);
            }

            return counts;
        }

        double centre = settings.Centre.Tesla * 1e3;
        return new Figure(
            "Propagation fields", "field (mT)",
            [
                new FigurePanel(
                    "density (1/mT)",
                    [.. kinds.Select((kind, color) => new FigureSeries(kind, centres, Density(kind), SeriesStyle.Line, color))]),
                new FigurePanel(
                    "pass probability",
                    [
                        new FigureSeries(
                            "f(h)", centres,
                            [
                                .. centres.Select(field => settings.Floor
                                    + ((1 - settings.Floor) / (1 + Math.Exp(-settings.Slope * (field - centre))))),
                            ],
                            SeriesStyle.Line, 0),
                    ],
                    0.6),
            ],
            "All trainings of a kind together; they begin with every field at the middle of the slope. Few samples drive walls "
                + "to pass always or never, many leave them on the slope.");
    }

    /// <summary>The outputs that one image gives (Ellis 2023, Fig. 3d–f).</summary>
    /// <param name="kinds">The kinds, each with synapses.</param>
    /// <param name="column">Of one sample, or of those of the first test.</param>
    /// <param name="stepsOfOne">Steps of the counts in one.</param>
    /// <param name="title">The title.</param>
    public Figure DrawOutputs(IReadOnlyList<string> kinds, Column column, int stepsOfOne, string title) => new(
        title, "output",
        [
            .. kinds.Select(kind =>
            {
                double[] counts = Arrays(column, kind)[0];
                int bins = counts.Length / 2;
                int[] shown = [.. Enumerable.Range(0, bins).Where(bin => counts[bin] > 0 || counts[bins + bin] > 0)];
                (int first, int last) = shown.Length > 0 ? (shown[0], shown[^1]) : (0, 0);
                FigureSeries Draw(string name, int offset, int color)
                {
                    double sum = Math.Max(1, Enumerable.Range(offset, bins).Sum(bin => counts[bin]));
                    return new FigureSeries(
                        name,
                        [
                            .. Enumerable.Range(first, last - first + 1).Select(
                                bin => ((bin + 0.5) / stepsOfOne) + StochasticWork.LeastOutput),
                        ],
                        [.. Enumerable.Range(first, last - first + 1).Select(bin => counts[offset + bin] * stepsOfOne / sum)],
                        SeriesStyle.Line, color);
                }

                return new FigurePanel($"density, {kind}", [Draw("neuron of the class", 0, 0), Draw("the others", bins, 1)]);
            }),
        ],
        "The first test image of the first class, shown 4,000 times. Where the two overlap, an answer is likely to be wrong.");

    /// <summary>Results that all trainings have, of the first kind.</summary>
    public IEnumerable<ResultValue> Common()
    {
        double mean = Test(Kinds[0]).Mean();
        yield return new ResultValue(
            "test_sample_error",
            Math.Sqrt(mean * (1 - mean) / TestImages),
            string.Empty,
            Uncertainty: null,
            $"Standard error of an accuracy because {TestImages} images are tested: it comes on top where other images are "
                + "compared with.");
        yield return new ResultValue(
            "epoch_seconds", EpochSeconds(Kinds[0]), "s", Uncertainty: null,
            $"Median time of an epoch, {Kinds[0]}, without validation.")
        {
            Digits = 3,
        };
    }

    /// <summary>A table of all kinds.</summary>
    public ResultTable Tabulate() => new(
        "Trainings, mean ± standard deviation between them",
        ["", "trainings", "best epoch", "validation (%)", "test (%)", "deviation of one sample", "time of an epoch (s)"],
        [
            .. Kinds.Select(kind => (IReadOnlyList<string>)
            [
                kind,
                $"{Of(kind).Length}",
                Numbers(StochasticStudy.BestEpochColumn, kind).Mean().ToString("0", CultureInfo.InvariantCulture),
                ClassifierRecord.Percent(Numbers(StochasticStudy.ValidationColumn, kind)),
                ClassifierRecord.Percent(Test(kind)),
                DeviationOf(kind) is { } deviation ? deviation.ToString("0.00", CultureInfo.InvariantCulture) : string.Empty,
                EpochSeconds(kind).ToString("0.000", CultureInfo.InvariantCulture),
            ]),
        ]);

    /// <summary>Mean standard deviation of a neuron's sum of one sample (Ellis 2023, Fig. 3g); <see langword="null"/> in
    /// software.</summary>
    public double? DeviationOf(string kind)
    {
        double[] all = [.. Arrays(StochasticStudy.DeviationsColumn, kind).SelectMany(each => each)];
        return all.Length > 0 ? all.Mean() : null;
    }

    private int[] Of(string kind) => [.. Enumerable.Range(0, plans.Count).Where(index => plans[index].Kind == kind)];
}
