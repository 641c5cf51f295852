using MathNet.Numerics.LinearAlgebra;

namespace Lab.Models.Reservoirs;

/// <summary>How the linear read-out of a reservoir is fitted.</summary>
public sealed record ReadoutFit
{
    /// <summary>Whether a constant stands beside the states.</summary>
    public bool HasBias { get; init; } = true;

    /// <summary>Whether each state is brought to mean 0 and deviation 1 first; needs the constant.</summary>
    public bool IsStandardised { get; init; }

    /// <summary>The weight λ of the ridge, over the number of samples where states are standardised; 0 takes the pseudo-inverse.
    /// Not negative.</summary>
    public double Ridge { get; init; }

    /// <summary>The pseudo-inverse of the bare states (Leroux thesis, Eqs. 4.1 and 4.2).</summary>
    public static ReadoutFit PseudoInverse { get; } = new() { HasBias = false };

    /// <summary>A ridge of 10⁻⁶ over standardised states with a constant.</summary>
    public static ReadoutFit SmallRidge { get; } = new() { IsStandardised = true, Ridge = 1e-6 };

    /// <summary>Fits a read-out.</summary>
    /// <param name="states">The states, shape [step · node].</param>
    /// <param name="targets">The targets, shape [step].</param>
    /// <exception cref="ArgumentException">States and targets have other lengths, or the fit contradicts itself.</exception>
    public Readout Fit(ReadOnlyMemory<double> states, ReadOnlyMemory<double> targets)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Ridge);
        if (IsStandardised && !HasBias)
        {
            throw new ArgumentException("States of mean zero need a constant beside them.");
        }

        int steps = targets.Length;
        if (steps == 0 || states.Length % steps != 0 || states.IsEmpty)
        {
            throw new ArgumentException(
                $"{states.Length} states do not belong to {steps} targets: each step needs as many.", nameof(states));
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
        Vector<double> wanted = Vector<double>.Build.DenseOfArray(targets.ToArray());
        Vector<double> weights = Ridge > 0 ? Ridged(matrix, wanted) : matrix.PseudoInverse() * wanted;
        double bias = HasBias ? weights[nodes] : 0;
        double[] plain = new double[nodes];
        for (int node = 0; node < nodes; node++)
        {
            plain[node] = weights[node] / scales[node];
            bias -= plain[node] * means[node];
        }

        return new Readout(plain, bias);
    }

    // The constant is not held small.
    private Vector<double> Ridged(Matrix<double> matrix, Vector<double> wanted)
    {
        Matrix<double> gram = matrix.TransposeThisAndMultiply(matrix);
        double weight = IsStandardised ? Ridge * matrix.RowCount : Ridge;
        for (int i = 0; i < gram.RowCount - (HasBias ? 1 : 0); i++)
        {
            gram[i, i] += weight;
        }

        return gram.Cholesky().Solve(matrix.TransposeThisAndMultiply(wanted));
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
