using Lab.Calibration.Noise;
using MathNet.Numerics.Distributions;
using static Lab.Calibration.SpinDiodes.SpinDiodeStructure;

namespace Lab.Calibration.SpinDiodes;

/// <summary>Whether readings hold something in proportion to power that a fit leaves,
/// whatever its course over frequency.</summary>
/// <param name="Probability">Probability that noise and drift alone would leave as much.</param>
/// <param name="Excess">Square of the misfit for each degree of freedom of its course, in variances of the fit's parameters; 1
/// for noise.</param>
/// <param name="Movement">Probability that noise alone would look as much like a resonance that moves during the run.</param>
/// <param name="NoiseGrowth">By how many standard deviations the residuals on the flanks of the line scatter more than beside
/// it.</param>
/// <remarks>Broken lines in frequency, times power and times its square, compete with the walk of the offset for the residuals. A
/// walk follows time and not power; with powers in turn, or frequencies to and fro, it cannot pose as a misfit,
/// nor a misfit as a walk.</remarks>
internal sealed record Misfit(double Probability, double Excess, double Movement, double NoiseGrowth)
{
    private const double KnotsPerLinewidth = 1.5;
    private const double FewestStepsPerKnot = 3;
    private const int MostKnots = 30;
    private const int PointsPerColumn = 7;
    private const int MostMovements = 12;
    private const int PointsPerMovement = 20;

    private static readonly double[] WalkFractions = [1, 0.3, 0.1, 0.01, 0];

    public static Misfit Of(FittedSpinDiode fit)
    {
        double[][] own = fit.Model.Jacobian(fit.Parameters);
        (double left, double excess) = Test(fit, own, Courses(fit));
        (double moving, double excessOfMovement) = fit.Model.Spectrum.IsOneWay || !fit.Model.Spectrum.HasPowersInTurn
            ? (1, 1)
            : Test(fit, own, Movements(fit, own[Resonance]));
        return new Misfit(left, Math.Max(excess, excessOfMovement), moving, Growth(fit, own[Resonance]));
    }

    /// <summary>Probability that noise would let further columns explain as much,
    /// and the square of what they explain for each.</summary>
    private static (double Probability, double Excess) Test(FittedSpinDiode fit, double[][] own, IEnumerable<double[]> further)
    {
        SpinDiodeModel model = fit.Model;
        SpinDiodeSpectrum spectrum = model.Spectrum;
        double[] residuals = model.Residuals(fit.Parameters)!;
        double[][] columns = [.. own, .. further];
        double[][] whitenedColumns = [.. columns.Select(column => new double[column.Length])];
        double[] whitened = new double[residuals.Length];
        double before = fit.Criterion;
        double best = double.PositiveInfinity;
        int used = 0;
        foreach (double fraction in WalkFractions)
        {
            var whitening = new RandomWalkWhitening(model.UsedSeconds, fraction * fit.Solution.Whitening.VarianceRatioPerSecond);
            whitening.Apply(residuals, whitened);
            for (int k = 0; k < columns.Length; k++)
            {
                whitening.Apply(columns[k], whitenedColumns[k]);
            }

            double left = InnerProduct.Of(whitened, whitened)
                - SmallLeastSquares.Gain(whitenedColumns, whitened, out int counted);
            best = Math.Min(best, SpinDiodeRefinement.CriterionOf(spectrum, whitening, Math.Max(left, 0)));
            used = counted;
        }

        int courses = used - own.Length;
        if (courses < 1)
        {
            return (1, 1);
        }

        // The logarithm overstates what many columns explain of few readings; the factor is that of Bartlett.
        double statistic = Math.Max(before - best, 0) * (residuals.Length - used - (courses / 2.0)) / residuals.Length;
        return (1 - ChiSquared.CDF(courses, statistic), Math.Max(statistic / courses, 1));
    }

    // A resonance that jumps once, or walks, moves slowly; one that jumps often makes the line noisy, which is seen by itself.
    private static IEnumerable<double[]> Movements(FittedSpinDiode fit, double[] perResonance)
    {
        SpinDiodeSpectrum spectrum = fit.Model.Spectrum;
        int count = Math.Min(MostMovements, spectrum.Count / PointsPerMovement);
        for (int k = 1; k <= count; k++)
        {
            double[] column = new double[perResonance.Length];
            for (int u = 0; u < column.Length; u++)
            {
                column[u] = perResonance[u] * Math.Cos(k * Math.PI * (spectrum.ScaledTime[fit.Model.Used[u]] + 1) / 2);
            }

            yield return column;
        }
    }

    private static IEnumerable<double[]> Courses(FittedSpinDiode fit)
    {
        SpinDiodeSpectrum spectrum = fit.Model.Spectrum;
        int orders = spectrum.TellsNonlinearity ? 2 : 1;
        double linewidth = Enumerable.Range(0, fit.Model.Structure.Modes).Min(
            mode => fit.Parameters[fit.Model.Structure.First(mode) + Linewidth]);
        double spacing = Math.Max(linewidth / KnotsPerLinewidth, FewestStepsPerKnot * spectrum.SpacingHertz);
        int knots = (int)Math.Clamp(
            spectrum.SpanHertz / spacing, 2, Math.Min(MostKnots, spectrum.Count / (PointsPerColumn * orders)));
        spacing = spectrum.SpanHertz / knots;
        for (int order = 1; order <= orders; order++)
        {
            for (int knot = 0; knot <= knots; knot++)
            {
                double centre = spectrum.LowestHertz + (knot * spacing);
                double[] column =
                [
                    .. fit.Model.Used.Select(i => Math.Max(1 - (Math.Abs(spectrum.FrequencyHertz[i] - centre) / spacing), 0)
                        * Math.Pow(spectrum.PowerWatts[i] / spectrum.HighestWatts, order)),
                ];

                if (column.Any(value => value != 0))
                {
                    yield return column;
                }
            }
        }
    }

    // The score test of a variance that grows with the square of the slope against the resonance (Breusch and Pagan 1979,
    // doi:10.2307/1911963).
    private static double Growth(FittedSpinDiode fit, double[] perResonance)
    {
        double[] e = fit.Whitened;
        double variance = InnerProduct.Of(e, e) / e.Length;
        double mean = InnerProduct.Of(perResonance, perResonance) / e.Length;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < e.Length; i++)
        {
            double slope = (perResonance[i] * perResonance[i]) - mean;
            sum += slope * ((e[i] * e[i] / variance) - 1);
            squares += slope * slope;
        }

        return squares > 0 && variance > 0 ? sum / Math.Sqrt(2 * squares) : 0;
    }
}
