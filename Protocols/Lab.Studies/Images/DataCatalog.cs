using System.Globalization;
using Lab.Models.Data;
using Lab.Runs;
using Lab.Runs.Records;

namespace Lab.Studies.Images;

/// <summary>The sets of images that networks are trained on, and the folder in which they lie: a folder a set below that which
/// the environment's <c>LAB_DATA</c> names, or below <c>data</c>.</summary>
public static class DataCatalog
{
    /// <summary>The environment's variable.</summary>
    public const string FolderVariable = "LAB_DATA";

    private static readonly string[] UsualFiles =
    [
        "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"
    ];

    private static readonly string[] EmnistFiles =
    [
        "train-images-idx3", "train-labels-idx1", "test-images-idx3", "test-labels-idx1"
    ];

    /// <summary>All sets.</summary>
    public static IReadOnlyList<DataSetInfo> All { get; } =
    [
        new(
            "mnist",
            "Handwritten digits (LeCun, Cortes and Burges)",
            "https://ossci-datasets.s3.amazonaws.com/mnist/",
            UsualFiles,
            10)
        {
            Sha256 =
            [
                "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
                "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
                "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
                "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
            ],
        },
        new(
            "fashion-mnist",
            "Pieces of clothing (Xiao, Rasul and Vollgraf)",
            "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
            UsualFiles,
            10),
        Emnist("digits", 10, 0),
        Emnist("letters", 26, 1),
        Emnist("balanced", 47, 0),
    ];

    /// <summary>The folder of all sets.</summary>
    public static string Folder => Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder ? folder : "data";

    /// <summary>The set of a name: a published one, or the folder of one's own, below that of all sets or anywhere.</summary>
    /// <exception cref="RunException">There is none, or its labels cannot be read.</exception>
    public static DataSetInfo Find(string name) => All.FirstOrDefault(set => set.Name == name)
        ?? FindOwn(name)
        ?? throw new RunException(
            $"There is no set of images '{name}'; there are {string.Join(", ", All.Select(set => set.Name))}, or a folder with "
                + "four files in the IDX format.");

    /// <summary>Whether a name is that of a published set, or of a folder.</summary>
    public static bool IsKnown(string name) =>
        name.Length > 0
            && (All.Any(set => set.Name == name) || Directory.Exists(name) || Directory.Exists(Path.Combine(Folder, name)));

    /// <summary>Where one of a set's files lies, packed or not; <see langword="null"/> where it does not.</summary>
    public static string? Locate(DataSetInfo set, string file)
    {
        ArgumentNullException.ThrowIfNull(set);
        return ImageFiles.FoldersOf(set, Folder).SelectMany(folder => ImageFiles.SpellingsOf(file)
            .Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }

    /// <summary>The message where a file of a set is missing: the folders that were looked at,
    /// and what may be meant.</summary>
    public static string DescribeMissing(DataSetInfo set, string file)
    {
        ArgumentNullException.ThrowIfNull(set);
        string near = ImageFiles.FindNearMiss(file, Folder) is { } path ? $" {path} is near to it; is it meant?" : string.Empty;
        return $"there is no {file}[.gz] in {Path.GetFullPath(Path.Combine(Folder, set.Name))}, nor in raw or gzip there, nor "
            + $"with .idx in the place of -idx.{near}";
    }

    /// <summary>The files of a set that are there, for the record of a run; none where there is no such set.</summary>
    /// <param name="name">Its name.</param>
    public static IReadOnlyList<NamedFile> FilesOf(
        string name) => (All.FirstOrDefault(set => set.Name == name) ?? OwnAt(name)) is { } known
        ? [.. known.Files.Select(file => Locate(known, file)).OfType<string>().Select(
            path => new NamedFile("data", path, IsKept: false))]
        : [];

    /// <summary>Reads and checks a set.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="RunException">There is none of the name, it is missing, or one of its files is not what it should
    /// be.</exception>
    public static (ImageSet Training, ImageSet Test) Load(string name)
    {
        DataSetInfo set = Find(name);
        if (set.Files.FirstOrDefault(file => Locate(set, file) is null) is { } missing)
        {
            throw new RunException(
                $"The images '{name}' are missing: {DescribeMissing(set, missing)} {set.Remedy}, or let "
                    + $"{FolderVariable} name the folder in which the folder '{name}' lies.");
        }

        (ImageSet training, ImageSet test) = (Read(set, 0), Read(set, 2));
        return training.Size == test.Size
            ? (training, test)
            : throw new RunException(
                $"'{name}' has images of {training.Rows} × {training.Columns} to train and of {test.Rows} × {test.Columns} to "
                    + "test with; its files do not belong together.");
    }

    /// <summary>The description of a set as read, for plan, run, report and record.</summary>
    /// <param name="setting">The setting that names it.</param>
    /// <param name="name">Its name.</param>
    /// <param name="training">Images to train with; <see langword="null"/> where they are not read.</param>
    /// <param name="test">Images to test with.</param>
    public static ReadData Describe(string setting, string name, ImageSet? training, ImageSet test)
    {
        ArgumentNullException.ThrowIfNull(test);
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        if (training is not null)
        {
            counts["training images"] = training.Count;
        }

        (counts["test images"], counts["rows"], counts["columns"]) = (test.Count, test.Rows, test.Columns);
        DataSetInfo? set = All.FirstOrDefault(known => known.Name == name);
        string[] notes = set is null
            ? []
            : [set.Sha256.Count > 0 ? $"{set.Title}, SHA-256 as published" : $"{set.Title}; Lab knows no SHA-256 of it"];
        byte[] labels = (training ?? test).Labels;
        return new ReadData(
            setting,
            name,
            counts,
            [],
            [.. Enumerable.Range(0, test.Classes).Select(label => new ReadClass(
                ((set?.FirstLabel ?? 0) + label).ToString(CultureInfo.InvariantCulture), labels.Count(each => each == label)))],
            notes);
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
            RequireNoOther(set, index, path, file.Sha256);
            return set.Sha256.Count == 0 || file.Sha256 == set.Sha256[index]
                ? file
                : throw new RunException(
                    $"{path} is not that of '{set.Name}': its unpacked SHA-256 is {file.Sha256}, not {set.Sha256[index]}. 'lab "
                        + $"data get {set.Name}' fetches it again.");
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new RunException(
                set.Directory.Length > 0 ? error.Message : $"{error.Message} 'lab data get {set.Name}' fetches it again.", error);
        }
    }

