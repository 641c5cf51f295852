using MathNet.Numerics.LinearAlgebra;

namespace Lab.Models.Reservoirs;

/// <summary>How the linear read-out of a reservoir is fitted.</summary>
public sealed record ReadoutFit
{
    private static readonly double[] RidgeChoices = [.. Enumerable.Range(-9, 11).Select(decade => Math.Pow(10, decade))];

    /// <summary>Whether a constant stands beside the states.</summary>
    public bool HasBias { get; init; } = true;

    /// <summary>Whether each state is brought to mean 0 and deviation 1 first; needs the constant.</summary>
    public bool IsStandardised { get; init; }

    /// <summary>The weight λ of the ridge, over the number of samples where states are standardised; 0 takes the pseudo-inverse.
    /// Not negative.</summary>
    public double Ridge { get; init; }

    /// <summary>Parts of the training, one after the other in time, by which the ridge is chosen: each is predicted from the
    /// others at each decade from 10⁻⁹ to 10. 0 takes <see cref="Ridge"/>; otherwise at least 2.</summary>
    public int Folds { get; init; }

    /// <summary>The pseudo-inverse of the bare states (Leroux thesis, Eqs. 4.1 and 4.2).</summary>
    public static ReadoutFit PseudoInverse { get; } = new() { HasBias = false };

    /// <summary>A ridge of 10⁻⁶ over standardised states with a constant.</summary>
    public static ReadoutFit SmallRidge { get; } = new() { IsStandardised = true, Ridge = 1e-6 };

    /// <summary>Fits a read-out.</summary>
    /// <param name="states">The states, shape [step · node].</param>
    /// <param name="targets">The targets, shape [step].</param>
    /// <exception cref="ArgumentException">States and targets have other lengths, or the fit contradicts itself.</exception>
    /// <exception cref="ArithmeticException">The ridge does not tell the states apart.</exception>
    public Readout Fit(ReadOnlyMemory<double> states, ReadOnlyMemory<double> targets) => FitEach(states, [targets])[0];

    /// <summary>Fits a read-out for each of several targets of the same states.</summary>
    /// <param name="states">The states, shape [step · node].</param>
    /// <param name="targets">The targets, shape [target][step].</param>
    /// <exception cref="ArgumentException">States and targets have other lengths, or the fit contradicts itself.</exception>
    /// <exception cref="ArithmeticException">The ridge does not tell the states apart.</exception>
    public Readout[] FitEach(ReadOnlyMemory<double> states, IReadOnlyList<ReadOnlyMemory<double>> targets)
    {
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentOutOfRangeException.ThrowIfNegative(Ridge);
        if (IsStandardised && !HasBias)
        {
            throw new ArgumentException("States of mean zero need a constant beside them.");
        }

        int steps = targets.Count > 0 ? targets[0].Length : 0;
        if (steps == 0 || states.Length % steps != 0 || states.IsEmpty || targets.Any(each => each.Length != steps))
        {
            throw new ArgumentException(
                $"{states.Length} states do not belong to {steps} targets: each step needs as many.", nameof(states));
        }

        if (Folds != 0 && (Folds < 2 || Folds > steps))
        {
            throw new ArgumentException($"{steps} steps are not divided into {Folds} parts to choose the ridge by.");
        }

        int nodes = states.Length / steps;
        double[] means = new double[nodes];
        double[] scales = [.. Enumerable.Repeat(1.0, nodes)];
        if (IsStandardised)
        {
            Standardise(states.Span, means, scales);
        }

        int columns = nodes + (HasBias ? 1 : 0);
        Matrix<double> matrix = Matrix<double>.Build.Dense(
            steps, columns,
            (step, node) => node == nodes ? 1 : (states.Span[(step * nodes) + node] - means[node]) / scales[node]);
        Matrix<double> wanted = Matrix<double>.Build.Dense(steps, targets.Count, (step, each) => targets[each].Span[step]);
        Matrix<double> weights = Folds > 0 ? CrossValidated(matrix, wanted)
            : Ridge > 0 ? Ridged(matrix.TransposeThisAndMultiply(matrix), matrix.TransposeThisAndMultiply(wanted), Ridge, steps)
            : matrix.PseudoInverse() * wanted;
        return [.. Enumerable.Range(0, targets.Count).Select(each =>
        {
            double bias = HasBias ? weights[nodes, each] : 0;
            double[] plain = new double[nodes];
            for (int node = 0; node < nodes; node++)
            {
                plain[node] = weights[node, each] / scales[node];
                bias -= plain[node] * means[node];
            }

            return new Readout(plain, bias);
        })];
    }

