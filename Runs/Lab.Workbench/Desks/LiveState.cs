using System.Text.Json;
using Lab.Instruments.Files;
using Lab.Runs.Records;

namespace Lab.Workbench.Desks;

/// <summary>What a run under way shows of itself beside its record, in <c>live.json</c>: how far it is and what it is doing, for
/// pages and programs that watch it. The last one tells what the bench was left at, and the nearest limits.</summary>
public sealed record LiveState
{
    /// <summary>The file in the run's folder.</summary>
    public const string FileName = "live.json";

    private const long MostBytes = 1 << 20;

    /// <summary>When it was written, by the computer's clock.</summary>
    public DateTimeOffset Written { get; init; }

    /// <summary>Points on record.</summary>
    public int Done { get; init; }

    /// <summary>Points of the plan.</summary>
    public int Planned { get; init; }

    /// <summary>The step that was done last, or is being done.</summary>
    public string Step { get; init; } = string.Empty;

    /// <summary>Time on the bench's clock since the run began, s.</summary>
    public double BenchSeconds { get; init; }

    /// <summary>Estimated time left on the computer's clock, s; <see langword="null"/> where too little is known.</summary>
    public double? SecondsLeft { get; init; }

    /// <summary>Whether the run pauses, or is to pause after the point under way.</summary>
    public bool IsPaused { get; init; }

    /// <summary>Whether the run ends after the point under way.</summary>
    public bool IsStopping { get; init; }

    /// <summary>The limits that the run has come near so far, the nearest first.</summary>
    public IReadOnlyList<LiveLimit> Limits { get; init; } = [];

    /// <summary>What the terminals are set to, as far as is known.</summary>
    public IReadOnlyList<LiveSetting> Settings { get; init; } = [];

    /// <summary>Reads what a run shows.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <returns>The state; <see langword="null"/> where there is none, or where it is being replaced at this moment.</returns>
    public static LiveState? Read(string folder)
    {
        string file = Path.Combine(folder, FileName);
        try
        {
            return File.Exists(file)
                ? JsonSerializer.Deserialize(PlainFile.ReadText(file, MostBytes), DeskJson.Default.LiveState)
                : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return null; // it is for show: the record tells the same, a little less of it
        }
    }

    /// <summary>Replaces the file as a whole. It need not outlive a loss of power, so that nothing is brought to the
    /// disk.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    internal void Write(string folder)
    {
        string file = Path.Combine(folder, FileName);
        string draft = $"{file}.new";
        File.Delete(draft); // a link is taken away itself, not its target
        using (var stream = new FileStream(draft, FileMode.CreateNew, FileAccess.Write, FileShare.None))
        {
            JsonSerializer.Serialize(stream, this, DeskJson.Default.LiveState);
        }

        Replacement.Move(draft, file);
    }
}
