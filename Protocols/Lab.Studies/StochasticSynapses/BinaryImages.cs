using Lab.Models.Data;
using Lab.Models.Randomness;
using Lab.Runs;
using Lab.Runs.Records;
using Lab.Studies.Images;

namespace Lab.Studies.StochasticSynapses;

/// <summary>Images for binary synapses: each square of two by two pixels is as bright as its brightest one, and is 1 where that
/// is half of white or more, otherwise 0 (Ellis 2023, Methods). Read once.</summary>
/// <param name="data">The set of images.</param>
/// <param name="trainingImages">Images to train and choose with, the first of the set; 0 for all.</param>
/// <param name="validationShare">Share of them that is held back.</param>
internal sealed class BinaryImages(string data, int trainingImages, double validationShare)
{
    private const int Pool = 2;

    private readonly Lazy<(ImageSet Training, ImageSet Test)> images = new(() => Load(data, trainingImages, validationShare));

    /// <summary>Images to train and choose with.</summary>
    public ImageSet Training => images.Value.Training;

    /// <summary>Images to test with.</summary>
    public ImageSet Test => images.Value.Test;

    /// <summary>What the images are, as they were read.</summary>
    public ReadData Describe()
    {
        (ImageSet training, ImageSet test) = DataCatalog.Load(data);
        return DataCatalog.Describe("data", data, training, test);
    }

    /// <summary>Images to train with, and those that are held back for the choice of the epoch, chosen by chance.</summary>
    /// <param name="seed">Seed of the choice.</param>
    public (ImageSet Training, ImageSet Validation) Split(ulong seed)
    {
        int[] order = RandomStream.For(seed, "stochastic/validation images").NextOrder(Training.Count);
        int count = Training.Count - HeldBack(Training.Count, validationShare);
        return (Choose(order.AsSpan(0, count)), Choose(order.AsSpan(count)));
    }

    /// <summary>Halves the sides of images and makes them black and white.</summary>
    /// <param name="images">Images with even sides.</param>
    /// <exception cref="RunException">A side is odd.</exception>
    public static ImageSet Halve(ImageSet images)
    {
        if (images.Rows % Pool != 0 || images.Columns % Pool != 0)
        {
            throw new RunException(
                $"The images have {images.Rows} × {images.Columns} pixels; squares of {Pool} × {Pool} do not fill them. Sides "
                    + "have to be even.");
        }

        (int rows, int columns) = (images.Rows / Pool, images.Columns / Pool);
        byte[] halved = new byte[images.Count * rows * columns];
        int threshold = (images.White + 1) / 2;
        for (int at = 0; at < halved.Length; at++)
        {
            (int line, int column) = Math.DivRem(at, columns);
            int first = (line * Pool * images.Columns) + (column * Pool); // rows of all images follow each other
            ReadOnlySpan<byte> upper = images.Pixels.AsSpan(first, Pool);
            ReadOnlySpan<byte> lower = images.Pixels.AsSpan(first + images.Columns, Pool);
            halved[at] = Math.Max(Math.Max(upper[0], upper[1]), Math.Max(lower[0], lower[1])) >= threshold ? (byte)1 : (byte)0;
        }

        return images with { Pixels = halved, Rows = rows, Columns = columns, White = 1 };
    }

    private static int HeldBack(int count, double share) => (int)Math.Round(share * count);

    private static (ImageSet Training, ImageSet Test) Load(string data, int trainingImages, double validationShare)
    {
        (ImageSet all, ImageSet test) = DataCatalog.Load(data);
        if (trainingImages > all.Count)
        {
            throw new RunException($"The setting 'training_images' is {trainingImages}; '{data}' has {all.Count}.");
        }

        int count = trainingImages > 0 ? trainingImages : all.Count;
        int heldBack = HeldBack(count, validationShare);
        if (heldBack == 0 || heldBack == count)
        {
            throw new RunException(
                $"The setting 'validation_share' is {validationShare}; of {count} images that leaves none to train or none to "
                    + "choose the epoch with.");
        }

        ImageSet training = all with { Pixels = all.Pixels[..(count * all.Size)], Labels = all.Labels[..count] };
        return (Halve(training), Halve(test));
    }

    private ImageSet Choose(ReadOnlySpan<int> members)
    {
        int size = Training.Size;
        byte[] pixels = new byte[members.Length * size];
        byte[] labels = new byte[members.Length];
        for (int i = 0; i < members.Length; i++)
        {
            Training.Pixels.AsSpan(members[i] * size, size).CopyTo(pixels.AsSpan(i * size));
            labels[i] = Training.Labels[members[i]];
        }

        return Training with { Pixels = pixels, Labels = labels };
    }
}
