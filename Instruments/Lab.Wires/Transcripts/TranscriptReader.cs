using System.Globalization;
using System.Text;

namespace Lab.Wires.Transcripts;

/// <summary>Reads a transcript line by line, so that its length does not matter.</summary>
public sealed class TranscriptReader
{
    /// <summary>The most characters of a line: a block of 200 MB in base 64.</summary>
    public const int MostLineLength = 1 << 28;

    private const int MostSettings = 1000;

    private readonly TextReader input;
    private readonly StringBuilder buffer = new();
    private TranscriptEntry? next;
    private int line;

    /// <summary>Opens a transcript and reads its header.</summary>
    /// <exception cref="TranscriptException">The text is no transcript.</exception>
    public TranscriptReader(TextReader input)
    {
        this.input = input;
        string? text = ReadLine();
        if (text != TranscriptWriter.FirstLine)
        {
            throw new TranscriptException(
                $"A wire transcript begins with '{TranscriptWriter.FirstLine}'; 'lab run PROTOCOL --record-wire FILE' "
                    + "makes one.");
        }

        Header = ReadHeader();
    }

    /// <summary>The header.</summary>
    public TranscriptHeader Header { get; }

    /// <summary>The next line without taking it; <see langword="null"/> at the end.</summary>
    public TranscriptEntry? Next => next;

    /// <summary>Takes the next line; <see langword="null"/> at the end.</summary>
    /// <exception cref="TranscriptException">The line after it is none of a transcript.</exception>
    public TranscriptEntry? Take()
    {
        TranscriptEntry? taken = next;
        next = ReadLine() is { } text ? TranscriptEntry.Parse(text, line) : null;
        return taken;
    }

    private TranscriptHeader ReadHeader()
    {
        var fields = new Dictionary<string, string>();
        var settings = new Dictionary<string, string>();
        string? text;
        while ((text = ReadLine()) is not null && text.StartsWith("# ", StringComparison.Ordinal))
        {
            string[] parts = text.Split(' ', 4);
            if (parts is [_, "set", _, _] && settings.Count < MostSettings)
            {
                settings[Unescape(parts[2])] = Unescape(parts[3]);
            }
            else if (parts.Length >= 3 && parts[1] is "protocol" or "bench" or "seed" or "simulated")
            {
                fields[parts[1]] = Unescape(text[(text.IndexOf(parts[1], StringComparison.Ordinal) + parts[1].Length + 1)..]);
            }
            else
            {
                throw new TranscriptException(
                    $"Line {line} of the transcript is not 'protocol', 'bench', 'seed', 'simulated' or 'set'.");
            }
        }

        next = text is null ? null : TranscriptEntry.Parse(text, line);
        return ulong.TryParse(fields.GetValueOrDefault("seed"), NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed)
            && fields.TryGetValue("protocol", out string? protocol)
            && fields.TryGetValue("bench", out string? bench)
            ? new TranscriptHeader(protocol, bench, seed, fields.GetValueOrDefault("simulated") == "yes", settings)
            : throw new TranscriptException("The header of the transcript lacks protocol, bench or seed.");
    }

    private string Unescape(string text) => EscapedText.TryRead(text, out byte[]? bytes)
        ? Encoding.UTF8.GetString(bytes)
        : throw new TranscriptException($"Line {line} of the transcript has bytes that are not escaped.");

    // The last line of a killed run may be cut; a line counts only with its end.
    private string? ReadLine()
    {
        buffer.Clear();
        line++;
        for (int read = input.Read(); read >= 0; read = input.Read())
        {
            if (read == '\n')
            {
                if (buffer.Length > 0 && buffer[^1] == '\r')
                {
                    buffer.Length--; // an editor's
                }

                return buffer.ToString();
            }

            if (buffer.Length == MostLineLength)
            {
                throw new TranscriptException($"Line {line} of the transcript is longer than {MostLineLength} characters.");
            }

            buffer.Append((char)read);
        }

        return null;
    }
}
