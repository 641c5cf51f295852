using Lab.Models.SpinDiodes;
using Lab.Quantities;
using MathNet.Numerics.LinearAlgebra;

namespace Lab.Calibration.WeightMaps;

/// <summary>The weights of a chain as a smooth function of the currents in its lines, with uncertainty, and its inverse within
/// the range of currents that was measured.</summary>
public sealed class WeightMap
{
    // Of each current; a resonance passes within a few of these steps, so that the best of them lies in the valley of the best.
    private const int LatticePoints = 41;
    private const int MostLatticePoints = 100_000;
    private const int MostSteps = 50;
    private const int Starts = 12;
    private const double Reached = 1e-7; // V/W; far below what any weight is known to

    private readonly Matrix<double> covariance;
    private readonly (double[] Amperes, double[] Weights)[] lattice;

    /// <summary>Makes a map of a known chain.</summary>
    /// <param name="tones">The tones.</param>
    /// <param name="parameters">The parameters of <see cref="TunedChain"/>.</param>
    /// <param name="covariance">Their covariance, shape [parameter · parameter]; zeros for a chain that is known exactly.</param>
    /// <param name="minimumAmperes">The least current in each line, A, shape [line].</param>
    /// <param name="maximumAmperes">The largest current in each line, A, shape [line].</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or a range is empty.</exception>
    public WeightMap(
        IReadOnlyList<Frequency> tones, ReadOnlySpan<double> parameters, ReadOnlySpan<double> covariance,
        IReadOnlyList<double> minimumAmperes, IReadOnlyList<double> maximumAmperes)
    {
        ArgumentNullException.ThrowIfNull(minimumAmperes);
        ArgumentNullException.ThrowIfNull(maximumAmperes);
        Chain = new TunedChain(tones, parameters);
        Tones = tones;
        if (covariance.Length != parameters.Length * parameters.Length || minimumAmperes.Count != Chain.Count
            || maximumAmperes.Count != Chain.Count)
        {
            throw new ArgumentException(
                $"A map of {Chain.Count} weights needs {parameters.Length}² covariances and {Chain.Count} ranges of current.");
        }

        if (minimumAmperes.Where((minimum, i) => !(minimum < maximumAmperes[i])).Any())
        {
            throw new ArgumentException("A range of currents is empty; the map needs two different currents in every line.");
        }

        this.covariance = Matrix<double>.Build.Dense(parameters.Length, parameters.Length, covariance.ToArray());
        MinimumAmperes = minimumAmperes;
        MaximumAmperes = maximumAmperes;
        lattice = [.. Lattice().Select(amperes => (amperes, WeightsAt(amperes)))];
    }

    /// <summary>The chain of the map.</summary>
    public TunedChain Chain { get; }

    /// <summary>The tones whose weights it gives.</summary>
    public IReadOnlyList<Frequency> Tones { get; }

    /// <summary>The least current in each line, A, shape [line].</summary>
    public IReadOnlyList<double> MinimumAmperes { get; }

    /// <summary>The largest current in each line, A, shape [line].</summary>
    public IReadOnlyList<double> MaximumAmperes { get; }

    /// <summary>Covariance of the chain's parameters, shape [parameter · parameter].</summary>
    public double[] Covariance => covariance.ToColumnMajorArray();

    /// <summary>Shift of a resonance by the current in another line over that by its own,
    /// with the uncertainty of both shifts.</summary>
    /// <param name="resonator">Index of the resonator.</param>
    /// <param name="line">Index of the other line.</param>
    public Estimate CrosstalkOf(int resonator, int line)
    {
        int stride = TunedChain.ParametersPerResonator(Chain.Count);
        int own = (resonator * stride) + (stride - Chain.Count) + resonator;
        int other = own - resonator + line;
        double perOwn = Chain.Parameters[own];
        double ratio = Chain.Parameters[other] / perOwn;
        double variance = covariance[other, other] - (2 * ratio * covariance[other, own])
            + (ratio * ratio * covariance[own, own]);
        return new Estimate(ratio, Math.Sqrt(Math.Max(variance, 0)) / Math.Abs(perOwn));
    }

    /// <summary>The weights at some currents, V/W, shape [tone].</summary>
    /// <param name="amperes">Currents in the lines, A, shape [line].</param>
    public double[] WeightsAt(ReadOnlySpan<double> amperes)
    {
        double[] weights = new double[Chain.Count];
        for (int tone = 0; tone < weights.Length; tone++)
        {
            weights[tone] = Chain.WeightAt(tone, amperes);
        }

        return weights;
    }

    /// <summary>The weight of one tone at some currents with its uncertainty, V/W.</summary>
    /// <param name="tone">Index of the tone.</param>
    /// <param name="amperes">Currents in the lines, A, shape [line].</param>
    public Estimate WeightAt(int tone, ReadOnlySpan<double> amperes)
    {
        double[] derivative = new double[covariance.RowCount];
        double weight = Chain.WeightAt(tone, amperes, perParameter: derivative);
        Vector<double> direction = Vector<double>.Build.Dense(derivative);
        return new Estimate(weight, Math.Sqrt(Math.Max(direction * (covariance * direction), 0)));
    }

