using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lab.Models.Kernels;

/// <summary>Eigenvalues and eigenvectors of a symmetric matrix of some hundred rows: Householder's reduction to three diagonals,
/// QL steps with Wilkinson's shift, whose rotations are gathered and then turned into vectors strip by strip (Golub and Van Loan,
/// Matrix Computations, 4th ed., 8.3).</summary>
internal sealed class SymmetricDecomposition
{
    private const int MostSteps = 60;

    // So many numbers of each eigenvector at once: those of all of them stay in the second cache.
    private const int Strip = 32;

    // The spacing of numbers at one.
    private const double Rounding = 2.220446049250313e-16;

    private readonly double[] vectors;
    private readonly int width;
    private readonly int[] order;

    private SymmetricDecomposition(double[] values, double[] vectors, int width)
    {
        (this.vectors, this.width) = (vectors, width);
        order = [.. Enumerable.Range(0, values.Length).OrderByDescending(index => values[index])];
        Values = [.. order.Select(index => values[index])];
    }

    /// <summary>The eigenvalues, descending.</summary>
    public IReadOnlyList<double> Values { get; }

    /// <summary>An eigenvector of length one.</summary>
    /// <param name="index">Which one, in the order of <see cref="Values"/>.</param>
    public ReadOnlySpan<double> VectorOf(int index) => vectors.AsSpan(order[index] * width, order.Length);

    /// <summary>Decomposes a matrix.</summary>
    /// <param name="matrix">The whole matrix, shape [row · column]; it is used up.</param>
    /// <param name="size">Rows and columns. Positive.</param>
    public static SymmetricDecomposition Of(double[] matrix, int size)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentOutOfRangeException.ThrowIfNotEqual(matrix.Length, size * size);
        double[] diagonal = new double[size];
        double[] beside = new double[size];
        double[] factors = new double[size];
        Reduce(matrix, diagonal, beside, factors);
        List<Rotation> rotations = Diagonalise(diagonal, beside);
        int width = (size + Strip - 1) / Strip * Strip;
        double[] vectors = new double[size * width];
        for (int i = 0; i < size; i++)
        {
            vectors[(i * width) + i] = 1;
        }

        for (int first = 0; first < size; first += Strip)
        {
            Rotate(vectors.AsSpan(first), width, CollectionsMarshal.AsSpan(rotations));
        }