    // Each target has the ridge with which the parts are best predicted by the others.
    private Matrix<double> CrossValidated(Matrix<double> matrix, Matrix<double> wanted)
    {
        int steps = matrix.RowCount;
        Matrix<double> gram = matrix.TransposeThisAndMultiply(matrix);
        Matrix<double> product = matrix.TransposeThisAndMultiply(wanted);
        double[,] errors = new double[RidgeChoices.Length, wanted.ColumnCount];
        for (int fold = 0; fold < Folds; fold++)
        {
            int first = steps * fold / Folds;
            int count = (steps * (fold + 1) / Folds) - first;
            Matrix<double> part = matrix.SubMatrix(first, count, 0, matrix.ColumnCount);
            Matrix<double> partWanted = wanted.SubMatrix(first, count, 0, wanted.ColumnCount);
            Matrix<double> others = gram - part.TransposeThisAndMultiply(part);
            Matrix<double> othersProduct = product - part.TransposeThisAndMultiply(partWanted);
            for (int choice = 0; choice < RidgeChoices.Length; choice++)
            {
                Matrix<double> off = (part * Ridged(others, othersProduct, RidgeChoices[choice], steps - count)) - partWanted;
                for (int each = 0; each < wanted.ColumnCount; each++)
                {
                    errors[choice, each] += off.Column(each).DotProduct(off.Column(each));
                }
            }
        }

        int[] best = [.. Enumerable.Range(0, wanted.ColumnCount).Select(
            each => Enumerable.Range(0, RidgeChoices.Length).MinBy(choice => errors[choice, each]))];
        Matrix<double> weights = Matrix<double>.Build.Dense(matrix.ColumnCount, wanted.ColumnCount);
        foreach (int choice in best.Distinct())
        {
            Matrix<double> fitted = Ridged(gram, product, RidgeChoices[choice], steps);
            for (int each = 0; each < best.Length; each++)
            {
                if (best[each] == choice)
                {
                    weights.SetColumn(each, fitted.Column(each));
                }
            }
        }

        return weights;
    }

    // The constant is not held small.
    private Matrix<double> Ridged(Matrix<double> gram, Matrix<double> product, double ridge, int steps)
    {
        Matrix<double> held = gram.Clone();
        double weight = IsStandardised ? ridge * steps : ridge;
        for (int i = 0; i < held.RowCount - (HasBias ? 1 : 0); i++)
        {
            held[i, i] += weight;
        }

        try
        {
            return held.Cholesky().Solve(product);
        }
        catch (ArgumentException error)
        {
            throw new ArithmeticException(
                $"A ridge of {ridge:g3} does not tell the {held.RowCount} columns of the read-out apart: some of them are the "
                    + "same, or no numbers. Take a larger ridge.", error);
        }
    }

    // A state that does not move stays zero.
    private static void Standardise(ReadOnlySpan<double> states, double[] means, double[] scales)
    {
        int steps = states.Length / means.Length;
        for (int i = 0; i < states.Length; i++)
        {
            means[i % means.Length] += states[i] / steps;
        }

        double[] squares = new double[means.Length];
        for (int i = 0; i < states.Length; i++)
        {
            double off = states[i] - means[i % means.Length];
            squares[i % means.Length] += off * off / steps;
        }

        for (int node = 0; node < means.Length; node++)
        {
            scales[node] = squares[node] > 0 ? Math.Sqrt(squares[node]) : 1;
        }
    }
}
