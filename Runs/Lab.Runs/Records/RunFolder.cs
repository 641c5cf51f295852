using System.Text.Json;
using System.Text.Json.Serialization;
using Lab.Instruments.Files;
using Lab.Runs.Reports;

namespace Lab.Runs.Records;

/// <summary>The folder of one run: <c>run.json</c>, <c>data.db</c>, <c>arrays.bin</c>, <c>log.jsonl</c>, <c>report.html</c>, and
/// copies of the files that it read in <c>files</c>.</summary>
public sealed class RunFolder
{
    private const string InfoFile = "run.json";
    private const string ClaimFile = "run.lock";

    // The longest that Lab writes has some hundred settings, limits and results.
    private const int MostInfoBytes = 16 << 20;

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        RespectNullableAnnotations = true,
    };

    private RunFolder(string path) => FullPath = path;

    /// <summary>Whether a name is that of a file of the record itself, which nothing else may replace.</summary>
    /// <param name="name">The file's name.</param>
    public static bool IsOfRecord(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string[] names =
            [InfoFile, ClaimFile, PointStore.FileName, ArrayFile.FileName, "log.jsonl", "notes", HtmlReport.FileName];
        return names.Any(own => name.StartsWith(own, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The folder.</summary>
    public string FullPath { get; }

    /// <summary>The run's name.</summary>
    public string Name => Path.GetFileName(FullPath);

    /// <summary>The log file.</summary>
    public string LogFile => Path.Combine(FullPath, "log.jsonl");

    /// <summary>The report.</summary>
    public string ReportFile => Path.Combine(FullPath, "report.html");

    /// <summary>Creates the folder of a new run, named after its protocol and the time.</summary>
    /// <param name="runsFolder">The folder of all runs; made if need be.</param>
    /// <param name="protocol">The protocol.</param>
    /// <param name="started">The time.</param>
    /// <exception cref="RunException">The folder cannot be written.</exception>
    public static RunFolder Create(string runsFolder, string protocol, DateTimeOffset started)
    {
        try
        {
            Directory.CreateDirectory(runsFolder);
            string stem = $"{started.ToUniversalTime():yyyyMMdd-HHmmss}-{protocol}";
            for (int attempt = 1; ; attempt++)
            {
                // The marker file is created exclusively, so that two programs that start in one second get two folders.
                string path = Path.Combine(Path.GetFullPath(runsFolder), attempt == 1 ? stem : $"{stem}-{attempt}");
                if (!Directory.Exists(path))
                {
                    Directory.CreateDirectory(path);
                    try
                    {
                        File.Open(Path.Combine(path, InfoFile), FileMode.CreateNew).Dispose();
                        return new RunFolder(path);
                    }
                    catch (IOException) when (File.Exists(Path.Combine(path, InfoFile)))
                    {
                        // Another program was faster; take the next name.
                    }
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new RunException(
                $"The runs folder '{runsFolder}' cannot be written: {error.Message} Choose another with --runs-dir.", error);
        }
    }

    /// <summary>Opens the folder of a recorded run.</summary>
    /// <param name="runsFolder">The folder of all runs.</param>
    /// <param name="run">The run's name or the beginning of it, or the path of its folder.</param>
    /// <exception cref="RunException">There is no such run, or several begin so.</exception>
    public static RunFolder Open(string runsFolder, string run)
    {
        if (IsRun(run))
        {
            return new RunFolder(Path.GetFullPath(run));
        }

        List<RunFolder> found = [.. List(runsFolder).Where(folder => folder.Name.StartsWith(run, StringComparison.Ordinal))];
        return found.Count switch
        {
            _ when found.Find(folder => folder.Name == run) is { } exact => exact,
            1 => found[0],
            0 => throw new RunException($"There is no run '{run}' in '{runsFolder}'. 'lab runs list' shows those there are."),
            _ => throw new RunException(
                $"'{run}' is the beginning of {found.Count} runs: {string.Join(", ", found.Select(folder => folder.Name))}."),
        };
    }

    /// <summary>All recorded runs, oldest first.</summary>
    public static IReadOnlyList<RunFolder> List(string runsFolder) => Directory.Exists(runsFolder)
        ? [.. Directory.GetDirectories(runsFolder)
            .Where(IsRun)
            .Order(StringComparer.Ordinal)
            .Select(path => new RunFolder(Path.GetFullPath(path)))]
        : [];

    /// <summary>Replaces <c>run.json</c> as a whole, so that a reader never sees half of it.</summary>
    /// <exception cref="RunException">The file cannot be written.</exception>
    public void WriteInfo(RunInfo info)
    {
        string file = Path.Combine(FullPath, InfoFile);
        try
        {
            // Without its folder the run is lost, and a new folder in its place would hide that.
            WholeFile.WriteText(file, ToJson(info) + "\n");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"'{file}' cannot be written: {error.Message}", error);
        }
    }

    /// <summary>Reads <c>run.json</c>. Where it is missing or damaged, as after a loss of power, what the record itself keeps of
    /// it is taken in its place, with a warning.</summary>
    /// <exception cref="RunException">Neither of them is one of Lab's.</exception>
    public RunInfo ReadInfo()
    {
        try
        {
            return ReadInfoFile();
        }
        catch (RunException error) when (ReadHeader() is { } header)
        {
            return header with
            {
                Warnings =
            [
                .. header.Warnings,
                $"{InfoFile} cannot be read, and this is what {PointStore.FileName} keeps of it. {error.Message}"
            ]
            };
        }
    }

    /// <summary>The part of <c>run.json</c> that the record itself keeps; <see langword="null"/> where it keeps
    /// nothing.</summary>
    internal RunInfo? ReadHeader()
    {
        try
        {
            return RecordedPoints.ReadHeader(FullPath) is { Length: <= MostInfoBytes } json
                ? FromJson(json, Path.Combine(FullPath, PointStore.FileName))
                : null;
        }
        catch (RunException)
        {
            return null; // who asks has an error of his own to tell
        }
    }

    private RunInfo ReadInfoFile()
    {
        string file = Path.Combine(FullPath, InfoFile);
        try
        {
            return FromJson(PlainFile.ReadText(file, MostInfoBytes), file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"'{file}' cannot be read: {error.Message}", error);
        }
    }

    /// <summary>Reads the text of a <c>run.json</c>.</summary>
    /// <param name="json">The text.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <exception cref="RunException">The text is not one of Lab's.</exception>
    public static RunInfo FromJson(string json, string file)
    {
        try
        {
            RunInfo info = JsonSerializer.Deserialize<RunInfo>(json, Json)
                ?? throw new RunException($"'{file}' is empty: the run died before it began.");

            // Names go on into messages, reports and device files, of which they must not begin new lines.
            return info.Run.Any(char.IsControl) || info.Protocol.Any(char.IsControl) || info.Version.Any(char.IsControl)
                ? throw new RunException(
                    $"'{file}' is not the description of a run: the name of the run, its protocol or its version has a control "
                        + "character.")
                : info;
        }
        catch (JsonException error)
        {
            throw new RunException($"'{file}' is not the description of a run: {error.Message}", error);
        }
    }

    /// <summary>Reads the recorded points.</summary>
    /// <exception cref="RunException">There are none.</exception>
    public IRunData ReadData() => RecordedPoints.Read(FullPath);

    /// <summary>Counts the recorded points.</summary>
    /// <exception cref="RunException">There is no record.</exception>
    public long CountPoints() => RecordedPoints.Count(FullPath);

    /// <summary>The text of <c>run.json</c> for a run, as it would be written.</summary>
    public static string ToJson(RunInfo info) => JsonSerializer.Serialize(info, Json);

    /// <summary>Reads the remarks on recorded points.</summary>
    /// <exception cref="RunException">There is no record.</exception>
    public IReadOnlyList<PointMark> ReadMarks() => RecordedPoints.ReadMarks(FullPath);

    /// <summary>Reads the notes and tags that persons gave the run.</summary>
    /// <exception cref="RunException">They are not Lab's.</exception>
    public RunNotes ReadNotes() => RunNotesFile.Read(FullPath);

    /// <summary>Changes the notes and tags of the run, which lie beside its record and change nothing of it.</summary>
    /// <param name="change">Makes the new ones of those that are there.</param>
    /// <returns>The new ones.</returns>
    /// <exception cref="RunException">The folder cannot be written, or another program writes notes.</exception>
    public RunNotes ChangeNotes(Func<RunNotes, RunNotes> change) => RunNotesFile.Change(FullPath, change);

    /// <summary>Folds the journal of a finished run into its record, where another program kept it from being so at the run's
    /// end. A run that is under way, or that was killed, keeps its journal.</summary>
    /// <returns>Why that was not possible, in words; <see langword="null"/> where it was,
    /// or where there is nothing to do.</returns>
    /// <exception cref="RunException">The record cannot be written.</exception>
    public string? FoldRecord()
    {
        if (!File.Exists(Path.Combine(FullPath, $"{PointStore.FileName}-wal")))
        {
            return null;
        }

        using IDisposable claim = Claim();
        using var store = PointStore.Continue(FullPath, RecordedPoints.ReadColumns(FullPath));
        return store.Fold();
    }

    /// <summary>Takes the run for this process: no other can write to it until the claim is given back or this process ends,
    /// however it does.</summary>
    /// <exception cref="RunException">Another process has it, it cannot be written,
    /// or something in it leads out of it.</exception>
    internal IDisposable Claim()
    {
        RequirePlain(FullPath);
        string file = Path.Combine(FullPath, ClaimFile);
        try
        {
            return new FileStream(
                file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException error) when (IsShared(error))
        {
            throw new RunException(
                $"The run '{Name}' is under way in another process. Stop that first, or wait for its end.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RunException(
                $"The run folder '{FullPath}' cannot be written: {error.Message} Copy it to where it can.", error);
        }
    }

    /// <summary>Whether a living process still writes to the run: after its last point, the analysis and the report.</summary>
    /// <param name="info">The run.</param>
    public bool IsHeld(RunInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        return File.Exists(Path.Combine(FullPath, ClaimFile)) && Locks.ProcessLife.IsAlive(info.ProcessId);
    }

    /// <summary>Makes a folder beside the place of this one, which was deleted or moved while its run was under way.</summary>
    /// <exception cref="RunException">It cannot be made.</exception>
    internal RunFolder CreateRescue()
    {
        try
        {
            for (int number = 1; ; number++)
            {
                string path = number == 1 ? $"{FullPath}-rescued" : $"{FullPath}-rescued-{number}";
                if (!Directory.Exists(path))
                {
                    Directory.CreateDirectory(path);
                    return new RunFolder(path);
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"No folder can be made in the place of '{FullPath}': {error.Message}", error);
        }
    }

    /// <summary>Removes folders of runs whose process died before anything could be recorded: there is a name and no record,
    /// nobody holds them, and they are older than this process.</summary>
    /// <param name="runsFolder">The folder of all runs.</param>
    /// <param name="protocol">Their protocol.</param>
    /// <param name="since">When the process that died began with them.</param>
    public static void DiscardUnbegun(string runsFolder, string protocol, DateTimeOffset since)
    {
        using var own = System.Diagnostics.Process.GetCurrentProcess();
        DateTime until = own.StartTime.ToUniversalTime();
        foreach (RunFolder folder in List(runsFolder).Where(folder => folder.Name.Contains(protocol, StringComparison.Ordinal)))
        {
            DateTime made = File.GetLastWriteTimeUtc(Path.Combine(folder.FullPath, InfoFile));
            if (made < since.UtcDateTime || made > until || File.Exists(Path.Combine(folder.FullPath, PointStore.FileName)))
            {
                continue;
            }

            try
            {
                folder.Claim().Dispose();
                folder.Discard();
            }
            catch (Exception error) when (error is RunException or IOException or UnauthorizedAccessException)
            {
                // Another program has it, or it is not ours to remove: 'lab runs list' shows it as a run that cannot be read.
            }
        }
    }

    /// <summary>Removes the folder of a run that never began.</summary>
    internal void Discard() => Directory.Delete(FullPath, recursive: true);

    private static bool IsRun(string path) =>
        File.Exists(Path.Combine(path, InfoFile)) || File.Exists(Path.Combine(path, PointStore.FileName));

    // EWOULDBLOCK of Linux and of macOS, ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION of Windows.
    private static bool IsShared(IOException error) =>
        error.HResult is 11 or 35 or unchecked((int)0x80070020) or unchecked((int)0x80070021);

    // A folder that came from elsewhere must not make a run write anywhere else, nor wait for a pipe.
    private static void RequirePlain(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return; // who writes there says so
        }

        foreach (FileSystemInfo entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
        {
            if (entry.LinkTarget is { } target)
            {
                throw new RunException(
                    $"'{entry.FullName}' is a link to '{target}', through which the run would write outside its folder. Put a "
                        + "copy of the file in its place, or take it away.");
            }

            if (FileStatus.Of(entry.FullName, followsLinks: false) is { Kind: FileKind.Special })
            {
                throw new RunException(
                    $"'{entry.FullName}' is a pipe, a device or a socket, which no run of Lab makes. Take it away.");
            }

            if (entry is DirectoryInfo)
            {
                RequirePlain(entry.FullName);
            }
        }
    }
}
