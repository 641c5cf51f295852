using System.Globalization;
using Lab.Models.Randomness;
using Lab.Runs.Records;
using Lab.Runs.Results;
using MathNet.Numerics.Statistics;

namespace Lab.Protocols.StochasticSynapses;

/// <summary>Accuracy of a <see cref="StochasticInferenceExperiment"/> against samples, beside a simulation with the same images,
/// fields and biases.</summary>
/// <param name="settings">The settings.</param>
/// <param name="classes">How many classes there are.</param>
/// <param name="data">The points.</param>
internal sealed class StochasticInferenceAnalysis(StochasticInferenceSettings settings, int classes, IRunData data)
{
    private const int Simulations = 200;

    private readonly double[] labels = data.Numbers(StochasticInferenceExperiment.LabelColumn.Name);
    private readonly double[] biases = data.Numbers(StochasticInferenceExperiment.BiasColumn.Name);
    private readonly double[][] passed = data.Arrays(StochasticInferenceExperiment.PassedColumn.Name);
    private readonly double[][] probabilities = data.Arrays(StochasticInferenceExperiment.ProbabilitiesColumn.Name);

    private int Images => data.Count / classes;

    public Analysis Analyse()
    {
        double[] measured = AccuraciesOf(passed);
        double[][] simulated = Simulate();
        Level[] levels =
        [
            .. measured.Select((accuracy, k) =>
            {
                double[] all = [.. simulated.Select(each => each[k])];
                return new Level(k + 1, accuracy, ErrorOf(accuracy), all.Mean(), all.StandardDeviation());
            }),
        ];
        double[] loops = data.Numbers(StochasticInferenceExperiment.LoopsColumn.Name);
        double shots = passed.Sum(each => (double)each.Length);
        double[] misses = data.Numbers(StochasticInferenceExperiment.MissColumn.Name);
        return new Analysis
        {
            Conclusion = new Conclusion(
                "The figure shows the accuracy of the wire against samples beside a simulation with the model's pass "
                    + "probabilities.",
                "Where both differ, measure the wire's own pass probability: `lab run pass-probability`.")
            {
                Trust = "Accuracy is a blunt measure of the wire: a few hundred images hardly tell a wrong probability. "
                    + "{repeated_share} of the loops were taken again.",
            },
            Results =
            [
                .. levels.OrderByDescending(level => level.Samples).SelectMany(level => (ResultValue[])
                [
                    new(
                        $"test_accuracy_{level.Samples}", level.Measured, string.Empty, level.Error,
                        $"Share of {Images} images whose class was named with {level.Samples} samples of each synapse; ± its "
                            + "standard error."),
                    new(
                        $"simulated_accuracy_{level.Samples}", level.Simulated, string.Empty, level.Deviation,
                        $"The same, simulated with the model's pass probabilities; ± how far one simulation is from the mean of "
                            + $"{Simulations}."),
                ]),
                new(
                    "largest_deviation", levels.Max(level => level.Standardised), string.Empty, Uncertainty: null,
                    "Largest difference of both over the samples, in standard errors of the measured accuracy."),
                new("shots", shots, string.Empty, Uncertainty: null, "Shots that were read.") { Digits = 6 },
                new(
                    "repeated_share", (loops.Sum() - shots) / loops.Sum(), string.Empty, Uncertainty: null,
                    "Share of the loops that could not be trusted and were repeated."),
                new(
                    "bench_time", loops.Sum() / settings.LoopFrequency.Hertz, "s", Uncertainty: null,
                    "Time of all loops, without what comes between them.") { Digits = 3 },
                new(
                    "largest_miss", misses.Max(), "T", Uncertainty: null,
                    "Largest difference of the field at a pulse from the wanted one, of the loops that count."),
            ],
            Figures = [Draw(levels), DrawMisses(misses)],
            Tables = [Tabulate(levels)],
        };
    }

    private double ErrorOf(double accuracy)
    {
        // Laplace's rule keeps the uncertainty above zero where every or no image was told.
        double likely = ((accuracy * Images) + 1) / (Images + 2);
        return Math.Sqrt(likely * (1 - likely) / Images);
    }