    /// <summary>Finds the currents whose weights come nearest to the wanted ones.</summary>
    /// <param name="weights">The wanted weights, V/W, shape [tone].</param>
    /// <exception cref="ArgumentException">Another number of weights, or a weight that is not finite.</exception>
    public WeightChoice Choose(IReadOnlyList<double> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        if (weights.Count != Chain.Count || weights.Any(weight => !double.IsFinite(weight)))
        {
            throw new ArgumentException($"The map needs {Chain.Count} finite weights.", nameof(weights));
        }

        // The nearest point of the lattice can lie in another valley than the nearest currents: one start for each part of the
        // range.
        double[] best = [];
        double least = double.PositiveInfinity;
        IEnumerable<double[]> starts = lattice.GroupBy(point => PartOf(point.Amperes))
            .Select(part => part.MinBy(point => SquaredDistance(point.Weights, weights)))
            .OrderBy(point => SquaredDistance(point.Weights, weights))
            .Take(Starts)
            .Select(point => point.Amperes);
        foreach (double[] start in starts)
        {
            double[] amperes = Refine(start, weights);
            double distance = SquaredDistance(WeightsAt(amperes), weights);
            if (distance < least)
            {
                (best, least) = (amperes, distance);
            }

            if (least < Reached * Reached)
            {
                break;
            }
        }

        return new WeightChoice(best, WeightsAt(best), Math.Sqrt(least));
    }

    /// <summary>The same map about another chain, for studies with a wrong model.</summary>
    public WeightMap About(TunedChain chain)
    {
        ArgumentNullException.ThrowIfNull(chain);
        return new WeightMap(Tones, chain.Parameters, Covariance, MinimumAmperes, MaximumAmperes);
    }

    private static double SquaredDistance(double[] weights, IReadOnlyList<double> wanted)
    {
        double sum = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            sum += (weights[i] - wanted[i]) * (weights[i] - wanted[i]);
        }

        return sum;
    }

    private int PartOf(double[] amperes)
    {
        const int partsPerLine = 6;
        int part = 0;
        for (int line = 0; line < amperes.Length; line++)
        {
            double share = (amperes[line] - MinimumAmperes[line]) / (MaximumAmperes[line] - MinimumAmperes[line]);
            part = (part * partsPerLine) + Math.Min((int)(share * partsPerLine), partsPerLine - 1);
        }

        return part;
    }

    private IEnumerable<double[]> Lattice()
    {
        int perLine = LatticePoints;
        while (Math.Pow(perLine, Chain.Count) > MostLatticePoints && perLine > 2)
        {
            perLine--;
        }

        int[] digits = new int[Chain.Count];
        while (true)
        {
            yield return [.. digits.Select((digit, line) => MinimumAmperes[line]
                + ((MaximumAmperes[line] - MinimumAmperes[line]) * digit / (perLine - 1)))];
            int carry = 0;
            while (carry < digits.Length && ++digits[carry] == perLine)
            {
                digits[carry++] = 0;
            }

            if (carry == digits.Length)
            {
                yield break;
            }
        }
    }

    /// <summary>Levenberg's method in the box of currents; a current at its bound that would leave it stays there.</summary>
    private double[] Refine(double[] start, IReadOnlyList<double> wanted)
    {
        int count = Chain.Count;
        double[] amperes = [.. start];
        double distance = SquaredDistance(WeightsAt(amperes), wanted);
        double damping = 1e-3;
        for (int step = 0; step < MostSteps && damping < 1e8; step++)
        {
            Matrix<double> jacobian = Matrix<double>.Build.Dense(count, count);
            Vector<double> residual = Vector<double>.Build.Dense(count);
            double[] slopes = new double[count];
            for (int tone = 0; tone < count; tone++)
            {
                residual[tone] = wanted[tone] - Chain.WeightAt(tone, amperes, slopes);
                for (int line = 0; line < count; line++)
                {
                    jacobian[tone, line] = slopes[line] * (MaximumAmperes[line] - MinimumAmperes[line]);
                }
            }

            Vector<double> downhill = jacobian.TransposeThisAndMultiply(residual);
            for (int line = 0; line < count; line++)
            {
                if ((amperes[line] <= MinimumAmperes[line] && downhill[line] < 0)
                    || (amperes[line] >= MaximumAmperes[line] && downhill[line] > 0))
                {
                    jacobian.ClearColumn(line);
                    downhill[line] = 0;
                }
            }

            Matrix<double> curvature = jacobian.TransposeThisAndMultiply(jacobian);
            double typical = Math.Max(curvature.Trace() / count, double.Epsilon);
            Vector<double> move = (curvature + (Matrix<double>.Build.DenseIdentity(count) * (damping * typical))).Solve(downhill);
            double[] moved = [.. amperes.Select((current, line) => Math.Clamp(
                current + (move[line] * (MaximumAmperes[line] - MinimumAmperes[line])),
                MinimumAmperes[line],
                MaximumAmperes[line]))];
            double next = SquaredDistance(WeightsAt(moved), wanted);
            if (next < distance)
            {
                (amperes, distance) = (moved, next);
                damping /= 10;
            }
            else
            {
                damping *= 10;
            }
        }

        return amperes;
    }
}
