using System.Globalization;
using Lab.Calibration.Twins;
using Lab.Runs.Results;

namespace Lab.Workbench.Twins;

/// <summary>The report of a fitted twin: its parameters, and each measured spectrum beside the twin's.</summary>
internal static class FittedTwinReport
{
    // In standard deviations: of 300 000 honest spectra one.
    private const double MostLikeness = 4.5;

    /// <summary>Writes it.</summary>
    /// <param name="fitted">The twin.</param>
    public static Analysis Of(FittedTwin fitted) => Of(fitted.Parameters, fitted.Comparisons);

    private static Analysis Of(IReadOnlyList<FittedParameter> parameters, IReadOnlyList<SpectrumComparison> comparisons) => new()
    {
        Results =
        [
            .. parameters.Select(parameter => new ResultValue(
                parameter.Key,
                parameter.Value.Value,
                parameter.Unit,
                parameter.Value.StandardUncertainty,
                $"From {parameter.Basis}.")),
            new(
                "reduced_chi_square",
                comparisons.Average(comparison => comparison.ChiSquare),
                string.Empty,
                Uncertainty: null,
                "Mean χ² per degree of freedom between measured spectra and spectra of the fitted twin; near 1 where they "
                    + "differ by noise alone.")
                {
                    Digits = 3
                },
        ],
        Figures = [.. comparisons.Select(Draw)],
        Tables =
        [
            new ResultTable(
                "Each spectrum",
                ["run", "line (mA)", "points", "χ² per degree of freedom"],
                [.. comparisons.Select(comparison => (IReadOnlyList<string>)[
                    comparison.Measured.Source,
                    $"{comparison.Measured.Line.Milliamperes:0.###}",
                    $"{comparison.Residuals.Count}",
                    $"{comparison.ChiSquare:0.00}"
                ])]),
        ],
        Warnings = [.. Doubts(comparisons)],
    };

    /// <summary>Doubts about the fit.</summary>
    /// <param name="comparisons">The spectra.</param>
    public static IEnumerable<string> Doubts(IReadOnlyList<SpectrumComparison> comparisons)
    {
        // Four standard deviations of a χ² whose noise was itself estimated from as many points.
        static double TooLarge(SpectrumComparison comparison) => 1 + (4 * Math.Sqrt(4.0 / comparison.Residuals.Count));
        foreach (SpectrumComparison comparison in comparisons.Where(comparison => comparison.ChiSquare > TooLarge(comparison)))
        {
            yield return $"{comparison.Measured.Source} at {comparison.Measured.Line}: the twin's spectrum differs from the "
                + "measured one by more than noise, "
                + $"χ² {comparison.ChiSquare:0.0} per degree of freedom. The model misses something, or the bench file's "
                + "'thermal_drift' is not the bench's.";
        }

        // A shape shows in the neighbours long before it shows in χ².
        foreach (SpectrumComparison comparison in comparisons.Where(comparison => comparison.ChiSquare <= TooLarge(comparison)))
        {
            double standardDeviations = Likeness(comparison) * Math.Sqrt(comparison.Residuals.Count);
            if (standardDeviations > MostLikeness)
            {
                yield return $"{comparison.Measured.Source} at {comparison.Measured.Line}: the difference from the twin has a "
                    + "shape, since neighbouring frequencies "
                    + $"differ alike ({standardDeviations:0.0} standard deviations). The resonance moved between the runs, or "
                    + "the line has another form.";
            }
        }
    }

    private static Figure Draw(SpectrumComparison comparison)
    {
        double[] megahertz = [.. comparison.Measured.FrequencyHertz.Select(hertz => hertz / 1e6)];
        double[] Microvolts(MeasuredSpectrum spectrum) =>
            [.. spectrum.Volts.Select((volts, i) => (volts - spectrum.Fit.OffsetVolts[i]) / 1e-6)];
        double noise = double.Hypot(comparison.Measured.Fit.WhiteNoise, comparison.Twin.Fit.WhiteNoise) / 1e-6;
        return new Figure(
            $"{comparison.Measured.Source} at {comparison.Measured.Line}",
            "frequency (MHz)",
            [
                new FigurePanel("voltage − offset (µV)",
                [
                    .. TwinCurves(comparison),
                    new FigureSeries("measured", megahertz, Microvolts(comparison.Measured), SeriesStyle.Points, 0),
                ],
                RelativeHeight: 2),
                new FigurePanel(
                    "difference (µV)",
                    [new FigureSeries(
                        "measured − twin",
                        megahertz,
                        [.. comparison.Residuals.Select(residual => residual / 1e-6)],
                        SeriesStyle.Points,
                        2,
                        [.. megahertz.Select(_ => noise)])]),
            ],
            string.Create(
                CultureInfo.InvariantCulture,
                $"χ² per degree of freedom {comparison.ChiSquare:0.00}; bars are the noise of both. Neighbouring frequencies "
                    + $"differ alike with a correlation of {Likeness(comparison):0.00}, of which noise makes "
                    + $"±{1 / Math.Sqrt(comparison.Residuals.Count):0.00}."));
    }

    // One curve a power, below the points.
    private static IEnumerable<FigureSeries> TwinCurves(SpectrumComparison comparison)
    {
        MeasuredSpectrum twin = comparison.Twin;
        double[] powers = [.. twin.PowerWatts.Distinct().Order()];
        foreach (double power in powers)
        {
            int[] points = [.. Enumerable.Range(0, twin.Volts.Length).Where(i => twin.PowerWatts[i] == power)
                .OrderBy(i => twin.FrequencyHertz[i])];
            yield return new FigureSeries(
                "fitted twin",
                [.. points.Select(i => twin.FrequencyHertz[i] / 1e6)],
                [.. points.Select(i => twin.Fit.ModelVolts[i] / 1e-6)],
                SeriesStyle.Line,
                1);
        }
    }

    /// <summary>Correlation of the differences at neighbouring frequencies of one power: near 0 for noise, and positive where
    /// the difference
    /// has a shape, such as an S about the resonance.</summary>
    private static double Likeness(SpectrumComparison comparison)
    {
        double products = 0;
        foreach (IGrouping<double, int> power in Enumerable.Range(0, comparison.Residuals.Count).GroupBy(
            i => comparison.Measured.PowerWatts[i]))
        {
            int[] points = [.. power.OrderBy(i => comparison.Measured.FrequencyHertz[i])];
            products += points.Zip(points.Skip(1), (a, b) => comparison.Residuals[a] * comparison.Residuals[b]).Sum();
        }

        double squares = comparison.Residuals.Sum(residual => residual * residual);
        return squares > 0 ? products / squares : 0;
    }
}
