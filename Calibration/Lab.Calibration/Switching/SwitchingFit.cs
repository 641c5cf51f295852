using Lab.Calibration.Regression;
using MathNet.Numerics.LinearAlgebra;

namespace Lab.Calibration.Switching;

/// <summary>Barrier, critical current and time of precession from counts of switched pulses, by maximum likelihood.</summary>
/// <remarks>
/// Each count is binomial with the probability of <see cref="SwitchingLaw"/>. The uncertainties are those of Fisher's information
/// at the maximum; where the counts scatter more than binomial ones, they grow with the scatter, and <see cref="Misfit"/> says
/// so. With pulses of one width the time of precession cannot be told and is zero.
/// </remarks>
public sealed class SwitchingFit
{
    /// <summary>Scoring ends when no step gains more of the logarithm of the likelihood.</summary>
    private const double SmallestGain = 1e-9;

    /// <summary>The most likely starts are followed to their maximum.</summary>
    private const int Climbs = 3;

    /// <summary>Probabilities beyond this are as good as certain: a count that differs is left to the test of the fit.</summary>
    private const double Certain = 1e-12;

    /// <summary>Counts with less variance than this are pooled in the test of the fit.</summary>
    private const double LeastVariance = 1;

    /// <summary>Standard deviations of χ² beyond which the counts are not those of the law.</summary>
    private const double MostDeviations = 4;

    /// <summary>A count between is in the transition.</summary>
    private const int Transition = 1;

    private static readonly double[] Stabilities = [8, 12, 18, 27, 40, 60, 90, 135];
    private static readonly double[] Precessions = [0, 0.1, 0.5];

    private readonly Matrix<double> covariance;

    private SwitchingFit(SwitchingLaw law, Matrix<double> covariance, double chiSquare, int freedom)
    {
        Law = law;
        this.covariance = covariance;
        ChiSquare = chiSquare;
        Freedom = freedom;
    }

    /// <summary>The most likely law.</summary>
    public SwitchingLaw Law { get; }

    /// <summary>Δ, the barrier over the thermal energy.</summary>
    public Estimate Stability => Of(Law.Stability, 0);

    /// <summary>I_c0, the current that takes the barrier away, A.</summary>
    public Estimate CriticalAmperes => Of(Law.CriticalAmperes, 1);

    /// <summary>τ_D, s; unknown with pulses of one width.</summary>
    public Estimate PrecessionSeconds => covariance.RowCount > 2 ? Of(Law.PrecessionSeconds, 2) : Estimate.Unknown;

    /// <summary>Σ (counted − expected)²/variance, with counts that are nearly certain pooled for each width.</summary>
    public double ChiSquare { get; }

    /// <summary>The degrees of freedom of <see cref="ChiSquare"/>; zero where the counts test nothing.</summary>
    public int Freedom { get; }

    /// <summary>Why the law does not describe the counts, or <see langword="null"/> where it does.</summary>
    public string? Misfit => Freedom > 0 && ChiSquare > Freedom + (MostDeviations * Math.Sqrt(2.0 * Freedom))
        ? $"The counts are not those of one barrier that falls in a straight line with the current: χ² is {ChiSquare:F0} for "
            + $"{Freedom} degrees of freedom. Look for back-hopping, heating, a second state or a resistance that drifts; the "
            + "uncertainties are widened by the scatter."
        : null;

    /// <summary>The current at which half of the pulses of a width switch, A.</summary>
    /// <param name="widthSeconds">The width, s.</param>
    public Estimate HalfAmperes(double widthSeconds)
    {
        Vector<double> slopes = Slopes(Law, covariance.RowCount, law => law.HalfAmperes(widthSeconds));
        return new Estimate(Law.HalfAmperes(widthSeconds), Math.Sqrt(slopes * covariance * slopes));
    }

    /// <summary>Finds the law.</summary>
    /// <param name="counts">The counts. Those without a trial are left out.</param>
    /// <param name="failure">Why there is none, with the remedy.</param>
    public static SwitchingFit? Find(IReadOnlyList<SwitchingCount> counts, out string? failure)
    {
        ArgumentNullException.ThrowIfNull(counts);
        SwitchingCount[] usable = [.. counts.Where(count => count.Trials > 0 && count.Amperes > 0)];
        int between = usable.Count(
            count => count.Switched >= Transition && count.Trials - count.Switched >= Transition);
        if (between < 2)
        {
            failure = usable.Length == 0 || usable.All(count => count.Switched == 0)
                ? "No pulse switched the junction: use larger amplitudes, the other sign, or more widths."
                : usable.All(count => count.Switched == count.Trials)
                    ? "Every pulse switched the junction: use smaller amplitudes."
                    : "No two amplitudes lie where some pulses switch and some do not: use finer steps between those that never "
                        + "and those that always switch.";
            return null;
        }

        int parameters = usable.Select(count => count.WidthSeconds).Distinct().Count() > 1 ? 3 : 2;
        SwitchingLaw best = Starts(usable, parameters).OrderByDescending(start => LogLikelihood(usable, start)).Take(Climbs)
            .Select(start => Climb(usable, start, parameters))
            .MaxBy(law => LogLikelihood(usable, law))!;
        Matrix<double> information = Information(usable, best, parameters, out _);
        Matrix<double> covariance = information.Inverse();
        (double chiSquare, int freedom) = Test(usable, best, parameters);
        bool isWide = freedom > 0 && chiSquare > freedom + (MostDeviations * Math.Sqrt(2.0 * freedom));
        var fit = new SwitchingFit(best, isWide ? covariance * (chiSquare / freedom) : covariance, chiSquare, freedom);
        if (!(best.Stability > 0) || !(best.CriticalAmperes > 0) || !(fit.Stability.StandardUncertainty < best.Stability))
        {
            failure = "The counts do not rise with the current as those of a barrier do: take more trials, and see whether the "
                + "resistance tells the state.";
            return null;
        }

        failure = null;
        return fit;
    }

