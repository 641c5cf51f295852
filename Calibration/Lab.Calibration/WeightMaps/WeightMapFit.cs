using Lab.Calibration.Noise;
using Lab.Calibration.Regression;
using Lab.Models.SpinDiodes;
using Lab.Quantities;
using MathNet.Numerics.LinearAlgebra;

namespace Lab.Calibration.WeightMaps;

/// <summary>Fits a <see cref="WeightMap"/> to weights that were measured at several settings of the currents.</summary>
/// <remarks>Each resonator is first sought alone in the weights of its own tone, over all dampings, places and shifts that it can
/// have in the range of its current; then all are refined together by Levenberg's and Marquardt's method, from the best of these
/// and from every other one.</remarks>
public static class WeightMapFit
{
    private const int MostSteps = 200;
    private const int MostRounds = 4;
    private const double SmallestGain = 1e-9;

    /// <summary>Fits the map.</summary>
    /// <param name="tones">The tones, one to a resonator and to a line.</param>
    /// <param name="points">The weights at each setting of the currents; at least four a line.</param>
    /// <exception cref="ArgumentException">Too few points, shapes that do not fit, or weights without uncertainty.</exception>
    public static WeightMapFitResult Fit(IReadOnlyList<Frequency> tones, IReadOnlyList<MeasuredWeights> points)
    {
        ArgumentNullException.ThrowIfNull(tones);
        ArgumentNullException.ThrowIfNull(points);
        int count = tones.Count;
        int parameters = count * TunedChain.ParametersPerResonator(count);
        if (points.Count * count <= parameters
            || points.Any(point => point.Amperes.Length != count || point.Weights.Length != count))
        {
            throw new ArgumentException(
                $"{points.Count} settings of the currents are too few for a map of {count} weights; it needs more than "
                    + $"{parameters / count} with {count} currents and weights each.",
                nameof(points));
        }

        if (points.Any(point => point.Weights.Any(weight => !(weight.StandardUncertainty > 0) || !double.IsFinite(weight.Value))))
        {
            throw new ArgumentException("A weight is not finite or has no uncertainty.", nameof(points));
        }

        List<double[]>[] starts = [.. Enumerable.Range(0, count).Select(k => Starts(tones, points, k))];
        double[] best = [.. starts.SelectMany(candidates => candidates[0])];
        (double squares, Matrix<double> information) = Refine(tones, points, best);

        // The weights of its own tone do not always tell how broad a resonance is and which way its line moves it; the tails at
        // the other tones do.
        bool isBetter = true;
        for (int round = 0; round < MostRounds && isBetter; round++)
        {
            isBetter = false;
            for (int k = 0; k < count; k++)
            {
                foreach (double[] candidate in starts[k])
                {
                    double[] tried = [.. best];
                    candidate.CopyTo(tried, k * candidate.Length);
                    var other = Refine(tones, points, tried);
                    if (other.Squares < squares * (1 - SmallestGain))
                    {
                        best = tried;
                        (squares, information) = other;
                        isBetter = true;
                    }
                }
            }
        }

        double reducedChiSquare = squares / ((points.Count * count) - parameters);

        // Where the curves fit worse than noise lets expect, the parameters are as uncertain as the scatter says.
        Matrix<double> covariance = information.PseudoInverse() * Math.Max(reducedChiSquare, 1);
        var map = new WeightMap(
            tones,
            best,
            covariance.ToColumnMajorArray(),
            [.. Enumerable.Range(0, count).Select(line => points.Min(point => point.Amperes[line]))],
            [.. Enumerable.Range(0, count).Select(line => points.Max(point => point.Amperes[line]))]);
        return new WeightMapFitResult(
            map,
            reducedChiSquare,
            (points.Count * count) - parameters,
            Enumerable.Range(0, count).Min(tone => NoiseProbability(map, points, tone)));
    }

    private static double NoiseProbability(WeightMap map, IReadOnlyList<MeasuredWeights> points, int tone)
    {
        const int fewest = 20; // the test of whiteness needs more than ten
        return points.Count < fewest
            ? 1
            : Whiteness.Of(
                [.. points.Select(point => (point.Weights[tone].Value - map.Chain.WeightAt(tone, point.Amperes))
                    / point.Weights[tone].StandardUncertainty)]).Probability;
    }

