using System.Text;
using Lab.Instruments.Files;
using Lab.Runs.Engine;

namespace Lab.Runs.Records;

/// <summary>The files that a run reads: they are told by their SHA-256, and small ones are kept in the run's folder, so that its
/// analysis needs nothing outside.</summary>
public static class RunFiles
{
    /// <summary>The setting under which the bench file stands.</summary>
    public const string Bench = "bench";

    /// <summary>The setting under which the device file of a bench stands.</summary>
    public const string Device = "device";

    /// <summary>The setting under which the descriptions of instruments stand.</summary>
    public const string Description = "description";

    /// <summary>The setting under which the files of modules stand.</summary>
    public const string Module = "module";

    /// <summary>The folder of the copies, in the run's folder.</summary>
    public const string FolderName = "files";

    /// <summary>The longest file, bytes, of which a copy is kept.</summary>
    public const long LongestCopy = 1 << 20;

    /// <summary>The word before the names of copies of calibrations.</summary>
    public const string Calibration = "calibration";

    /// <summary>The longest text, bytes, of which a copy is kept: that of a bench file, a device, a module or a calibration,
    /// without which the run cannot be understood.</summary>
    public const long LongestText = 16 << 20;

    /// <summary>Describes a file.</summary>
    /// <param name="named">The file.</param>
    /// <param name="folder">The run's folder, which receives the copy; <see langword="null"/> where none is kept.</param>
    /// <exception cref="RunException">The file cannot be read, or its copy not written.</exception>
    public static RunFile Take(NamedFile named, string? folder)
    {
        ArgumentNullException.ThrowIfNull(named);
        try
        {
            using FileStream stream = PlainFile.Open(named.Path);
            long longest = LongestOf(named.Setting);
            if (stream.Length > longest || !named.IsKept || folder is null)
            {
                long length = stream.Length;
                return new RunFile(named.Setting, Path.GetFullPath(named.Path), length, PlainFile.Sha256(stream), Copy: null);
            }

            byte[] content = new byte[stream.Length];
            stream.ReadExactly(content);
            return Keep(named.Setting, Path.GetFullPath(named.Path), content, folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new RunException(
                $"The file '{named.Path}' of '{named.Setting}' cannot be recorded with the run: {error.Message}", error);
        }
    }

    /// <summary>The device file that a bench file names.</summary>
    /// <param name="benchText">The text of the bench file.</param>
    /// <param name="benchFile">Its path; <see langword="null"/> for a bench that ships with Lab.</param>
    /// <returns>The file; <see langword="null"/> where none is named.</returns>
    /// <exception cref="RunException">The text is no bench file.</exception>
    public static NamedFile? DeviceOf(
        string benchText, string? benchFile) => BenchComparison.Find(benchText, "sample.device") is { Length: > 0 } device
        ? new NamedFile(Device, Path.Combine(Path.GetDirectoryName(benchFile) ?? string.Empty, device))
        : null;

    /// <summary>Describes a text that is part of the run, such as that of a bench file, and keeps it.</summary>
    /// <param name="setting">The setting under which it stands.</param>
    /// <param name="path">Where it comes from.</param>
    /// <param name="text">The text.</param>
    /// <param name="folder">The run's folder; <see langword="null"/> where no copy is kept.</param>
    /// <exception cref="RunException">The copy cannot be written.</exception>
    public static RunFile TakeText(string setting, string path, string text, string? folder)
    {
        ArgumentNullException.ThrowIfNull(text);
        byte[] content = Encoding.UTF8.GetBytes(text);
        try
        {
            return folder is null || content.Length > LongestText
                ? new RunFile(setting, path, content.Length, PlainFile.Sha256(content), Copy: null)
                : Keep(setting, path, content, folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"The file '{path}' of '{setting}' cannot be recorded with the run: {error.Message}", error);
        }
    }

    /// <summary>The content of a file as the run read it, from its copy.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="file">The file.</param>
    /// <returns>The path of the copy; <see langword="null"/> where there is none, or where it is not what the run read.</returns>
    public static string? FindCopy(string folder, RunFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (file.Copy is not { } copy)
        {
            return null;
        }

        // A record from elsewhere may name any path: only what lies in the folder of copies is taken.
        string path = Path.Combine(folder, FolderName, Path.GetFileName(copy));
        return SumOf(path) == file.Sha256 ? path : null;
    }

    /// <summary>Where a file can be read as the run read it: its copy, or the file itself where it is unchanged.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="file">The file.</param>
    /// <exception cref="RunException">It is neither there nor here.</exception>
    public static string Find(string folder, RunFile file)
    {
        if (FindCopy(folder, file) is { } copy)
        {
            return copy;
        }

        string? sum = SumOf(file.Path);
        return sum == file.Sha256
            ? file.Path
            : throw new RunException(
                $"The run read the file '{file.Path}' (setting '{file.Setting}', {file.Bytes} bytes, SHA-256 "
                    + $"{file.Sha256[..Math.Min(12, file.Sha256.Length)]}…), which "
                + (sum is null ? "is not there any more" : "has changed since")
                + (file.Bytes > LongestOf(file.Setting) ? ", and it is too large for a copy in the run's folder" : string.Empty)
                + ". Put it back there.");
    }

    /// <summary>SHA-256 of a file in small hexadecimal digits; <see langword="null"/> where it cannot be read.</summary>
    /// <param name="path">The file.</param>
    public static string? SumOf(string path)
    {
        try
        {
            using FileStream stream = PlainFile.Open(path);
            return PlainFile.Sha256(stream);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    private static long LongestOf(string setting) => setting is Device or Module ? LongestText : LongestCopy;

    private static RunFile Keep(string setting, string path, byte[] content, string folder)
    {
        string sum = PlainFile.Sha256(content);
        string copies = Path.Combine(folder, FolderName);
        Directory.CreateDirectory(copies);
        string name = $"{setting}-{Path.GetFileName(path)}";
        for (int number = 2; File.Exists(Path.Combine(copies, name)) && SumOf(Path.Combine(copies, name)) != sum; number++)
        {
            name = $"{setting}-{number}-{Path.GetFileName(path)}"; // what the run read before it was resumed stays
        }

        if (!File.Exists(Path.Combine(copies, name)))
        {
            WholeFile.Write(Path.Combine(copies, name), stream => stream.Write(content));
        }

        return new RunFile(setting, path, content.Length, sum, $"{FolderName}/{name}");
    }
}
