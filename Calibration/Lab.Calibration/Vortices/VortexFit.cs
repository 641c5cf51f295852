using Lab.Calibration.Noise;
using Lab.Models.VortexOscillators;
using MathNet.Numerics.LinearAlgebra;

namespace Lab.Calibration.Vortices;

/// <summary>α and β at each current and n for all of them, from transients of a vortex core's orbit, by least squares on the
/// closed form of ds/dt = αs + βs^(n+1) (<see cref="VortexCoefficients"/>).</summary>
/// <remarks>The amplitude at which each transient begins is fitted too. Samples have the same noise; the uncertainties are those
/// of its scatter about the fit. Where residuals are alike to their neighbours, as those of a core that heat moves are, there are
/// fewer independent ones than samples: the uncertainties grow accordingly, and <see cref="Misfit"/> says so.</remarks>
public sealed class VortexFit
{
    private const int MostSteps = 100;
    private const int Segments = 12;
    private const double SmallestGain = 1e-10;
    private const double MostDamping = 1e10;
    private const double White = 1e-3;
    private const int FewestSamples = 3;

    // A logarithm that may be off by more is not told at all.
    private const double LargestLogarithmSquare = 100;

    // The equation has n = 2 by theory; from elsewhere the search begins where that is far from right.
    private static readonly double[] Exponents = [2, 1.2, 3.5];

    private readonly VortexTransient[] transients;
    private readonly double[] currents;
    private readonly int[] currentOf;
    private readonly Vector<double> values;
    private readonly Matrix<double> covariance;

    private VortexFit(
        VortexTransient[] transients, double[] currents, Vector<double> values, Matrix<double> covariance, double noise,
        string? misfit)
    {
        (this.transients, this.currents, this.values, this.covariance) = (transients, currents, values, covariance);
        currentOf = [.. transients.Select(transient => Array.IndexOf(currents, transient.AmperesPerSquareMetre))];
        (Noise, Misfit) = (noise, misfit);
    }

    /// <summary>n.</summary>
    public Estimate Exponent => OfLogarithm(0, 1);

    /// <summary>The coefficients, by ascending current.</summary>
    public IReadOnlyList<FittedVortexCoefficients> Coefficients =>
    [
        .. currents.Select((current, i) => new FittedVortexCoefficients(
            current, new Estimate(values[GrowthAt(i)], DeviationOf(GrowthAt(i))), OfLogarithm(GrowthAt(i) + 1, -1))),
    ];

    /// <summary>J_c1 in A/m², where α changes its sign, on a line between the two currents beside it; unknown where it does not,
    /// or more than once.</summary>
    public Estimate FirstCritical
    {
        get
        {
            int[] changes = [.. Enumerable.Range(1, currents.Length - 1).Where(
                i => values[GrowthAt(i - 1)] <= 0 && values[GrowthAt(i)] > 0)];
            if (changes is not [int above])
            {
                return Estimate.Unknown;
            }

            (int low, int high) = (GrowthAt(above - 1), GrowthAt(above));
            (double from, double to) = (currents[above - 1], currents[above]);
            double rise = values[high] - values[low];
            Vector<double> slopes = Vector<double>.Build.Dense(values.Count);
            slopes[low] = -(to - from) * values[high] / (rise * rise);
            slopes[high] = (to - from) * values[low] / (rise * rise);
            return new Estimate(from - (values[low] * (to - from) / rise), Math.Sqrt(slopes * covariance * slopes));
        }
    }

    /// <summary>The standard deviation of a sample's noise.</summary>
    public double Noise { get; }

    /// <summary>Why the equation does not describe the transients, or <see langword="null"/> where it does.</summary>
    public string? Misfit { get; }

    /// <summary>The fitted amplitudes of a transient, shape [sample].</summary>
    /// <param name="transient">Which one, in the order in which they were given.</param>
    public double[] Curve(int transient) =>
        [.. transients[transient].Seconds.Select(time => ModelAt(values, transient, time))];