    /// <summary>Where to begin with one resonator: the best place for every damping and direction,
    /// the best of all first.</summary>
    private static List<double[]> Starts(IReadOnlyList<Frequency> tones, IReadOnlyList<MeasuredWeights> points, int k)
    {
        double reach = points.Max(point => Math.Abs(point.Amperes[k]));
        double[] weights = [.. points.Select(point => point.Weights[k].Value)];
        var best = new Dictionary<(double Damping, bool IsUp), (double Variance, double[] Resonator)>();
        foreach ((double damping, double shift, double place) in Places())
        {
            double[] places = [.. points.Select(point => place + (shift * point.Amperes[k] / reach))];
            if (places.Min() < 0.1)
            {
                continue; // no resonance goes down to a tenth of its tone
            }

            MultipleLinearFit fit = MultipleLinearFit.Of([.. places.Select(at => Shapes(at, damping))], weights);
            if (!best.TryGetValue((damping, shift > 0), out var known) || fit.ResidualVariance < known.Variance)
            {
                double[] resonator = new double[TunedChain.ParametersPerResonator(tones.Count)];
                (resonator[0], resonator[1]) = (fit.Coefficients[0].Value, fit.Coefficients[1].Value);
                (resonator[2], resonator[3], resonator[4 + k]) = (place, Math.Log(damping), shift / reach);
                best[(damping, shift > 0)] = (fit.ResidualVariance, resonator);
            }
        }

        return [.. best.Values.OrderBy(start => start.Variance).Select(start => start.Resonator)];
    }

    /// <summary>Where a resonance can be: its damping, how far its line moves it and where it is without,
    /// in units of its tone.</summary>
    private static IEnumerable<(double Damping, double Shift, double Place)> Places()
    {
        foreach (double damping in (double[])[0.005, 0.015, 0.045, 0.13])
        {
            foreach (double halfWidths in (double[])[-24, -16, -10, -6, -4, -2.5, -1.5, -0.8, 0.8, 1.5, 2.5, 4, 6, 10, 16, 24])
            {
                for (double position = -3 - Math.Max(halfWidths, 0); position <= 3 - Math.Min(halfWidths, 0); position += 0.5)
                {
                    yield return (damping, halfWidths * damping, 1 + (position * damping));
                }
            }
        }
    }

    /// <summary>The terms whose sum is the weight of the own tone: the symmetric line, the antisymmetric one, and the tails of
    /// the others.</summary>
    private static double[] Shapes(double place, double damping)
    {
        double u = (1 - place) / (damping * place);
        return [1 / (place * (1 + (u * u))), u / (place * (1 + (u * u))), 1];
    }

    /// <summary>Moves the parameters to the least squares and gives these and the information matrix there.</summary>
    private static (double Squares, Matrix<double> Information) Refine(
        IReadOnlyList<Frequency> tones, IReadOnlyList<MeasuredWeights> points, double[] parameters)
    {
        double damping = 1e-3;
        (double squares, Matrix<double> information, Vector<double> downhill) = Linearise(tones, points, parameters);
        for (int step = 0; step < MostSteps && damping < 1e10; step++)
        {
            Matrix<double> damped = information.Clone();
            for (int i = 0; i < parameters.Length; i++)
            {
                damped[i, i] += damping * Math.Max(information[i, i], double.Epsilon);
            }

            Vector<double> move = damped.Solve(downhill);
            double[] moved = [.. parameters.Select((value, i) => value + move[i])];
            var next = Linearise(tones, points, moved);
            if (next.Squares < squares)
            {
                bool isSettled = squares - next.Squares < SmallestGain * squares;
                moved.CopyTo(parameters, 0);
                (squares, information, downhill) = next;
                damping /= 10;
                if (isSettled)
                {
                    break;
                }
            }
            else
            {
                damping *= 10;
            }
        }

        return (squares, information);
    }

    private static (double Squares, Matrix<double> Information, Vector<double> Downhill) Linearise(
        IReadOnlyList<Frequency> tones, IReadOnlyList<MeasuredWeights> points, double[] parameters)
    {
        var chain = new TunedChain(tones, parameters);
        Matrix<double> information = Matrix<double>.Build.Dense(parameters.Length, parameters.Length);
        Vector<double> downhill = Vector<double>.Build.Dense(parameters.Length);
        double[] derivative = new double[parameters.Length];
        double squares = 0;
        foreach (MeasuredWeights point in points)
        {
            for (int tone = 0; tone < tones.Count; tone++)
            {
                double model = chain.WeightAt(tone, point.Amperes, perParameter: derivative);
                double inverse = 1 / point.Weights[tone].StandardUncertainty;
                double residual = (point.Weights[tone].Value - model) * inverse;
                squares += residual * residual;
                for (int i = 0; i < parameters.Length; i++)
                {
                    double row = derivative[i] * inverse;
                    downhill[i] += row * residual;
                    for (int j = 0; j < parameters.Length; j++)
                    {
                        information[i, j] += row * derivative[j] * inverse;
                    }
                }
            }
        }

        return (double.IsFinite(squares) ? squares : double.PositiveInfinity, information, downhill);
    }
}
