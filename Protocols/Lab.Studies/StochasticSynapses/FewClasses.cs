using System.Globalization;
using Lab.Models.Data;
using Lab.Runs;
using Lab.Runs.Records;
using Lab.Runs.Settings;
using Lab.Studies.Images;

namespace Lab.Studies.StochasticSynapses;

/// <summary>A small task for wires that take their time: some classes of a set of images, halved and binarised as
/// <see cref="BinaryImages"/> does (28 × 28 pixels, halved twice, become 7 × 7). Read once.</summary>
/// <param name="data">The set of images.</param>
/// <param name="classes">Classes that are told apart; the first becomes class 0.</param>
/// <param name="trainingImages">Images of these classes to train with, the first of the set; 0 for all.</param>
/// <param name="testImages">Images of these classes to test with, the first of the set; 0 for all.</param>
/// <param name="halvings">How often sides are halved; at least once, which makes them black and white.</param>
internal sealed class FewClasses(
    string data, IReadOnlyList<int> classes, int trainingImages, int testImages, int halvings = 2)
{
    private readonly Lazy<(ImageSet Training, ImageSet Test)> images = new(
        () => Load(data, classes, trainingImages, testImages, halvings));

    /// <summary>Images to train with.</summary>
    public ImageSet Training => images.Value.Training;

    /// <summary>Images to test with.</summary>
    public ImageSet Test => images.Value.Test;

    /// <summary>Reads the classes of a setting.</summary>
    /// <param name="name">The setting.</param>
    /// <param name="text">Whole numbers with commas between them.</param>
    /// <exception cref="SettingsException">It has fewer than two, something else, or one twice.</exception>
    public static int[] Read(string name, string text)
    {
        int[] found =
        [
            .. text.Split(',').Select(part => int.TryParse(
                part.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= byte.MaxValue
                ? number
                : throw new SettingsException(
                    $"The setting '{name}' has '{part.Trim()}'; whole numbers from 0 to 255 with commas between them are "
                        + "meant, such as 3, 8.")),
        ];
        if (found.Length < 2 || found.Distinct().Count() < found.Length)
        {
            throw new SettingsException($"The setting '{name}' is '{text}'; at least two classes, each once, are told apart.");
        }

        return found;
    }

    /// <summary>What the images are, as they were read.</summary>
    public ReadData Describe()
    {
        (ImageSet training, ImageSet test) = DataCatalog.Load(data);
        return DataCatalog.Describe("data", data, training, test);
    }

    private static (ImageSet Training, ImageSet Test) Load(
        string data, IReadOnlyList<int> classes, int trainingImages, int testImages, int halvings)
    {
        (ImageSet training, ImageSet test) = DataCatalog.Load(data);
        return (Choose(training, data, classes, "training_images", trainingImages, halvings),
            Choose(test, data, classes, "test_images", testImages, halvings));
    }

    private static ImageSet Choose(
        ImageSet set, string data, IReadOnlyList<int> classes, string setting, int wanted, int halvings)
    {
        if (classes.FirstOrDefault(each => each >= set.Classes, -1) is var none and >= 0)
        {
            throw new RunException($"The setting 'classes' has {none}; '{data}' has classes 0 to {set.Classes - 1}.");
        }

        int[] members = [.. Enumerable.Range(0, set.Count).Where(image => classes.Contains(set.Labels[image]))];
        int count = wanted > 0 ? wanted : members.Length;
        if (count > members.Length)
        {
            throw new RunException(
                $"The setting '{setting}' is {wanted}; '{data}' has {members.Length} images of these classes.");
        }

        members = members[..count];
        byte[] pixels = [.. members.SelectMany(image => set.Pixels.AsSpan(image * set.Size, set.Size).ToArray())];
        byte[] labels = [.. members.Select(image => (byte)classes.ToList().IndexOf(set.Labels[image]))];
        ImageSet chosen = set with { Pixels = pixels, Labels = labels, Classes = classes.Count };
        for (int halving = 0; halving < halvings; halving++)
        {
            chosen = BinaryImages.Halve(chosen);
        }

        return chosen;
    }
}
