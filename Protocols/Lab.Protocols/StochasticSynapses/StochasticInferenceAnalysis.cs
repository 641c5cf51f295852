using System.Globalization;
using Lab.Models.Randomness;
using Lab.Protocols.Nanowires;
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
    private const int FieldRanges = 5;
    private const double MostDeviations = 3;
    private const int IndependentErrors = 3;

    private readonly double[] labels = data.Numbers(StochasticInferenceExperiment.LabelColumn.Name);
    private readonly double[] biases = data.Numbers(StochasticInferenceExperiment.BiasColumn.Name);
    private readonly double[][] passed = data.Arrays(StochasticInferenceExperiment.PassedColumn.Name);
    private readonly double[][] probabilities = data.Arrays(StochasticInferenceExperiment.ProbabilitiesColumn.Name);

    private int Images => data.Count / classes;

    // Runs of earlier versions recorded none.
    private bool HasErrors => Has(StochasticInferenceExperiment.ErrorsColumn);

    public Analysis Analyse()
    {
        double[] measured = AccuraciesOf(passed);
        double[][] simulated = Simulate();
        Level[] levels =
        [
            .. measured.Select((accuracy, k) =>
            {
                double[] all = [.. simulated.Select(each => each[k])];
                return new Level(k + 1, accuracy, ErrorOf(accuracy), all.Mean(), all.StandardDeviation(), 0.5 / Images);
            }),
        ];
        double[] loops = data.Numbers(StochasticInferenceExperiment.LoopsColumn.Name);
        double shots = passed.Sum(each => (double)each.Length);
        PassedWalls[] bins = Compare();
        double known = bins.Sum(bin => bin.Variance) + SquaresOf(
            Enumerable.Range(0, IndependentErrors).Select(error => bins.Sum(bin => bin.Changes[error])));
        double off = bins.Sum(bin => bin.Passed - bin.Expected) / Math.Sqrt(known);
        PassedWalls? worst = bins.MaxBy(bin => Math.Abs(bin.Standardised)); // none where no input was lit
        double[] misses = data.Numbers(StochasticInferenceExperiment.MissColumn.Name);
        string most = settings.Samples.ToString(CultureInfo.InvariantCulture);
        return new Analysis
        {
            Conclusion = new Conclusion(
                $"With {most} samples of each synapse the wire names {{test_accuracy_{most}}} of the classes, and the simulation "
                    + $"of its model {{simulated_accuracy_{most}}}.",
                "Train with the wire in the loop: `lab run stochastic-train-on-chip`.")
            {
                Trust = "Wire and model have to agree in the share of walls that pass; where they do not, calibrate the wire "
                    + "anew with `lab run pass-probability`. {repeated_share} of the loops were repeated.",
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
                    "Largest difference of both over the samples, in standard deviations between simulations: the images are the "
                        + "same, and only the walls differ."),
                .. worst is null
                    ? (ResultValue[])[]
                    :
                    [
                        new(
                            "passed_deviation", off, string.Empty, Uncertainty: 1,
                            "Walls that passed less those that the model expects, over their standard deviation, "
                                + WhatIsUncertain()),
                        new(
                            "largest_passed_deviation", worst.Standardised, string.Empty, Uncertainty: null,
                            $"The same in the range of fields with the largest, of {bins.Length}.") { Digits = 3 },
                    ],
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
            Tables = [Tabulate(levels), Tabulate(bins)],
            Warnings = [.. Warn(off, worst)],
        };
    }

    // Of the standard deviation of the comparison.
    private string WhatIsUncertain()
    {
        string known = "with what the calibration leaves uncertain";
        return !HasErrors ? "without what the calibration leaves uncertain."
            : !Has(StochasticInferenceExperiment.KnownErrorsColumn) ? $"{known}."
            : (KnownErrors)data.Numbers(StochasticInferenceExperiment.KnownErrorsColumn.Name).Min() switch
            {
                KnownErrors.Correlations => $"{known}.",
                KnownErrors.Uncertainties => $"{known}; it does not tell correlations, which are left out.",
                _ => "without what is uncertain of the model: not all uncertainties are known, and the others are taken for "
                    + "zero.",
            };
    }

    private bool Has(Column column) => data.Columns.Any(each => each.Name == column.Name);

    private IEnumerable<string> Warn(double off, PassedWalls? worst)
    {
        if (worst is null)
        {
            yield break;
        }

        if (Math.Max(Math.Abs(off), Math.Abs(worst.Standardised)) > MostDeviations)
        {
            yield return "The walls do not pass as often as the model says: by "
                + FormattableString.Invariant($"{off:F1} standard deviations over all fields, and by ")
                + FormattableString.Invariant($"{worst.Standardised:F1} at {worst.Range}. ")
                + "Calibrate the wire with 'lab run pass-probability', and look at its loops with 'lab run kerr-loop'.";
        }

        if (!HasErrors)
        {
            yield return "The record has no 'probability_errors', as those of earlier versions: what the calibration leaves "
                + "uncertain is taken for zero, and walls that differ from the model only by that seem to contradict it.";
        }
    }

    // Walls in ranges of fields with as much variance each: an accuracy hardly tells a wrong model, the walls do.
    private PassedWalls[] Compare()
    {
        double[][] fields = data.Arrays(StochasticInferenceExperiment.FieldsColumn.Name);
        double[][] errors = HasErrors
            ? data.Arrays(StochasticInferenceExperiment.ErrorsColumn.Name)
            : [.. fields.Select(each => new double[each.Length * IndependentErrors])];
        (double Tesla, double Probability, double Passed, double[] Changes)[] synapses =
        [
            .. Enumerable.Range(0, passed.Length).SelectMany(point => fields[point].Select((tesla, at) => (
                tesla, probabilities[point][at],
                passed[point][(at * settings.Samples)..((at + 1) * settings.Samples)].Sum(),
                errors[point][(at * IndependentErrors)..((at + 1) * IndependentErrors)])))
                .OrderBy(each => each.Item1),
        ];
        double whole = synapses.Sum(each => VarianceOf(each.Probability));
        double before = 0;
        return
        [
            .. synapses.GroupBy(each =>
            {
                double share = (before + (VarianceOf(each.Probability) / 2)) / whole;
                before += VarianceOf(each.Probability);
                return (int)Math.Min(FieldRanges - 1, share * FieldRanges);
            }).Select(bin => new PassedWalls(
                bin.First().Tesla, bin.Last().Tesla, bin.Count() * settings.Samples, bin.Sum(each => each.Passed),
                settings.Samples * bin.Sum(each => each.Probability), bin.Sum(each => VarianceOf(each.Probability)),
                [
                    .. Enumerable.Range(0, IndependentErrors).Select(
                        error => settings.Samples * bin.Sum(each => each.Changes[error])),
                ])),
        ];

        double VarianceOf(double probability) => settings.Samples * probability * (1 - probability);
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
        ["K", "on the bench ± standard error", "simulated ± standard deviation", "difference in standard deviations"],
        [
            .. levels.Select(level => (IReadOnlyList<string>)
            [
                level.Samples.ToString(CultureInfo.InvariantCulture),
                FormattableString.Invariant($"{100 * level.Measured:0.0} ± {100 * level.Error:0.0}"),
                FormattableString.Invariant($"{100 * level.Simulated:0.0} ± {100 * level.Deviation:0.0}"),
                FormattableString.Invariant($"{level.Standardised:0.0}"),
            ]),
        ]);

    private static ResultTable Tabulate(PassedWalls[] bins) => new(
        "Walls that passed, and how many the model expects",
        ["field (mT)", "walls", "passed", "expected ± standard deviation", "difference in standard deviations"],
        [
            .. bins.Select(bin => (IReadOnlyList<string>)
            [
                bin.Range.Replace(" mT", string.Empty, StringComparison.Ordinal),
                bin.Walls.ToString(CultureInfo.InvariantCulture), bin.Passed.ToString(CultureInfo.InvariantCulture),
                FormattableString.Invariant($"{bin.Expected:0.0} ± {bin.Deviation:0.0}"),
                FormattableString.Invariant($"{bin.Standardised:0.0}"),
            ]),
        ]);

    /// <summary>Accuracies with a number of samples.</summary>
    private sealed record Level(
        int Samples, double Measured, double Error, double Simulated, double Deviation, double HalfAnImage)
    {
        // Where all simulations tell the same images, half an image is what they could differ by unseen.
        public double Standardised => Math.Abs(Measured - Simulated) / Math.Max(Deviation, HalfAnImage);
    }

    private static double SquaresOf(IEnumerable<double> values) => values.Sum(value => value * value);

    /// <summary>Walls at fields of a range: those that passed, and those that the model expects with their variance, and with the
    /// change by each of the independent errors of the calibration.</summary>
    private sealed record PassedWalls(
        double FromTesla, double ToTesla, int Walls, double Passed, double Expected, double Variance, double[] Changes)
    {
        public double Deviation => Math.Sqrt(Variance + SquaresOf(Changes));

        public double Standardised => (Passed - Expected) / Deviation;

        public string Range => FormattableString.Invariant($"{FromTesla * 1e3:F2} to {ToTesla * 1e3:F2} mT");
    }
}