    // Many sets have files of the same names and sizes as those of MNIST.
    private static void RequireNoOther(DataSetInfo set, int index, string path, string sha256)
    {
        foreach (DataSetInfo other in set.Directory.Length > 0 ? [] : All)
        {
            int at = other.Sha256.ToList().IndexOf(sha256);
            if (at >= 0 && (other.Name != set.Name || at != index))
            {
                throw new RunException(
                    $"{path} is not that of '{set.Name}': by its SHA-256 it is {other.Files[at]} of '{other.Name}'. Put the "
                        + "right file there.");
            }
        }
    }

    // The folder of a set of one's own, with those of its files that are there; null where there is no folder.
    private static DataSetInfo? OwnAt(string name) =>
        name.Length > 0 && !name.Contains('\0', StringComparison.Ordinal)
            && ((string[])[name, Path.Combine(Folder, name)]).FirstOrDefault(Directory.Exists) is { } folder
            ? new DataSetInfo(name, "A set of one's own", string.Empty, ImageFiles.FindOwn(folder), 0) { Directory = folder }
            : null;

    private static DataSetInfo? FindOwn(string name)
    {
        if (OwnAt(name) is not { } set)
        {
            return null;
        }

        (string folder, IReadOnlyList<string> files) = (set.Directory, set.Files);
        if (files.Count < UsualFiles.Length)
        {
            throw new RunException(
                $"The folder {Path.GetFullPath(folder)} has {files.Count} of the four files of a set of images: IDX files whose "
                    + "names have 'train' or 'test' and 'images' or 'labels', "
                + $"such as {string.Join(", ", UsualFiles)}.");
        }

        byte[] labels = [.. Check(set, 1, Locate(set, files[1])!).Values, .. Check(set, 3, Locate(set, files[3])!).Values];
        return labels.Length > 0
            ? set with { Classes = labels.Max() - labels.Min() + 1, FirstLabel = labels.Min() }
            : throw new RunException($"{Path.GetFullPath(folder)} has no labels.");
    }

    private static DataSetInfo Emnist(string name, int classes, int firstLabel) =>
        new(
            $"emnist-{name}",
            $"Handwritten characters, '{name}' (Cohen and others)",
            string.Empty,
            [.. EmnistFiles.Select(file => $"emnist-{name}-{file}-ubyte")],
            classes)
        {
            Archive = "https://biometrics.nist.gov/cs_links/EMNIST/gzip.zip",
            IsTransposed = true,
            FirstLabel = firstLabel,
        };

    private static ImageSet Read(DataSetInfo set, int first)
    {
        IdxFile images = Check(set, first, Locate(set, set.Files[first])!);
        IdxFile labels = Check(set, first + 1, Locate(set, set.Files[first + 1])!);
        if (images.Sizes[0] != labels.Sizes[0])
        {
            throw new RunException(
                $"'{set.Name}' has {images.Sizes[0]} images and {labels.Sizes[0]} labels; its files do not belong together.");
        }

        byte[] classes = [.. labels.Values.Select(label => (byte)(label - set.FirstLabel))];
        if (images.Sizes[0] == 0 || images.Sizes[1] == 0 || images.Sizes[2] == 0)
        {
            throw new RunException($"'{set.Name}' has no images: {string.Join(" × ", images.Sizes)} are in {set.Files[first]}.");
        }

        if (classes.Any(label => label >= set.Classes))
        {
            throw new RunException(
                $"'{set.Name}' has a label that is none of its {set.Classes} classes; its files do not belong together.");
        }

        (int rows, int columns) = (images.Sizes[1], images.Sizes[2]);
        return new ImageSet(
            set.IsTransposed ? Transpose(images.Values, rows, columns) : images.Values, classes, rows, columns, set.Classes);
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
