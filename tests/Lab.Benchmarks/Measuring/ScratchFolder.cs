namespace Lab.Benchmarks.Measuring;

/// <summary>A folder for the files of a benchmark, which goes with it.</summary>
internal sealed class ScratchFolder : IDisposable
{
    private int files;

    public string FullPath { get; } = Directory.CreateTempSubdirectory("lab-benchmarks-").FullName;

    /// <summary>A file name that was not used before.</summary>
    public string NewFile(string extension) => Path.Combine(FullPath, $"{files++}{extension}");

    /// <summary>Deletes what is in it.</summary>
    public void Clear()
    {
        Directory.Delete(FullPath, recursive: true);
        Directory.CreateDirectory(FullPath);
    }

    public void Dispose() => Directory.Delete(FullPath, recursive: true);
}