    private Estimate Of(double value, int parameter) => new(value, Math.Sqrt(covariance[parameter, parameter]));

    // For each barrier the critical current that puts the transition of the longest pulses where it is.
    private static IEnumerable<SwitchingLaw> Starts(IReadOnlyList<SwitchingCount> counts, int parameters)
    {
        double longest = counts.Max(count => count.WidthSeconds);
        double shortest = counts.Min(count => count.WidthSeconds);
        SwitchingCount middle = counts.Where(count => count.WidthSeconds == longest).MinBy(count => Math.Abs(count.Share - 0.5))!;
        return
            from stability in Stabilities
            let factor = new SwitchingLaw(stability, 1, 0).HalfAmperes(longest)
            where factor > 0
            from precession in parameters > 2 ? Precessions : Precessions[..1]
            select new SwitchingLaw(stability, middle.Amperes / factor, precession * shortest);
    }

    private static SwitchingLaw Climb(IReadOnlyList<SwitchingCount> counts, SwitchingLaw start, int parameters) =>
        FisherScoring.Climb(
            start,
            (SwitchingLaw law, out Vector<double> score) => Information(counts, law, parameters, out score),
            (law, change) => new SwitchingLaw(
                law.Stability + change[0],
                law.CriticalAmperes + change[1],
                parameters > 2 ? law.PrecessionSeconds + change[2] : 0),
            law => law.Stability > 0 && law.CriticalAmperes > 0 ? LogLikelihood(counts, law) : double.NaN,
            SmallestGain);

    private static double LogLikelihood(IReadOnlyList<SwitchingCount> counts, SwitchingLaw law)
    {
        double sum = 0;
        foreach (SwitchingCount count in counts)
        {
            double p = Bounded(law.Probability(count.WidthSeconds, count.Amperes));
            sum += (count.Switched * Math.Log(p)) + ((count.Trials - count.Switched) * Math.Log(1 - p));
        }

        return sum;
    }

    private static Matrix<double> Information(
        IReadOnlyList<SwitchingCount> counts, SwitchingLaw law, int parameters, out Vector<double> score)
    {
        Matrix<double> information = Matrix<double>.Build.Dense(parameters, parameters);
        score = Vector<double>.Build.Dense(parameters);
        foreach (SwitchingCount count in counts)
        {
            double p = Bounded(law.Probability(count.WidthSeconds, count.Amperes));
            Vector<double> slopes = Slopes(law, parameters, each => each.Probability(count.WidthSeconds, count.Amperes));
            double variance = p * (1 - p);
            information += slopes.OuterProduct(slopes) * (count.Trials / variance);
            score += slopes * ((count.Switched - (count.Trials * p)) / variance);
        }

        return information;
    }

    private static Vector<double> Slopes(SwitchingLaw law, int parameters, Func<SwitchingLaw, double> value)
    {
        // Central differences: the law is smooth, and a millionth of a parameter is far above rounding.
        double stability = law.Stability * 1e-6;
        double amperes = law.CriticalAmperes * 1e-6;
        double[] slopes =
        [
            Slope(
                law with { Stability = law.Stability + stability },
                law with { Stability = law.Stability - stability },
                stability),
            Slope(
                law with { CriticalAmperes = law.CriticalAmperes + amperes },
                law with { CriticalAmperes = law.CriticalAmperes - amperes }, amperes),
            Slope(
                law with { PrecessionSeconds = law.PrecessionSeconds + SmallSeconds },
                law with { PrecessionSeconds = law.PrecessionSeconds - SmallSeconds }, SmallSeconds),
        ];
        return Vector<double>.Build.DenseOfArray(slopes[..parameters]);

        double Slope(SwitchingLaw above, SwitchingLaw below, double step) => (value(above) - value(below)) / (2 * step);
    }

    private const double SmallSeconds = 1e-15;

    private static double Bounded(double probability) => Math.Clamp(probability, Certain, 1 - Certain);

    private static (double ChiSquare, int Freedom) Test(IReadOnlyList<SwitchingCount> counts, SwitchingLaw law, int parameters)
    {
        double sum = 0;
        int terms = 0;
        foreach (IGrouping<double, SwitchingCount> width in counts.GroupBy(count => count.WidthSeconds))
        {
            double pooled = 0;
            double pooledVariance = 0;
            foreach (SwitchingCount count in width)
            {
                double p = law.Probability(count.WidthSeconds, count.Amperes);
                double variance = count.Trials * p * (1 - p);
                double difference = count.Switched - (count.Trials * p);
                if (variance >= LeastVariance)
                {
                    sum += difference * difference / variance;
                    terms++;
                }
                else
                {
                    pooled += Math.Abs(difference);
                    pooledVariance += variance;
                }
            }

            // Nearly certain counts miss by the sum of their variances, and each miss is a surprise.
            double surprise = pooled - (2 * pooledVariance);
            sum += surprise > 0 ? surprise * surprise / Math.Max(pooledVariance, LeastVariance) : 0;
        }

        return (sum, Math.Max(terms - parameters, 0));
    }
}
