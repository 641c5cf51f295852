using Lab.Models.Kernels;

namespace Lab.Models.ImageReservoirs;

/// <summary>What a linear read-out needs to know of states: their sums for each class and their Gram matrix, gathered block after
/// block. Blocks are multiplied in single precision, sums are kept in double precision, and the states themselves are
/// forgotten.</summary>
/// <remarks>About (nodes)² · 4 bytes. States are taken off a point near to their mean first, so that single precision
/// suffices.</remarks>
internal sealed class ClassMoments
{
    private readonly ImageNodes nodes;
    private readonly float[] centre;
    private readonly double[] sums;
    private readonly PackedRows<float> packed = new();
    private readonly float[] states;
    private bool hasCentre;

    /// <summary>Begins with no image.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="classes">Classes.</param>
    public ClassMoments(ImageNodes nodes, int classes)
    {
        this.nodes = nodes;
        Gram = new SymmetricTiles(nodes.Count);
        centre = new float[nodes.Count];
        sums = new double[nodes.Count * classes];
        states = new float[nodes.Count * ComponentImages.BlockLength];
        Counts = new long[classes];
    }

    /// <summary>The Gram matrix of the states off the centre.</summary>
    public SymmetricTiles Gram { get; }

    /// <summary>Images of each class.</summary>
    public long[] Counts { get; }

    /// <summary>Images.</summary>
    public long Count => Counts.Sum();

    /// <summary>Takes images.</summary>
    /// <param name="images">The images.</param>
    /// <param name="purpose">The purpose of the images, which keeps the heat of one set apart from that of another.</param>
    /// <param name="threads">Threads; they change no result.</param>
    /// <param name="cancellationToken">Ends it between blocks.</param>
    public void Add(ComponentImages images, string purpose, int threads, CancellationToken cancellationToken)
    {
        const int width = ComponentImages.BlockLength;
        int classes = Counts.Length;
        float[] targets = new float[width * classes];
        float[] blockSums = new float[nodes.Count * classes];
        for (int block = 0; block < images.BlockCount; block++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = images.CountOf(block);
            nodes.Fill(images, block, purpose, states);
            Centre(count);
            Array.Clear(targets);
            for (int image = 0; image < count; image++)
            {
                byte label = images.Labels[(block * width) + image];
                targets[(image * classes) + label] = 1;
                Counts[label]++;
            }

            MatrixProduct.Multiply(states, targets, blockSums, nodes.Count, classes, width, threads: threads);
            for (int i = 0; i < sums.Length; i++)
            {
                sums[i] += blockSums[i];
            }

            packed.Begin(nodes.Count, width);
            packed.Pack(0, states);
            packed.AddProductTo(Gram, threads: threads);
        }
    }

    /// <summary>The mean state of each node.</summary>
    public double[] Means() => [.. Offsets().Select((offset, node) => centre[node] + offset)];

    /// <summary>The Gram matrix of the states off their mean, with a ridge on its diagonal.</summary>
    /// <param name="ridge">The ridge.</param>
    /// <param name="matrix">Receives it.</param>
    public void CentredInto(double ridge, SymmetricTiles matrix)
    {
        matrix.CopyFrom(Gram);
        double[] offsets = Offsets();
        double count = Count;
        for (int row = 0; row < nodes.Count; row++)
        {
            for (int tile = 0; tile <= row / SymmetricTiles.Side; tile++)
            {
                Span<double> numbers = matrix.RowOf(row, tile);
                Lines.AddMultiple(offsets.AsSpan(tile * SymmetricTiles.Side, numbers.Length), -count * offsets[row], numbers);
            }

            matrix[row, row] += ridge;
        }
    }

    /// <summary>The mean of the diagonal of the Gram matrix of the states off their mean.</summary>
    public double MeanSquare() =>
        Offsets().Select((offset, node) => Gram[node, node] - (Count * offset * offset)).Average();

    /// <summary>The sums of states off their mean for each class, shape [node · class].</summary>
    public double[] ClassSums()
    {
        double[] offsets = Offsets();
        int classes = Counts.Length;
        return [.. sums.Select((sum, i) => sum - (Counts[i % classes] * offsets[i / classes]))];
    }

    // Means off the centre.
    private double[] Offsets()
    {
        int classes = Counts.Length;
        return [.. Enumerable.Range(0, nodes.Count).Select(
            node => sums.AsSpan(node * classes, classes).ToArray().Sum() / Count)];
    }

    // The mean of the first block is near enough to that of all.
    private void Centre(int count)
    {
        const int width = ComponentImages.BlockLength;
        for (int node = 0; node < nodes.Count; node++)
        {
            Span<float> row = states.AsSpan(node * width, width);
            if (!hasCentre)
            {
                double sum = 0;
                foreach (float state in row[..count])
                {
                    sum += state;
                }

                centre[node] = (float)(sum / count);
            }

            Lines.Subtract(row, centre[node]);
            row[count..].Clear();
        }

        hasCentre = true;
    }
}
