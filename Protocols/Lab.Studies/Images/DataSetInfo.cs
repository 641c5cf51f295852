namespace Lab.Studies.Images;

/// <summary>A published set of images.</summary>
/// <param name="Name">Its name in settings.</param>
/// <param name="Title">The content of the data set, and its publisher.</param>
/// <param name="Address">Where it is offered; the files lie below it. Empty where it comes in another form.</param>
/// <param name="Files">Training images, training labels, test images and test labels, without <c>.gz</c>.</param>
/// <param name="Classes">How many classes there are.</param>
public sealed record DataSetInfo(string Name, string Title, string Address, IReadOnlyList<string> Files, int Classes)
{
    /// <summary>The folder of a set of one's own; empty for a published one.</summary>
    public string Directory { get; init; } = string.Empty;

    /// <summary>The archive that holds its files where they are not offered one by one; empty where they are.</summary>
    public string Archive { get; init; } = string.Empty;

    /// <summary>How its files are got, in a sentence.</summary>
    public string Remedy => Archive.Length > 0
        ? $"They come in one archive, {Archive}: unpack it and run 'lab data get {Name} --from FOLDER'"
        : $"'lab data get {Name}' fetches them";

    /// <summary>Whether rows and columns are exchanged in its files.</summary>
    public bool IsTransposed { get; init; }

    /// <summary>The number of the first class in its files.</summary>
    public int FirstLabel { get; init; }

    /// <summary>SHA-256 of each file's unpacked content; empty where Lab knows none.
    /// Packed files differ with the packer.</summary>
    public IReadOnlyList<string> Sha256 { get; init; } = [];
}
