using System.Security.Cryptography;
using Lab.Models.Data;
using Lab.Runs;
using Lab.Runs.Records;

namespace Lab.Protocols.Images;

/// <summary>The sets of images that networks are trained on, and the folder in which they lie: a folder a set below that which the
/// environment's <c>LAB_DATA</c> names, or below <c>data</c>.</summary>
public static class DataCatalog
{
    /// <summary>The environment's variable.</summary>
    public const string FolderVariable = "LAB_DATA";

    private static readonly string[] UsualFiles = ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

    private static readonly string[] EmnistFiles = ["train-images-idx3", "train-labels-idx1", "test-images-idx3", "test-labels-idx1"];

    /// <summary>All sets.</summary>
    public static IReadOnlyList<DataSetInfo> All { get; } =
    [
        new("mnist", "Handwritten digits (LeCun, Cortes and Burges)", "https://ossci-datasets.s3.amazonaws.com/mnist/", UsualFiles, 10)
        {
            Sha256 =
            [
                "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db", "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
                "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7", "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
            ],
        },
        new("fashion-mnist", "Pieces of clothing (Xiao, Rasul and Vollgraf)", "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/", UsualFiles, 10),
        Emnist("digits", 10, 0),
        Emnist("letters", 26, 1),
        Emnist("balanced", 47, 0),
    ];

    /// <summary>The folder of all sets.</summary>
    public static string Folder => Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder ? folder : "data";

    /// <summary>The set of a name.</summary>
    /// <exception cref="RunException">There is none.</exception>
    public static DataSetInfo Find(string name) => All.FirstOrDefault(set => set.Name == name)
        ?? throw new RunException($"There is no set of images '{name}'; there are {string.Join(", ", All.Select(set => set.Name))}.");

    /// <summary>Where one of a set's files lies, packed or not; <see langword="null"/> where it does not.</summary>
    public static string? Locate(DataSetInfo set, string file)
    {
        ArgumentNullException.ThrowIfNull(set);
        string path = Path.Combine(Folder, set.Name, file);
        return File.Exists(path) ? path : File.Exists($"{path}.gz") ? $"{path}.gz" : null;
    }

    /// <summary>The files of a set that are there, for the record of a run; none where there is no such set.</summary>
    /// <param name="name">Its name.</param>
    public static IReadOnlyList<NamedFile> FilesOf(string name) => All.FirstOrDefault(set => set.Name == name) is { } known
        ? [.. known.Files.Select(file => Locate(known, file)).OfType<string>().Select(path => new NamedFile("data", path, IsKept: false))]
        : [];

    /// <summary>Reads and checks a set.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="RunException">There is none of the name, it is missing, or one of its files is not what it should be.</exception>
    public static (ImageSet Training, ImageSet Test) Load(string name)
    {
        DataSetInfo set = Find(name);
        if (set.Files.FirstOrDefault(file => Locate(set, file) is null) is { } missing)
        {
            throw new RunException(
                $"The images '{name}' are missing: there is no {missing}[.gz] in {Path.GetFullPath(Path.Combine(Folder, name))}. 'lab data get {name}' fetches them, or let {FolderVariable} name the folder in which the folder '{name}' lies.");
        }

        return (Read(set, 0), Read(set, 2));
    }

    /// <summary>Reads and checks one of a set's files.</summary>
    /// <param name="set">The set.</param>
    /// <param name="index">Which of its files.</param>
    /// <param name="path">Where it lies.</param>
    /// <exception cref="RunException">It is not what it should be.</exception>
    public static IdxFile Check(DataSetInfo set, int index, string path)
    {
        ArgumentNullException.ThrowIfNull(set);
        try
        {
            var file = IdxFile.Read(path, index % 2 == 0 ? 3 : 1);
            string found = Sha256Of(file);
            return set.Sha256.Count == 0 || found == set.Sha256[index]
                ? file
                : throw new RunException($"{path} is not that of '{set.Name}': its unpacked SHA-256 is {found}, not {set.Sha256[index]}. 'lab data get {set.Name}' fetches it again.");
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new RunException($"{error.Message} 'lab data get {set.Name}' fetches it again.", error);
        }
    }

    /// <summary>SHA-256 of a file's unpacked content.</summary>
    public static string Sha256Of(IdxFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return Convert.ToHexStringLower(SHA256.HashData(file.Content));
    }

    private static DataSetInfo Emnist(string name, int classes, int firstLabel) =>
        new($"emnist-{name}", $"Handwritten characters, '{name}' (Cohen and others)", string.Empty, [.. EmnistFiles.Select(file => $"emnist-{name}-{file}-ubyte")], classes)
        {
            IsTransposed = true,
            FirstLabel = firstLabel,
        };

    private static ImageSet Read(DataSetInfo set, int first)
    {
        IdxFile images = Check(set, first, Locate(set, set.Files[first])!);
        IdxFile labels = Check(set, first + 1, Locate(set, set.Files[first + 1])!);
        if (images.Sizes[0] != labels.Sizes[0])
        {
            throw new RunException($"'{set.Name}' has {images.Sizes[0]} images and {labels.Sizes[0]} labels; its files do not belong together.");
        }

        byte[] classes = [.. labels.Values.Select(label => (byte)(label - set.FirstLabel))];
        if (classes.Any(label => label >= set.Classes))
        {
            throw new RunException($"'{set.Name}' has a label that is none of its {set.Classes} classes; its files do not belong together.");
        }

        (int rows, int columns) = (images.Sizes[1], images.Sizes[2]);
        return new ImageSet(set.IsTransposed ? Transpose(images.Values, rows, columns) : images.Values, classes, rows, columns, set.Classes);
    }

    private static byte[] Transpose(byte[] images, int rows, int columns)
    {
        byte[] turned = new byte[images.Length];
        int size = rows * columns;
        for (int i = 0; i < images.Length; i++)
        {
            (int image, int at) = Math.DivRem(i, size);
            turned[(image * size) + (at % columns * rows) + (at / columns)] = images[i];
        }

        return turned;
    }
}
