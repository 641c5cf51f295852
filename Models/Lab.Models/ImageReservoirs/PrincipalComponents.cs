using System.Runtime.CompilerServices;
using Lab.Models.Data;
using Lab.Models.Kernels;

namespace Lab.Models.ImageReservoirs;

/// <summary>The directions in which a set of images varies most, and its mean: fitted on the images to train with
/// alone.</summary>
public sealed class PrincipalComponents
{
    private const int Part = 512;

    private readonly float[] directions;
    private readonly float[] mean;
    private readonly float scale;

    private PrincipalComponents(float[] directions, float[] mean, float scale, double[] variances, double total)
    {
        (this.directions, this.mean, this.scale, Variances, TotalVariance) = (directions, mean, scale, variances, total);
    }

    /// <summary>How many components.</summary>
    public int Count => Variances.Count;

    /// <summary>The variance along each component in units of the largest grey value squared, descending.</summary>
    public IReadOnlyList<double> Variances { get; }

    /// <summary>The variance of all pixels together.</summary>
    public double TotalVariance { get; }

    /// <summary>Fits as many components as there are.</summary>
    /// <param name="images">Images to train with.</param>
    /// <param name="threads">Threads; they change no result.</param>
    /// <returns>The components of all numbers: <see cref="First"/> takes fewer.</returns>
    public static PrincipalComponents Fit(ImageSet images, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(images);
        int size = images.Size;
        double[] mean = MeanOf(images);
        var scatter = new SymmetricTiles(size);
        var packed = new PackedRows<float>();
        float[] block = new float[Part * size];
        float[] middle = [.. mean.Select(value => (float)value)];
        byte[] labels = new byte[Part];
        int[] order = [.. Enumerable.Range(0, images.Count)];
        for (int first = 0; first < images.Count; first += Part)
        {
            int count = Math.Min(Part, images.Count - first);
            images.Pick(order.AsSpan(first, count), block, labels);
            for (int image = 0; image < count; image++)
            {
                Lines.Subtract(block.AsSpan(image * size, size), middle);
            }

            packed.Begin(size, count);
            packed.PackTransposed(block.AsSpan(0, count * size));
            packed.AddProductTo(scatter, threads: threads);
        }

        double[] covariance = new double[size * size];
        for (int row = 0; row < size; row++)
        {
            for (int column = 0; column <= row; column++)
            {
                double value = scatter[row, column] / images.Count;
                (covariance[(row * size) + column], covariance[(column * size) + row]) = (value, value);
            }
        }

        var decomposition = SymmetricDecomposition.Of(covariance, size);
        double[] variances = [.. decomposition.Values.Select(value => Math.Max(value, 0))];
        float[] directions = new float[size * size];
        for (int component = 0; component < size; component++)
        {
            // The largest coordinate is positive: otherwise the sign would be the algorithm's accident.
            ReadOnlySpan<double> direction = decomposition.VectorOf(component);
            double sign = LargestOf(direction) < 0 ? -1 : 1;
            for (int pixel = 0; pixel < size; pixel++)
            {
                directions[(component * size) + pixel] = (float)(sign * direction[pixel]);
            }
        }

        return new PrincipalComponents(directions, [.. mean.Select(value => (float)value)], 1, variances, variances.Sum());
    }

    /// <summary>The first components alone, scaled as a whole so that the mean square of all of them together is their
    /// number.</summary>
    /// <param name="count">How many; from 1 to <see cref="Count"/>.</param>
    public PrincipalComponents First(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count);
        double[] variances = [.. Variances.Take(count)];
        double sum = variances.Sum();
        return new PrincipalComponents(
            directions[..(count * mean.Length)], mean, sum > 0 ? (float)Math.Sqrt(count / sum) : 1, variances, TotalVariance);
    }

    /// <summary>The components of images.</summary>
    /// <param name="images">The images, of as many pixels as those that were fitted.</param>
    /// <param name="threads">Threads; they change no result.</param>
    public ComponentImages Project(ImageSet images, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(images);
        int size = mean.Length;
        if (images.Size != size)
        {
            throw new ArgumentException($"Components of {size} pixels do not fit images of {images.Size}.", nameof(images));
        }

        var projected = new ComponentImages(images.Labels, images.Classes, Count);
        int[] order = [.. Enumerable.Range(0, images.Count)];

        // The mean image in components is taken off, and not the mean of each pixel of each image.
        float[] middles = new float[Count];
        MatrixProduct.Multiply(directions, mean, middles, Count, 1, size);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads };
        Parallel.For(0, projected.BlockCount, parallel, () => new float[ComponentImages.BlockLength * size], (index, _, block) =>
        {
            int count = projected.CountOf(index);
            images.Pick(order.AsSpan(index * ComponentImages.BlockLength, count), block, new byte[count]);
            float[] found = new float[count * Count];
            MatrixProduct.Multiply(block, directions, found, count, Count, size, transposeB: true);
            Turn(found, middles, scale, projected.Block(index).Span);
            return block;
        }, _ => { });
        return projected;
    }

    // From one image after the other to one component after the other.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Turn(ReadOnlySpan<float> found, ReadOnlySpan<float> middles, float scale, Span<float> turned)
    {
        int count = found.Length / middles.Length;
        for (int component = 0; component < middles.Length; component++)
        {
            Span<float> row = turned.Slice(component * ComponentImages.BlockLength, count);
            for (int image = 0; image < row.Length; image++)
            {
                row[image] = (found[(image * middles.Length) + component] - middles[component]) * scale;
            }
        }
    }

    private static double LargestOf(ReadOnlySpan<double> coordinates)
    {
        double largest = 0;
        foreach (double coordinate in coordinates)
        {
            largest = Math.Abs(coordinate) > Math.Abs(largest) ? coordinate : largest;
        }

        return largest;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double[] MeanOf(ImageSet images)
    {
        long[] sums = new long[images.Size];
        for (int image = 0; image < images.Count; image++)
        {
            ReadOnlySpan<byte> pixels = images.Pixels.AsSpan(image * images.Size, images.Size);
            for (int pixel = 0; pixel < pixels.Length; pixel++)
            {
                sums[pixel] += pixels[pixel];
            }
        }

        return [.. sums.Select(sum => (double)sum / images.Count / images.White)];
    }
}
