using System.Text.RegularExpressions;

namespace Lab.Studies.Images;

/// <summary>Finds the files of a set where publishers and libraries lay them: torchvision's <c>MNIST/raw</c>, EMNIST's
/// <c>gzip</c>, the spelling of Kaggle's <c>train-images.idx3-ubyte</c>, packed or not.</summary>
internal static partial class ImageFiles
{
    private const int MostLookedAt = 1000;

    /// <summary>The folders in which a set may lie, the likeliest first.</summary>
    /// <param name="set">The set.</param>
    /// <param name="root">The folder of all sets.</param>
    public static IReadOnlyList<string> FoldersOf(DataSetInfo set, string root)
    {
        if (set.Directory.Length > 0)
        {
            return Within(set.Directory);
        }

        string own = Path.Combine(root, set.Name);
        string[] known =
        [
            Plain(set.Name),
            Plain(set.Name).Replace("emnist", string.Empty, StringComparison.Ordinal) is { Length: > 0 } and var rest
                && rest != Plain(set.Name) ? "emnist" : Plain(set.Name)
        ];
        string[] alike = Directory.Exists(root)
            ? [.. Directory.EnumerateDirectories(root).Take(MostLookedAt).Where(folder => folder != own
                && known.Contains(Plain(Path.GetFileName(folder)))).Order(StringComparer.Ordinal)]
            : [];

        // Several sets have files of the same names: without a folder of its own a set is known by them, or by its SHA-256.
        bool isItself = set.Sha256.Count > 0 || set.Name.StartsWith("emnist", StringComparison.Ordinal)
            || known.Contains(Plain(Path.GetFileName(Path.GetFullPath(root).TrimEnd('/', '\\'))));
        return [.. Within(own), .. alike.SelectMany(Within), .. isItself ? Within(root) : []];
    }

    /// <summary>The names that a file may have, with the folder of the same name that archives of Kaggle unpack to.</summary>
    /// <param name="file">Its name without <c>.gz</c>.</param>
    public static IEnumerable<string> SpellingsOf(string file)
    {
        string dotted = file.Replace("-idx", ".idx", StringComparison.Ordinal);
        return ((string[])[file, dotted, Path.Combine(file, file), Path.Combine(dotted, dotted)]).SelectMany(
            name => (string[])[name, $"{name}.gz"]);
    }

    /// <summary>A file that may be meant, such as one in another packing; <see langword="null"/> where there is none.</summary>
    /// <param name="file">Its name without <c>.gz</c>.</param>
    /// <param name="root">The folder of all sets.</param>
    public static string? FindNearMiss(string file, string root)
    {
        string start = Plain(file[..file.IndexOf("idx", StringComparison.Ordinal)]);
        var all = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            MaxRecursionDepth = 3,
            IgnoreInaccessible = true,
            AttributesToSkip = FileAttributes.ReparsePoint
        };
        return Directory.Exists(root)
            ? Directory.EnumerateFiles(root, "*", all).Take(MostLookedAt).Where(path => Plain(Path.GetFileName(path))
                .StartsWith(start, StringComparison.Ordinal)).Order(StringComparer.Ordinal).FirstOrDefault()
            : null;
    }

    /// <summary>The four files of a set of one's own in a folder: names with 'train' or 'test' and 'images' or
    /// 'labels'.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>Training images, training labels, test images and test labels, without <c>.gz</c>;
    /// fewer where one is missing.</returns>
    public static IReadOnlyList<string> FindOwn(string folder)
    {
        string[] names =
        [
            .. Within(folder).Where(Directory.Exists).SelectMany(each => Directory.EnumerateFiles(each).Take(MostLookedAt))
                .Select(path => WithoutPacking(Path.GetFileName(path))).Distinct().Order(StringComparer.Ordinal),
        ];
        string? Of(string[] part, string what) => Array.Find(names, name =>
            name.Contains("idx", StringComparison.OrdinalIgnoreCase) && name.Contains(what, StringComparison.OrdinalIgnoreCase)
                && part.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase)));
        string[] test = ["test", "t10k"];
        return [
            .. new[] { Of(["train"], "image"), Of(["train"], "label"), Of(test, "image"), Of(test, "label") }.OfType<string>()
        ];
    }

    private static string[] Within(string folder) =>
        [folder, Path.Combine(folder, "raw"), Path.Combine(folder, "gzip"), Path.Combine(folder, "raw", "gzip")];

    private static string WithoutPacking(string name) =>
        name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^".gz".Length] : name;

    private static string Plain(string name) => Marks().Replace(name, string.Empty).ToLowerInvariant();

    [GeneratedRegex("[-_. ]", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Marks();
}
