using System.Text;
using System.Text.Json;
using Lab.Dashboard.Views;
using Lab.Instruments.Files;
using Lab.Runs.Records;

namespace Lab.Dashboard.Feeds;

/// <summary>The last events of a run's log, read as they are written.</summary>
/// <param name="run">The run.</param>
internal sealed class LogTail(RunFolder run)
{
    /// <summary>The most events that are kept.</summary>
    public const int MostLines = 300;

    private const int MostBytes = 256 << 10;
    private const int LongestText = 2000;

    private readonly Lock gate = new();
    private readonly Queue<LogLine> lines = new();
    private long position;
    private long taken;

    /// <summary>Reads further events.</summary>
    /// <returns>Whether any came.</returns>
    /// <exception cref="IOException">The log cannot be read.</exception>
    public bool Read()
    {
        if (!File.Exists(run.LogFile))
        {
            return false;
        }

        using FileStream log = PlainFile.Open(run.LogFile);
        if (log.Length < position)
        {
            position = 0; // another file took its place
        }

        // What lies far back in a long log is for who opens the file.
        bool isCut = log.Length - position > MostBytes;
        position = isCut ? log.Length - MostBytes : position;
        log.Position = position;
        byte[] bytes = new byte[(int)Math.Min(MostBytes, log.Length - position)];
        int count = log.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        int end = bytes.AsSpan(0, count).LastIndexOf((byte)'\n') + 1;
        position += end;
        string[] whole = Encoding.UTF8.GetString(bytes, 0, end).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (string line in whole.Skip(isCut ? 1 : 0))
        {
            Take(line);
        }

        return end > 0;
    }

    /// <summary>The events that a viewer lacks.</summary>
    /// <param name="seen">How many events the viewer was given; updated.</param>
    public IReadOnlyList<LogLine> After(ref long seen)
    {
        lock (gate)
        {
            int missing = (int)Math.Min(taken - seen, lines.Count);
            seen = taken;
            return [.. lines.Skip(lines.Count - missing)];
        }
    }

    private void Take(string json)
    {
        LogLine line;
        try
        {
            using var document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            line = new LogLine(TextOf(root, "Timestamp"), TextOf(root, "Level"), TextOf(root, "RenderedMessage"));
        }
        catch (JsonException)
        {
            line = new LogLine(string.Empty, "Warning", "A line here is none of Lab's log; it is not shown.");
        }

        lock (gate)
        {
            lines.Enqueue(line);
            taken++;
            if (lines.Count > MostLines)
            {
                lines.Dequeue();
            }
        }
    }

    private static string TextOf(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out JsonElement value)
            && value.ValueKind == JsonValueKind.String && value.GetString() is { } text
            ? text[..Math.Min(text.Length, LongestText)]
            : string.Empty;
}