        Reflect(vectors, width, matrix, factors);
        return new SymmetricDecomposition(diagonal, vectors, width);
    }

    // Beyond its diagonal, row k of the matrix keeps the v of the reflection 1 − factor·v·vᵀ that clears it but for the first.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Reduce(double[] matrix, double[] diagonal, double[] beside, double[] factors)
    {
        int size = diagonal.Length;
        double[] products = new double[size];
        for (int k = 0; k < size; k++)
        {
            int first = k + 1;
            diagonal[k] = matrix[(k * size) + k];
            Span<double> v = matrix.AsSpan((k * size) + first, size - first);
            double norm = Math.Sqrt(Lines.Dot(v, v));
            if (v.Length == 0 || norm == Math.Abs(v[0]))
            {
                beside[k] = v.Length == 0 ? 0 : v[0]; // nothing is to be cleared
                continue;
            }

            beside[k] = v[0] > 0 ? -norm : norm;
            v[0] -= beside[k];
            double factor = 2 / Lines.Dot(v, v);
            factors[k] = factor;
            Span<double> w = products.AsSpan(first);
            for (int row = first; row < size; row++)
            {
                w[row - first] = factor * Lines.Dot(matrix.AsSpan((row * size) + first, v.Length), v);
            }

            Lines.AddMultiple(v, -factor / 2 * Lines.Dot(w, v), w);
            for (int row = first; row < size; row++)
            {
                Lines.AddMultiples(v, -w[row - first], w, -v[row - first], matrix.AsSpan((row * size) + first, v.Length));
            }
        }
    }

    // The three diagonals become eigenvalues; the rotations of neighbouring vectors that did it come out.
    private static List<Rotation> Diagonalise(double[] diagonal, double[] beside)
    {
        int size = diagonal.Length;
        List<Rotation> rotations = [];
        double negligible = Rounding * diagonal.Concat(beside).Max(Math.Abs);
        for (int first = 0; first < size; first++)
        {
            int last = EndOfPart(first);
            for (int step = 0; last > first; step++, last = EndOfPart(first))
            {
                if (step == MostSteps)
                {
                    throw new InvalidOperationException("The eigenvalues of the matrix do not converge; is each of it a number?");
                }

                Step(diagonal, beside, first, last, rotations);
            }
        }

        return rotations;

        // A part ends where it is not coupled to what follows. What is no number is never negligible.
        int EndOfPart(int row)
        {
            while (row < size - 1 && !(Math.Abs(beside[row]) <= negligible))
            {
                row++;
            }

            return row;
        }
    }

    // A shifted step: its bulge is chased from the last row of a part up to the first.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Step(double[] diagonal, double[] beside, int first, int last, List<Rotation> rotations)
    {
        double half = (diagonal[first + 1] - diagonal[first]) / (2 * beside[first]);
        double shift = diagonal[first] - (beside[first] / (half + Math.CopySign(double.Hypot(half, 1), half)));
        double end = diagonal[last] - shift;
        double cosine = 1, sine = 1, moved = 0;
        for (int i = last - 1; i >= first; i--)
        {
            double bulge = sine * beside[i];
            double coupling = cosine * beside[i];
            double length = double.Hypot(bulge, end);
            beside[i + 1] = length;
            if (length == 0)
            {
                // The part falls into two.
                diagonal[i + 1] -= moved;
                beside[last] = 0;
                return;
            }

            (sine, cosine) = (bulge / length, end / length);
            double below = diagonal[i + 1] - moved;
            double turned = ((diagonal[i] - below) * sine) + (2 * cosine * coupling);
            moved = sine * turned;
            diagonal[i + 1] = below + moved;
            end = (cosine * turned) - coupling;
            rotations.Add(new Rotation(i, cosine, sine));
        }

        diagonal[first] -= moved;
        (beside[first], beside[last]) = (end, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rotate(Span<double> vectors, int width, ReadOnlySpan<Rotation> rotations)
    {
        foreach (Rotation rotation in rotations)
        {
            Span<Vector<double>> upper = StripOf(vectors, rotation.Row * width);
            Span<Vector<double>> lower = StripOf(vectors, (rotation.Row + 1) * width);
            var cosine = new Vector<double>(rotation.Cosine);
            var sine = new Vector<double>(rotation.Sine);
            for (int i = 0; i < upper.Length && i < lower.Length; i++)
            {
                (Vector<double> first, Vector<double> second) = (upper[i], lower[i]);
                upper[i] = (cosine * first) - (sine * second);
                lower[i] = (sine * first) + (cosine * second);
            }
        }
    }

    private static Span<Vector<double>> StripOf(Span<double> vectors, int start) =>
        MemoryMarshal.Cast<double, Vector<double>>(vectors.Slice(start, Strip));

    // Vectors of the three diagonals become vectors of the matrix: some at once for each reflection that is read.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Reflect(double[] vectors, int width, double[] matrix, double[] factors)
    {
        const int some = 8;
        int size = factors.Length;
        for (int first = 0; first < size; first += some)
        {
            int last = Math.Min(first + some, size);
            for (int k = size - 2; k >= 0; k--)
            {
                ReadOnlySpan<double> v = matrix.AsSpan((k * size) + k + 1, size - k - 1);
                for (int row = first; factors[k] > 0 && row < last; row++)
                {
                    Span<double> part = vectors.AsSpan((row * width) + k + 1, v.Length);
                    Lines.AddMultiple(v, -factors[k] * Lines.Dot(v, part), part);
                }
            }
        }
    }

    private readonly record struct Rotation(int Row, double Cosine, double Sine);
}