    /// <summary>Fits.</summary>
    /// <param name="transients">The transients. Those of one current share its coefficients.</param>
    /// <param name="failure">Why there is no fit, with the remedy.</param>
    public static VortexFit? Find(IReadOnlyList<VortexTransient> transients, out string? failure)
    {
        ArgumentNullException.ThrowIfNull(transients);
        VortexTransient[] all = [.. transients];
        double[] currents = [.. all.Select(transient => transient.AmperesPerSquareMetre).Distinct().Order()];
        int parameters = 1 + (2 * currents.Length) + all.Length;
        int samples = all.Sum(transient => transient.Seconds.Length);
        failure = Array.FindIndex(all, each => each.Seconds.Length < FewestSamples) is >= 0 and int shortOne
            ? $"Transient {shortOne + 1} has {all[shortOne].Seconds.Length} samples; {FewestSamples} are needed. Sample more "
                + "finely."
            : samples <= parameters + 10
                ? $"{samples} samples do not tell {parameters} coefficients and beginnings; take more samples."
                : Array.FindIndex(all, each => !(each.Amplitudes.Average() > 0)) is >= 0 and int none
                    ? $"The amplitudes of transient {none + 1} are not positive on the whole; s is the radius of the orbit "
                        + "over that of the disk."
                    : null;
        if (failure is not null)
        {
            return null;
        }

        VortexFit best = Search(all, currents, Exponents[0]);
        for (int i = 1; i < Exponents.Length && best.Misfit is not null; i++)
        {
            VortexFit other = Search(all, currents, Exponents[i]);
            best = other.Noise < best.Noise ? other : best;
        }

        if (!best.values.All(double.IsFinite) || !double.IsFinite(best.Exponent.StandardUncertainty)
            || !best.Coefficients.All(each => double.IsFinite(each.Growth.StandardUncertainty)))
        {
            failure = "The transients do not tell α, β and n apart: let some of them grow from a small orbit to the end at "
                + "currents above the first critical one.";
            return null;
        }

        return best;
    }

    private static int GrowthAt(int current) => 1 + (2 * current);

    private static VortexFit Search(VortexTransient[] transients, double[] currents, double exponent)
    {
        var start = new VortexFit(
            transients, currents, Start(transients, currents, exponent), Matrix<double>.Build.Dense(1, 1), 0, misfit: null);
        Vector<double> values = start.values;
        double squares = start.SumOfSquares(values);
        double damping = 1e-3;
        for (int step = 0; step < MostSteps && damping < MostDamping; step++)
        {
            (Matrix<double> normal, Vector<double> gradient) = start.Linearise(values);
            for (; damping < MostDamping; damping *= 10)
            {
                Matrix<double> damped = normal.Clone();
                for (int i = 0; i < values.Count; i++)
                {
                    damped[i, i] += (damping * normal[i, i]) + double.Epsilon;
                }

                Vector<double> next = values + damped.Solve(gradient);
                double after = start.SumOfSquares(next);
                if (after <= squares)
                {
                    bool isEnd = squares - after <= SmallestGain * squares;
                    (values, squares, damping) = (next, after, isEnd ? MostDamping : damping / 10);
                    break;
                }
            }
        }

        return start.Finish(values, squares);
    }

    private VortexFit Finish(Vector<double> found, double squares)
    {
        int samples = transients.Sum(transient => transient.Seconds.Length);
        double variance = squares / (samples - found.Count);
        double[] residuals = [.. transients.SelectMany((transient, index) => transient.Seconds.Select(
            (time, i) => transient.Amplitudes[i] - ModelAt(found, index, time)))];
        var whiteness = Whiteness.Of(residuals);
        string? misfit = null;
        double widening = 1;
        if (whiteness.Probability < White && whiteness.DurbinWatson < 2)
        {
            // As many independent residuals as a process of the first order with their correlation has.
            double correlation = 1 - (whiteness.DurbinWatson / 2);
            widening = (1 + correlation) / (1 - correlation);
            misfit = $"Neighbouring residuals are alike (Durbin–Watson {whiteness.DurbinWatson:F2} instead of 2): heat moves the "
                + "core itself, or the equation does not describe its orbit. Average repeated transients; the uncertainties are "
                + $"widened by a factor of {Math.Sqrt(widening):F1}.";
        }

        Matrix<double> normal = Linearise(found).Normal;
        return new VortexFit(
            transients, currents, found, Inverse(normal, variance * widening), Math.Sqrt(variance), misfit);
    }

