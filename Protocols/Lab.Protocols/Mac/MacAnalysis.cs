using Lab.Calibration.Regression;
using Lab.Protocols.Chains;
using Lab.Protocols.Fields;
using Lab.Runs.Records;
using Lab.Runs.Results;
using MathNet.Numerics.Statistics;

namespace Lab.Protocols.Mac;

/// <summary>Measured against ideal multiply-and-accumulate, and what explains the difference.</summary>
internal sealed class MacAnalysis(MacSettings settings, IRunData data)
{
    private const double Micro = 1e-6;

    /// <summary>Compares and divides the error.</summary>
    public Analysis Conclude()
    {
        var mac = new ChainData(data);
        double meanSquare = mac.Measured.Zip(mac.Ideal, (measured, ideal) => (measured - ideal) * (measured - ideal)).Average();
        double rmse = Math.Sqrt(meanSquare);
        double noise = mac.ReadingVariance * mac.Pairs.Average(pair => pair.NoiseFactor);
        double bend = mac.Pairs.Average(pair => pair.BendMeanSquare(mac.ReadingVariance));
        double slope = LineFit.Of(mac.Ideal, mac.Measured).Slope.Value;
        int points = mac.Measured.Length;
        return new Analysis
        {
            Conclusion = new Conclusion(
                "Measured and ideal sums differ by {rmse} rms, with a slope of {slope}. Noise makes {noise_share} of the mean "
                    + "square, and the bend of V(P) makes {nonlinearity_share}.",
                "If noise leads, integrate longer or use more power; if the bend leads, use less. Then classify with `lab run "
                    + "classify-2d`.")
            {
                Trust = "A slope of one within its uncertainty says that the inputs add up. What neither noise nor bend "
                    + "explains shows as a pattern in the maps of the residuals.",
            },
            Results =
            [
                new(
                    "rmse",
                    rmse,
                    "V",
                    ErrorOf(mac, meanSquare),
                    "Root mean square of measured less ideal multiply-and-accumulate; its standard error from the scatter "
                        + $"between the {mac.Pairs.Count} pairs of weights. The weights are measured right before, at the same "
                        + "currents."),
                new(
                    "slope",
                    slope,
                    string.Empty,
                    SlopeUncertainty(mac, slope),
                    "Slope of measured against ideal; its standard error from the scatter between the pairs of weights."),
                new("points", points, string.Empty, Uncertainty: null, "Combinations of inputs and weights."),
                new(
                    "noise_share",
                    noise / meanSquare,
                    string.Empty,
                    Uncertainty: null,
                    "Share of the mean square error that noise makes: of the readings, and through it of the weights.")
                    {
                        Digits = 3
                    },
                new(
                    "nonlinearity_share",
                    bend / meanSquare,
                    string.Empty,
                    Uncertainty: null,
                    "Share of the mean square error that the bend of V(P) of each input alone makes.") { Digits = 3 },
                new(
                    "nonlinear_error",
                    Math.Sqrt(Math.Max(bend, 0)),
                    "V",
                    Uncertainty: null,
                    "Root mean square error that the bend of V(P) of each input alone makes.") { Digits = 2 },
                new(
                    "reading_noise",
                    Math.Sqrt(mac.ReadingVariance),
                    "V",
                    Uncertainty: null,
                    "Standard deviation of one reading, from readings at equal set-points.") { Digits = 2 },
                new(
                    "smallest_weight",
                    mac.Pairs.Min(pair => Math.Min(pair.Weight1.Value, pair.Weight2.Value)),
                    "V/W",
                    Uncertainty: null,
                    "The most negative weight.") { Digits = 4 },
                new(
                    "largest_weight",
                    mac.Pairs.Max(pair => Math.Max(pair.Weight1.Value, pair.Weight2.Value)),
                    "V/W",
                    Uncertainty: null,
                    "The most positive weight.") { Digits = 4 },
                .. new RecordedField(settings.Field, slope: null, data).Results,
            ],
            Figures = [DrawComparison(mac), DrawResidualsOverPowers(mac), DrawResidualsOverCurrents(mac)],
            Tables = [Tabulate(mac)],
            Warnings = [.. Doubts(noise / meanSquare, bend / meanSquare)],
        };
    }

    private static IEnumerable<string> Doubts(double noiseShare, double bendShare)
    {
        const double aTenth = 0.1;
        if (1 - noiseShare - bendShare > aTenth)
        {
            yield return $"{1 - noiseShare - bendShare:P0} of the error is neither noise nor the bend of each input alone: the "
                + "inputs may act on each other, or something drifts between the readings.";
        }
    }

    /// <summary>The points of one pair of weights err together, for its weights do and what moves a resonance does; so the
    /// scatter between the pairs counts.</summary>
    private static double? ErrorOf(ChainData mac, double meanSquare) => mac.Pairs.Count > 1
        ? mac.Pairs.Select(pair => pair.Rmse * pair.Rmse).StandardDeviation() / Math.Sqrt(mac.Pairs.Count)
            / (2 * Math.Sqrt(meanSquare))
        : null;

