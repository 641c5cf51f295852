using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lab.Runs.Records;

/// <summary>The folder of one run: <c>run.json</c>, <c>data.db</c>, <c>log.jsonl</c>, <c>report.html</c>.</summary>
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
        if (File.Exists(Path.Combine(run, InfoFile)))
        {
            return new RunFolder(Path.GetFullPath(run));
        }

        List<RunFolder> found = [.. List(runsFolder).Where(folder => folder.Name.StartsWith(run, StringComparison.Ordinal))];
        return found.Count switch
        {
            _ when found.Find(folder => folder.Name == run) is { } exact => exact,
            1 => found[0],
            0 => throw new RunException($"There is no run '{run}' in '{runsFolder}'. 'lab runs list' shows those there are."),
            _ => throw new RunException($"'{run}' is the beginning of {found.Count} runs: {string.Join(", ", found.Select(folder => folder.Name))}."),
        };
    }

    /// <summary>All recorded runs, oldest first.</summary>
    public static IReadOnlyList<RunFolder> List(string runsFolder) => Directory.Exists(runsFolder)
        ? [.. Directory.GetDirectories(runsFolder)
            .Where(path => File.Exists(Path.Combine(path, InfoFile)))
            .Order(StringComparer.Ordinal)
            .Select(path => new RunFolder(Path.GetFullPath(path)))]
        : [];

    /// <summary>Replaces <c>run.json</c> as a whole, so that a reader never sees half of it.</summary>
    /// <exception cref="RunException">The file cannot be written.</exception>
    public void WriteInfo(RunInfo info)
    {
        string file = Path.Combine(FullPath, InfoFile);
        string temporary = $"{file}.new";
        try
        {
            File.WriteAllText(temporary, JsonSerializer.Serialize(info, Json) + "\n");
            File.Move(temporary, file, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"'{file}' cannot be written: {error.Message}", error);
        }
    }

    /// <summary>Reads <c>run.json</c>.</summary>
    /// <exception cref="RunException">The file is not one of Lab's.</exception>
    public RunInfo ReadInfo()
    {
        string file = Path.Combine(FullPath, InfoFile);
        try
        {
            long bytes = new FileInfo(file).Length;
            return bytes <= MostInfoBytes
                ? FromJson(File.ReadAllText(file), file)
                : throw new RunException($"'{file}' is not the description of a run: it has {bytes >> 20} MiB, and at most {MostInfoBytes >> 20} are read.");
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
            return JsonSerializer.Deserialize<RunInfo>(json, Json)
                ?? throw new RunException($"'{file}' is empty: the run died before it began.");
        }
        catch (JsonException error)
        {
            throw new RunException($"'{file}' is not the description of a run: {error.Message}", error);
        }
    }

    /// <summary>Reads the recorded points.</summary>
    /// <exception cref="RunException">There are none.</exception>
    public IRunData ReadData() => PointStore.Read(FullPath);

    /// <summary>Counts the recorded points.</summary>
    /// <exception cref="RunException">There is no record.</exception>
    public long CountPoints() => PointStore.Count(FullPath);

    /// <summary>The text of <c>run.json</c> for a run, as it would be written.</summary>
    public static string ToJson(RunInfo info) => JsonSerializer.Serialize(info, Json);

    /// <summary>Reads the remarks on recorded points.</summary>
    /// <exception cref="RunException">There is no record.</exception>
    public IReadOnlyList<PointMark> ReadMarks() => PointStore.ReadMarks(FullPath);

    /// <summary>Takes the run for this process: no other can write to it until the claim is given back or this process ends,
    /// however it does.</summary>
    /// <exception cref="RunException">Another process has it.</exception>
    internal IDisposable Claim()
    {
        string file = Path.Combine(FullPath, ClaimFile);
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException error) when (File.Exists(file))
        {
            throw new RunException($"The run '{Name}' is under way in another process. Stop that first, or wait for its end.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"The run folder '{FullPath}' cannot be written: {error.Message}", error);
        }
    }

    /// <summary>Removes the folder of a run that never began.</summary>
    internal void Discard() => Directory.Delete(FullPath, recursive: true);
}