    // Scaled to a diagonal of ones first: the parameters have different units. A saturation that no sample tells stands apart.
    private Matrix<double> Inverse(Matrix<double> normal, double variance)
    {
        double[] scales = [.. normal.Diagonal().Select(information => 1 / Math.Sqrt(information))];
        for (int saturation = GrowthAt(0) + 1; saturation < GrowthAt(currents.Length); saturation += 2)
        {
            bool isTold = normal[saturation, saturation] * LargestLogarithmSquare > variance;
            scales[saturation] = isTold ? scales[saturation] : 0;
        }

        Matrix<double> inverse = Matrix<double>.Build.Dense(
            normal.RowCount,
            normal.ColumnCount,
            (row, column) => scales[row] * scales[column] is > 0 and var scale
                ? normal[row, column] * scale
                : row == column ? 1 : 0).Inverse();
        inverse.MapIndexedInplace((row, column, value) => scales[row] * scales[column] is > 0 and var scale
            ? value * scale * variance
            : row == column ? double.PositiveInfinity : 0);
        return inverse;
    }

    // The parameters: ln n; α and ln(−β) of each current; ln s at the beginning of each transient.
    private static Vector<double> Start(VortexTransient[] transients, double[] currents, double exponent)
    {
        Vector<double> start = Vector<double>.Build.Dense(1 + (2 * currents.Length) + transients.Length);
        start[0] = Math.Log(exponent);
        for (int i = 0; i < currents.Length; i++)
        {
            (start[GrowthAt(i)], start[GrowthAt(i) + 1]) =
                StartAt([.. transients.Where(each => each.AmperesPerSquareMetre == currents[i])], exponent);
        }

        for (int i = 0; i < transients.Length; i++)
        {
            double first = transients[i].Amplitudes[..FewestSamples].Average();
            start[GrowthAt(currents.Length) + i] = Math.Log(first > 0 ? first : transients[i].Amplitudes.Average() / 10);
        }

        return start;
    }

    // A line through the slopes of ln s between the means of segments, against sⁿ.
    private static (double Growth, double LogSaturation) StartAt(VortexTransient[] transients, double exponent)
    {
        List<(double Weight, double Power, double Slope)> slopes = [];
        double longest = transients.Max(each => each.Seconds[^1] - each.Seconds[0]);
        foreach (VortexTransient transient in transients)
        {
            int segments = Math.Min(Segments, transient.Seconds.Length);
            (double Time, double Amplitude)[] means =
            [
                .. Enumerable.Range(0, segments).Select(segment =>
                {
                    int length = transient.Seconds.Length;
                    Range part = (segment * length / segments)..((segment + 1) * length / segments);
                    return (transient.Seconds[part].Average(), transient.Amplitudes[part].Average());
                }).Where(mean => mean.Item2 > 0),
            ];
            for (int i = 1; i < means.Length; i++)
            {
                double middle = (means[i].Amplitude + means[i - 1].Amplitude) / 2;
                slopes.Add((
                    middle * middle,
                    Math.Pow(middle, exponent),
                    Math.Log(means[i].Amplitude / means[i - 1].Amplitude) / (means[i].Time - means[i - 1].Time)));
            }
        }

        double weight = slopes.Sum(each => each.Weight);
        double power = slopes.Sum(each => each.Weight * each.Power) / weight;
        double slope = slopes.Sum(each => each.Weight * each.Slope) / weight;
        double spread = slopes.Sum(each => each.Weight * (each.Power - power) * (each.Power - power));
        double saturation = slopes.Sum(each => each.Weight * (each.Power - power) * (each.Slope - slope)) / spread;

        // Where the slopes do not fall with the amplitude, a weak saturation is a beginning.
        double weakest = -0.1 / (longest * slopes.Max(each => each.Power));
        saturation = saturation < weakest ? saturation : weakest;
        return (slope - (saturation * power), Math.Log(-saturation));
    }