    /// <summary>The points of one pair of weights err together, for its weights do;
    /// so the scatter between the pairs counts.</summary>
    private static double SlopeUncertainty(ChainData mac, double slope)
    {
        double mean = mac.Ideal.Average();
        double meanMeasured = mac.Measured.Average();
        double squares = mac.Ideal.Sum(ideal => (ideal - mean) * (ideal - mean));
        double scatter = mac.Pairs.Sum(pair => Math.Pow(
            pair.Ideal.Zip(
                pair.Measured,
                (ideal, measured) => (ideal - mean) * (measured - meanMeasured - (slope * (ideal - mean)))).Sum(), 2));
        return Math.Sqrt(scatter) / squares;
    }

    private static Figure DrawComparison(ChainData mac)
    {
        double[] ends = [mac.Ideal.Min() / Micro, mac.Ideal.Max() / Micro];
        return new Figure(
            "Measured against ideal multiply-and-accumulate",
            "ideal P1·W1 + P2·W2 (µV)",
            [
                new FigurePanel("measured (µV)",
                [
                    new FigureSeries(
                        "measured",
                        [.. mac.Ideal.Select(volts => volts / Micro)],
                        [.. mac.Measured.Select(volts => volts / Micro)],
                        SeriesStyle.Points,
                        0,
                        [.. mac.Measured.Select(_ => Math.Sqrt(mac.ReadingVariance) / Micro)]),
                    new FigureSeries("measured = ideal", ends, ends, SeriesStyle.Line, 1),
                ],
                RelativeHeight: 2),
                new FigurePanel("difference (µV)",
                [
                    new FigureSeries(
                        "difference",
                        [.. mac.Ideal.Select(volts => volts / Micro)],
                        [.. mac.Measured.Zip(mac.Ideal, (measured, ideal) => (measured - ideal) / Micro)],
                        SeriesStyle.Points,
                        0,
                        [.. mac.Measured.Select(_ => Math.Sqrt(mac.ReadingVariance) / Micro)]),
                ]),
            ],
            "Each point is one combination of two inputs and two weights; bars are the noise of a reading. "
                + "The weights come from each input alone, measured "
                + "right before at the same currents, so that slow drift, pinning and errors of the level cancel.");
    }

    private Figure DrawResidualsOverPowers(ChainData mac) => DrawMap(
        "Mean difference over the inputs",
        "P1 (µW)",
        "P2 (µW)",
        mac.Pairs.SelectMany(pair => Enumerable.Range(0, pair.Measured.Length).Select(
            i => (X: pair.Power1[i], Y: pair.Power2[i], Volts: pair.Measured[i] - pair.Ideal[i]))),
        Micro,
        $"Mean over the {settings.Currents.Count * settings.Currents.Count} pairs of weights: a pattern here is the bend "
            + "of V(P).");

    private Figure DrawResidualsOverCurrents(ChainData mac) => DrawMap(
        "Mean difference over the currents",
        "line 1 (mA)",
        "line 2 (mA)",
        mac.Pairs.SelectMany(pair => Enumerable.Range(0, pair.Measured.Length).Select(
            i => (X: pair.Current1, Y: pair.Current2, Volts: pair.Measured[i] - pair.Ideal[i]))),
        1e-3,
        $"Mean over the {settings.Powers.Count * settings.Powers.Count} pairs of inputs: weights and offset of one pair are "
            + "common to its points.");

    private static Figure DrawMap(
        string title, string horizontal, string vertical, IEnumerable<(double X, double Y, double Volts)> differences,
        double unit, string caption)
    {
        (double X, double Y, double Volts)[] means =
        [
            .. differences.GroupBy(point => (point.X, point.Y)).Select(
                cell => (cell.Key.X / unit, cell.Key.Y / unit, cell.Average(point => point.Volts) / Micro)),
        ];
        return new Figure(
            title,
            horizontal,
            [
                new FigurePanel(vertical,
                [
                    new FigureSeries(
                        "mean difference",
                        [.. means.Select(cell => cell.X)],
                        [.. means.Select(cell => cell.Y)],
                        SeriesStyle.Points,
                        0)
                    {
                        Heat = [.. means.Select(cell => cell.Volts)],
                        HeatLabel = "measured − ideal (µV)",
                    },
                ]),
            ],
            caption);
    }

    private static ResultTable Tabulate(ChainData mac) => new(
        "Each pair of weights",
        ["line 1 (mA)", "line 2 (mA)", "W1 (V/W)", "± (V/W)", "W2 (V/W)", "± (V/W)", "error (µV)"],
        [
            .. mac.Pairs.OrderBy(pair => pair.Current1).ThenBy(pair => pair.Current2).Select(pair => (IReadOnlyList<string>)
            [
                $"{pair.Current1 / 1e-3:0.###}",
                $"{pair.Current2 / 1e-3:0.###}",
                $"{pair.Weight1.Value:0.0000}",
                $"{pair.Weight1.StandardUncertainty:0.0000}",
                $"{pair.Weight2.Value:0.0000}",
                $"{pair.Weight2.StandardUncertainty:0.0000}",
                $"{pair.Rmse / Micro:0.000}",
            ]),
        ]);
}
