using Lab.Runs.Records;

namespace Lab.Runs.Settings;

/// <summary>Settings that name files in another way than by their paths, such as a set of images by its name.</summary>
public interface INamesFiles
{
    /// <summary>The files that are there.</summary>
    IReadOnlyList<NamedFile> FindFiles();
}
