using Lab.Models.Randomness;
using Lab.Protocols.Chains;
using Lab.Protocols.Fields;
using Lab.Runs.Records;
using Lab.Runs.Results;
using MathNet.Numerics.Statistics;

namespace Lab.Protocols.Mac;

/// <summary>Accuracy of each pair of weights, and what Gaussian noise of the same error lets expect.</summary>
internal sealed class ClassifyAnalysis(ClassifySettings settings, IRunData data)
{
    private const double Micro = 1e-6;

    /// <summary>Counts and simulates.</summary>
    public Analysis Conclude()
    {
        var mac = new ChainData(data);
        double[] accuracy = [.. mac.Pairs.Select(Accuracy)];
        double[] predicted = [.. mac.Pairs.Select(Predict)];
        int inputs = mac.Pairs[0].Measured.Length;
        bool varies = accuracy.Distinct().Skip(1).Any() && predicted.Distinct().Skip(1).Any();
        List<ResultValue> results =
        [
            new(
                "mean_accuracy",
                accuracy.Average(),
                string.Empty,
                accuracy.Length > 1 ? accuracy.StandardDeviation() / Math.Sqrt(accuracy.Length) : null,
                "Mean share of inputs on the right side of the ideal boundary; its standard error over the pairs of weights."),
            new(
                "predicted_accuracy",
                predicted.Average(),
                string.Empty,
                Uncertainty: null,
                "The same with the ideal voltages and Gaussian noise of each pair's measured error: it agrees where the errors "
                    + "are Gaussian, and tells nothing else.")
                {
                    Digits = 4
                },
        ];
        if (varies)
        {
            results.Add(new(
                "correlation",
                Correlation.Pearson(accuracy, predicted),
                string.Empty,
                Uncertainty: null,
                "Correlation of measured and predicted accuracy over the pairs of weights.")
            { Digits = 4 });
        }

        results.Add(new(
            "worst_accuracy",
            accuracy.Min(),
            string.Empty,
            Uncertainty: null,
            "The lowest accuracy of a pair of weights.")
        { Digits = 4 });
        results.Add(new(
            "classifications",
            accuracy.Length,
            string.Empty,
            Uncertainty: null,
            $"Pairs of weights, each with {inputs} inputs."));
        results.AddRange(new RecordedField(settings.Field, slope: null, data).Results);
        return new Analysis
        {
            Conclusion = new Conclusion(
                "On average {mean_accuracy} of the inputs land on the right side of the ideal boundary. The ideal voltages "
                    + "with Gaussian noise would give {predicted_accuracy}, and the worst pair of weights gave "
                    + "{worst_accuracy}.",
                "See what the error is made of with `lab run mac`, and train the weights instead of setting them with `lab "
                    + "run train-classifier`.")
            {
                Trust =
                    "Where measured and predicted accuracy agree, noise explains the errors; where the measured one is lower, "
                        + "the weights drifted or V(P) bends.",
            },
            Results = results,
            Figures =
            [
                DrawAccuracies(mac, accuracy, predicted),
                DrawBoundary("The first pair of weights", mac.Pairs[0]),
                DrawBoundary("The least accurate pair of weights", mac.Pairs[Array.IndexOf(accuracy, accuracy.Min())])
            ],
            Tables = [Tabulate(mac, accuracy, predicted)],
        };
    }

    private static bool IsClassOne(double volts) => volts > 0;

    private static double Accuracy(WeightPair pair) =>
        pair.Measured.Zip(pair.Ideal, (measured, ideal) => IsClassOne(measured) == IsClassOne(ideal) ? 1.0 : 0.0).Average();

    // A stream of each pair's own, so that the number of draws of one moves no other.
    private double Predict(WeightPair pair, int index)
    {
        var random = RandomStream.For(1, "classify-2d/noise", (ulong)index);
        double rmse = pair.Rmse;
        long right = 0;
        for (int draw = 0; draw < settings.Draws; draw++)
        {
            right += pair.Ideal.Count(ideal => IsClassOne(ideal + (rmse * random.NextGaussian())) == IsClassOne(ideal));
        }

        return (double)right / ((long)settings.Draws * pair.Ideal.Length);
    }

    private Figure DrawAccuracies(ChainData mac, double[] accuracy, double[] predicted)
    {
        double[] error = [.. mac.Pairs.Select(pair => pair.Rmse / Micro)];
        return new Figure(
            "Accuracy against the error of the multiply-and-accumulate",
            "root mean square error (µV)",
            [
                new FigurePanel("accuracy (%)",
                [
                    new FigureSeries(
                        "measured", error, [.. accuracy.Select(value => 100 * value)], SeriesStyle.Points, 0,
                        [.. accuracy.Select(share => 100 * Math.Sqrt(share * (1 - share) / mac.Pairs[0].Measured.Length))]),
                    new FigureSeries(
                        $"ideal with Gaussian noise, {settings.Draws} draws",
                        error,
                        [.. predicted.Select(value => 100 * value)],
                        SeriesStyle.Points,
                        1),
                ]),
            ],
            "One point of each kind for every pair of weights; bars are the error of a share of so many inputs. "
                + "The spread comes from how near the inputs lie to the boundary.");
    }

    private static Figure DrawBoundary(string title, WeightPair pair)
    {
        List<FigureSeries> series = [];
        foreach ((string name, bool isOne, int color) in ((string, bool, int)[])[
            ("class 1, measured", true, 0),
            ("class 0, measured", false, 1)
        ])
        {
            int[] points = [.. Enumerable.Range(0, pair.Measured.Length).Where(i => IsClassOne(pair.Measured[i]) == isOne)];
            series.Add(new FigureSeries(
                name,
                [.. points.Select(i => pair.Power1[i] / Micro)],
                [.. points.Select(i => pair.Power2[i] / Micro)],
                SeriesStyle.Points,
                color));
        }

        // P1·W1 + P2·W2 = 0, drawn as far as the inputs go.
        double reach = pair.Power1.Concat(pair.Power2).Max() / Micro;
        double rise = -pair.Weight1.Value / pair.Weight2.Value;
        if (rise > 0)
        {
            double end = Math.Min(reach, reach / rise);
            series.Add(new FigureSeries("ideal boundary", [0, end], [0, end * rise], SeriesStyle.DashedLine, 2));
        }

        return new Figure(
            title,
            "P1 (µW)",
            [new FigurePanel("P2 (µW)", series)],
            $"W1 = {pair.Weight1.Value:0.00} V/W, W2 = {pair.Weight2.Value:0.00} V/W; the class is the sign of the "
                + $"voltage.{(rise > 0 ? string.Empty : " Both weights have one sign, so that all inputs are of one class.")}");
    }

    private static ResultTable Tabulate(ChainData mac, double[] accuracy, double[] predicted) => new(
        "Each pair of weights",
        ["line 1 (mA)", "line 2 (mA)", "W1 (V/W)", "W2 (V/W)", "error (µV)", "accuracy (%)", "predicted (%)"],
        [
            .. mac.Pairs.Select((pair, i) => (IReadOnlyList<string>)
            [
                $"{pair.Current1 / 1e-3:0.###}",
                $"{pair.Current2 / 1e-3:0.###}",
                $"{pair.Weight1.Value:0.0000}",
                $"{pair.Weight2.Value:0.0000}",
                $"{pair.Rmse / Micro:0.000}",
                $"{100 * accuracy[i]:0.0}",
                $"{100 * predicted[i]:0.0}",
            ]),
        ]);
}
