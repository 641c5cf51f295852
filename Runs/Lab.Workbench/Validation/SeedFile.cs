using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Lab.Instruments.Files;

namespace Lab.Workbench.Validation;

/// <summary>The seeds of a study that are done, a line of JSON each, in a file from which the same study goes on.</summary>
/// <remarks>The first line says what is studied. A last line without an end is that of a process that died: its seed is run
/// again.</remarks>
public sealed class SeedFile : IDisposable
{
    private const long MostBytes = 1 << 30;

    /// <summary>How outcomes are written.</summary>
    internal static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly Dictionary<(string Study, ulong Seed), SeedOutcome> done = [];
    private readonly Lock writing = new();
    private readonly FileStream file;

    private SeedFile(FileStream file) => this.file = file;

    /// <summary>How many seeds the file had when it was opened.</summary>
    public int FoundCount { get; private set; }

    /// <summary>Opens the file of a study, or begins it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="experiment">The studied experiment.</param>
    /// <exception cref="WorkbenchException">It cannot be used, is of another study, or is none.</exception>
    public static SeedFile Open(string path, Experiment experiment)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        SeedFile? seeds = null;
        try
        {
            PlainFile.Require(path);

            // No buffer: what a full disk did not take would be written once more when the file is closed.
            seeds = new SeedFile(new FileStream(
                path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0));
            seeds.Load(path, HeadOf(experiment));
            return seeds;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            seeds?.Dispose();
            throw new WorkbenchException(
                $"--progress: the file '{path}' cannot be used: {error.Message}", WorkbenchFault.Request);
        }
        catch (WorkbenchException)
        {
            seeds?.Dispose();
            throw;
        }
    }

    /// <summary>A seed that is done; <see langword="null"/> where it is not.</summary>
    /// <param name="study">The part of the study: device and effect, or empty.</param>
    /// <param name="seed">The seed.</param>
    public SeedOutcome? Find(string study, ulong seed)
    {
        lock (writing)
        {
            return done.GetValueOrDefault((study, seed));
        }
    }

    /// <summary>Keeps a seed that is done.</summary>
    /// <param name="study">The part of the study.</param>
    /// <param name="outcome">The outcome of the seed.</param>
    /// <exception cref="WorkbenchException">It cannot be written.</exception>
    public void Add(string study, SeedOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        lock (writing)
        {
            done[(study, outcome.Seed)] = outcome;
            try
            {
                Write(new JsonObject { ["study"] = study, ["outcome"] = JsonSerializer.SerializeToNode(outcome, Format) });
            }
            catch (Exception error) when (error is IOException or ArgumentException) // the latter of a file that is too large
            {
                throw new WorkbenchException(
                    $"--progress: a seed cannot be kept: {error.Message} Those before it are in the file; mend that and repeat "
                        + "the command, which goes on with them.",
                    WorkbenchFault.Refused);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    // What a seed's outcome depends on. How many seeds and devices there are does not matter to it.
    private static JsonObject HeadOf(Experiment experiment)
    {
        var head = new JsonObject { ["validation of"] = experiment.Protocol.Name };
        foreach ((string key, JsonNode? value) in ExperimentIdentity.Of(experiment))
        {
            head[key] = value?.DeepClone();
        }

        return head;
    }

    private void Load(string path, JsonObject head)
    {
        if (file.Length > MostBytes)
        {
            throw new IOException(
                string.Create(CultureInfo.InvariantCulture, $"it has {file.Length} bytes; at most {MostBytes} are read."));
        }

        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        string text = Encoding.UTF8.GetString(bytes);
        string whole = text[..(text.LastIndexOf('\n') + 1)];
        string[] lines = whole.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length == 0 && text.Length > 0 && !text.StartsWith("{\"validation of\":", StringComparison.Ordinal))
        {
            throw NotOurs(path, 1);
        }

        for (int i = 0; i < lines.Length; i++)
        {
            JsonObject line = Read(path, lines[i], i + 1);
            if (i == 0)
            {
                RequireSame(path, line, head);
            }
            else
            {
                TakeUp(path, line, i + 1);
            }
        }

        FoundCount = done.Count;
        file.SetLength(Encoding.UTF8.GetByteCount(whole));
        file.Seek(0, SeekOrigin.End);
        if (lines.Length == 0)
        {
            Write(head);
        }
    }

    private void TakeUp(string path, JsonObject line, int number)
    {
        try
        {
            SeedOutcome outcome = line["outcome"].Deserialize<SeedOutcome>(Format)!;
            if (outcome is not { Results: not null, Truth: not null })
            {
                throw NotOurs(path, number);
            }

            done[((string)line["study"]!, outcome.Seed)] = outcome;
        }
        catch (Exception error) when (error is JsonException or ArgumentException or InvalidOperationException or FormatException)
        {
            throw NotOurs(path, number);
        }
    }

    private void Write(JsonObject line)
    {
        file.Write(Encoding.UTF8.GetBytes($"{line.ToJsonString(Format)}\n"));
        file.Flush();
    }

    private static JsonObject Read(string path, string line, int number)
    {
        try
        {
            return JsonNode.Parse(line) as JsonObject ?? throw NotOurs(path, number);
        }
        catch (JsonException)
        {
            throw NotOurs(path, number);
        }
    }

    private static void RequireSame(string path, JsonObject was, JsonObject head)
    {
        foreach ((string key, JsonNode? value) in head)
        {
            if (!JsonNode.DeepEquals(was[key], value))
            {
                throw new WorkbenchException(
                    $"--progress: the file '{path}' is of another study: {key} was '{was[key]}' and is '{value}'. Name another "
                        + "file, or repeat the command as it was.",
                    WorkbenchFault.Request);
            }
        }
    }

    private static WorkbenchException NotOurs(string path, int line) =>
        new(
            $"--progress: line {line} of the file '{path}' is not one that a study wrote. Name another file.",
            WorkbenchFault.Request);
}