    // Accuracy with the first 1, 2, … samples, shape [samples − 1].
    private double[] AccuraciesOf(double[][] shots)
    {
        double[] sums = new double[classes];
        double[] correct = new double[settings.Samples];
        for (int image = 0; image < Images; image++)
        {
            Array.Clear(sums);
            for (int samples = 1; samples <= settings.Samples; samples++)
            {
                for (int neuron = 0; neuron < classes; neuron++)
                {
                    double[] of = shots[(image * classes) + neuron];
                    for (int at = samples - 1; at < of.Length; at += settings.Samples)
                    {
                        sums[neuron] += of[at];
                    }
                }

                int answer = 0;
                for (int neuron = 1; neuron < classes; neuron++)
                {
                    answer = OutputOf(neuron) > OutputOf(answer) ? neuron : answer;
                }

                correct[samples - 1] += answer == (int)labels[image * classes] ? 1 : 0;
                double OutputOf(int neuron) => (sums[neuron] / samples) + biases[(image * classes) + neuron];
            }
        }

        return [.. correct.Select(count => count / Images)];
    }

    // Accuracies of runs that are drawn, shape [simulation][samples − 1].
    private double[][] Simulate()
    {
        var random = RandomStream.For(1, "stochastic-inference/simulation");
        double[][] drawn = [.. passed.Select(each => new double[each.Length])];
        return
        [
            .. Enumerable.Range(0, Simulations).Select(_ =>
            {
                for (int point = 0; point < drawn.Length; point++)
                {
                    for (int at = 0; at < drawn[point].Length; at++)
                    {
                        drawn[point][at] = random.NextDouble() < probabilities[point][at / settings.Samples] ? 1 : 0;
                    }
                }

                return AccuraciesOf(drawn);
            }),
        ];
    }

    private static Figure Draw(Level[] levels)
    {
        double[] samples = [.. levels.Select(level => (double)level.Samples)];
        return new Figure(
            "Accuracy against samples", "samples K of each synapse",
            [
                new FigurePanel(
                    "accuracy (%)",
                    [
                        new FigureSeries(
                            "on the bench", samples, [.. levels.Select(level => 100 * level.Measured)], SeriesStyle.Points, 0,
                            [.. levels.Select(level => 100 * level.Error)]),
                        new FigureSeries(
                            "simulated", samples, [.. levels.Select(level => 100 * level.Simulated)], SeriesStyle.Points, 1,
                            [.. levels.Select(level => 100 * level.Deviation)]),
                    ]),
            ],
            "On the bench with the standard error of so many images; simulated with the standard deviation between simulations "
                + "(Ellis 2023, Fig. 4a, b).");
    }

    private Figure DrawMisses(double[] misses) => new(
        "Timing of the pulses", "sum of a neuron",
        [
            new FigurePanel(
                "largest miss (mT)",
                [
                    new FigureSeries(
                        "of the loops that count", [.. Enumerable.Range(0, misses.Length).Select(point => (double)point)],
                        [.. misses.Select(miss => miss * 1e3)], SeriesStyle.Points, 0),
                ]),
        ],
        $"Difference of the field at the pulse from the wanted one. Loops beyond {settings.LargestMiss} were repeated.");

    private ResultTable Tabulate(Level[] levels) => new(
        $"Accuracy on {Images} images (%)",
        ["K", "on the bench ± standard error", "simulated ± standard deviation", "difference in standard errors"],
        [
            .. levels.Select(level => (IReadOnlyList<string>)
            [
                level.Samples.ToString(CultureInfo.InvariantCulture),
                FormattableString.Invariant($"{100 * level.Measured:0.0} ± {100 * level.Error:0.0}"),
                FormattableString.Invariant($"{100 * level.Simulated:0.0} ± {100 * level.Deviation:0.0}"),
                FormattableString.Invariant($"{level.Standardised:0.0}"),
            ]),
        ]);

    /// <summary>Accuracies with a number of samples.</summary>
    private sealed record Level(int Samples, double Measured, double Error, double Simulated, double Deviation)
    {
        public double Standardised => Math.Abs(Measured - Simulated) / Error;
    }
}