    private double ModelAt(Vector<double> parameters, int transient, double time)
    {
        int growth = GrowthAt(currentOf[transient]);
        return Model(
            parameters[0], parameters[growth], parameters[growth + 1], parameters[GrowthAt(currents.Length) + transient],
            time - transients[transient].Seconds[0]);
    }

    private static double Model(double logExponent, double growth, double logSaturation, double logStart, double seconds) =>
        new VortexCoefficients(growth, -Math.Exp(logSaturation), Math.Exp(logExponent)).Advance(Math.Exp(logStart), seconds);

    private double SumOfSquares(Vector<double> parameters)
    {
        double sum = 0;
        for (int index = 0; index < transients.Length; index++)
        {
            VortexTransient transient = transients[index];
            for (int i = 0; i < transient.Seconds.Length; i++)
            {
                double residual = transient.Amplitudes[i] - ModelAt(parameters, index, transient.Seconds[i]);
                sum += residual * residual;
            }
        }

        return double.IsFinite(sum) ? sum : double.PositiveInfinity;
    }

    private (Matrix<double> Normal, Vector<double> Gradient) Linearise(Vector<double> parameters)
    {
        Matrix<double> normal = Matrix<double>.Build.Dense(parameters.Count, parameters.Count);
        Vector<double> gradient = Vector<double>.Build.Dense(parameters.Count);
        Span<double> slopes = stackalloc double[4];
        for (int index = 0; index < transients.Length; index++)
        {
            VortexTransient transient = transients[index];
            int growthAt = GrowthAt(currentOf[index]);
            int[] places = [0, growthAt, growthAt + 1, GrowthAt(currents.Length) + index];
            (double n, double growth, double saturation, double start) =
                (parameters[places[0]], parameters[places[1]], parameters[places[2]], parameters[places[3]]);
            double growthStep = 1e-5 / (transient.Seconds[^1] - transient.Seconds[0]);
            const double step = 1e-5; // of a logarithm
            for (int i = 0; i < transient.Seconds.Length; i++)
            {
                double time = transient.Seconds[i] - transient.Seconds[0];
                slopes[0] = (Model(n + step, growth, saturation, start, time) - Model(n - step, growth, saturation, start, time))
                    / (2 * step);
                slopes[1] = (Model(n, growth + growthStep, saturation, start, time)
                    - Model(n, growth - growthStep, saturation, start, time)) / (2 * growthStep);
                slopes[2] = (Model(n, growth, saturation + step, start, time) - Model(n, growth, saturation - step, start, time))
                    / (2 * step);
                slopes[3] = (Model(n, growth, saturation, start + step, time) - Model(n, growth, saturation, start - step, time))
                    / (2 * step);
                double residual = transient.Amplitudes[i] - Model(n, growth, saturation, start, time);
                for (int row = 0; row < slopes.Length; row++)
                {
                    gradient[places[row]] += slopes[row] * residual;
                    for (int column = 0; column < slopes.Length; column++)
                    {
                        normal[places[row], places[column]] += slopes[row] * slopes[column];
                    }
                }
            }
        }

        return (normal, gradient);
    }

    private double DeviationOf(int parameter) => Math.Sqrt(covariance[parameter, parameter]);

    // Of a parameter whose logarithm is fitted.
    private Estimate OfLogarithm(int parameter, int sign)
    {
        double value = Math.Exp(values[parameter]);
        return new Estimate(sign * value, value * DeviationOf(parameter));
    }
}
