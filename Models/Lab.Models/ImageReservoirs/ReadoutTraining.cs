using Lab.Models.Kernels;
using Lab.Models.Randomness;

namespace Lab.Models.ImageReservoirs;

/// <summary>Fits linear read-outs of nodes to classes by least squares with a ridge, which is chosen on images that are held
/// back.</summary>
/// <remarks>
/// <para>The Gram matrix is gathered once; each ridge takes a factorisation of Cholesky, which gives the read-outs of all smaller
/// numbers of nodes besides. An eigen-decomposition would give all ridges at once, but takes about thirty times the operations of
/// a factorisation, and gives nothing for smaller numbers of nodes.</para>
/// <para>Memory: about 8·(nodes)² bytes for Gram matrix and factor together.</para>
/// </remarks>
public sealed class ReadoutTraining
{
    private const int ConditionSteps = 12;

    private readonly ImageNodes nodes;
    private readonly ClassMoments moments;
    private readonly SymmetricTiles work;
    private readonly int threads;
    private readonly CancellationToken cancellationToken;

    /// <summary>Begins.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="classes">Classes.</param>
    /// <param name="threads">Threads; they change no result.</param>
    /// <param name="cancellationToken">Ends it between blocks.</param>
    public ReadoutTraining(ImageNodes nodes, int classes, int threads = 1, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        (this.nodes, this.threads, this.cancellationToken) = (nodes, threads, cancellationToken);
        moments = new ClassMoments(nodes, classes);
        work = new SymmetricTiles(nodes.Count);
    }

    /// <summary>Takes images to train with.</summary>
    /// <param name="images">The images.</param>
    /// <param name="purpose">The purpose of the images, which keeps the heat of one set apart from that of another.</param>
    public void Add(ComponentImages images, string purpose)
    {
        ArgumentNullException.ThrowIfNull(images);
        moments.Add(images, purpose, threads, cancellationToken);
    }

    /// <summary>Fits read-outs of the images so far.</summary>
    /// <param name="ridge">The ridge over the mean of the Gram matrix' diagonal. Not negative.</param>
    /// <param name="counts">The numbers of the first nodes that are read.</param>
    /// <returns>The read-outs, one for each number; <see langword="null"/> where the states depend on each other so much that the
    /// ridge does not tell them apart.</returns>
    public IReadOnlyList<ClassReadout>? Fit(double ridge, IReadOnlyList<int> counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        if (Factor(ridge) is not { } factor)
        {
            return null;
        }

        int classes = moments.Counts.Length;
        double[] forward = moments.ClassSums();
        factor.SolveForward(forward, classes);
        double[] means = moments.Means();
        List<ClassReadout> readouts = [];
        foreach (int count in counts)
        {
            double[] solved = forward[..(count * classes)];
            factor.SolveBackward(solved, classes, count);
            float[] weights = new float[count * classes];
            double[] biases = [.. moments.Counts.Select(each => (double)each / moments.Count)];
            for (int node = 0; node < count; node++)
            {
                for (int label = 0; label < classes; label++)
                {
                    double weight = solved[(node * classes) + label];
                    weights[(label * count) + node] = (float)weight;
                    biases[label] -= weight * means[node];
                }
            }

            readouts.Add(new ClassReadout(weights, [.. biases.Select(bias => (float)bias)]));
        }

        return readouts;
    }

    /// <summary>The largest over the smallest eigenvalue of the Gram matrix with a ridge, by powers of the matrix and of its
    /// inverse: its order of magnitude, and at most the true one.</summary>
    /// <param name="ridge">The ridge over the mean of the Gram matrix' diagonal.</param>
    /// <returns>The condition; infinite where the ridge does not make the matrix positive.</returns>
    public double Condition(double ridge)
    {
        var random = RandomStream.For(0, "condition");
        double[] vector = [.. Enumerable.Range(0, nodes.Count).Select(_ => random.NextGaussian())];
        moments.CentredInto(ridge * moments.MeanSquare(), work);
        double largest = Grow(vector, work.Times);
        if (Factor(ridge) is not { } factor)
        {
            return double.PositiveInfinity;
        }

        double smallest = Grow(vector, unit =>
        {
            double[] solved = [.. unit];
            factor.SolveForward(solved, 1);
            factor.SolveBackward(solved, 1, solved.Length);
            return solved;
        });
        return largest * smallest;
    }

    private delegate double[] Product(ReadOnlySpan<double> vector);

    private static double Grow(double[] start, Product product)
    {
        double[] vector = start;
        double growth = 0;
        for (int step = 0; step < ConditionSteps; step++)
        {
            double norm = Math.Sqrt(vector.Sum(each => each * each));
            vector = product(vector.Select(each => each / norm).ToArray());
            growth = Math.Sqrt(vector.Sum(each => each * each));
        }

        return growth;
    }

    private CholeskyFactor? Factor(double ridge)
    {
        cancellationToken.ThrowIfCancellationRequested();
        moments.CentredInto(ridge * moments.MeanSquare(), work);
        return CholeskyFactor.Of(work, threads);
    }
}
