using System.Globalization;
using System.Text;
using Lab.Instruments.Clocks;

namespace Lab.Wires.Transcripts;

/// <summary>Writes a transcript, line by line. A line that cannot be written ends the transcript and never the
/// measurement.</summary>
/// <param name="output">Where to write; a writer that flushes each line survives the death of the process.</param>
public sealed class TranscriptWriter(TextWriter output)
{
    /// <summary>The first line of every transcript.</summary>
    public const string FirstLine = "# lab wire transcript 1";

    private readonly Lock writing = new();
    private long origin;
    private TimeProvider? clock;

    /// <summary>Why the transcript is not complete; <see langword="null"/> while it is.</summary>
    public string? Failure { get; private set; }

    /// <summary>Starts the bench time of the transcript.</summary>
    public void Start(TimeProvider benchClock)
    {
        clock = benchClock;
        origin = Nanoseconds(benchClock);
    }

    /// <summary>Writes the header.</summary>
    public void Write(TranscriptHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        WriteLine(FirstLine);
        WriteLine($"# protocol {Escape(header.Protocol)}");
        WriteLine($"# bench {Escape(header.Bench)}");
        WriteLine(string.Create(CultureInfo.InvariantCulture, $"# seed {header.Seed}"));
        WriteLine($"# simulated {(header.IsSimulated ? "yes" : "no")}");
        foreach ((string key, string value) in header.Settings)
        {
            WriteLine($"# set {Escape(key)} {Escape(value)}");
        }
    }

    /// <summary>Writes what has just happened on a wire.</summary>
    public void Write(string instrument, TranscriptEvent what, ReadOnlyMemory<byte> content = default) => WriteLine(
        new TranscriptEntry(
            0,
            Nanoseconds(clock ?? throw new InvalidOperationException("Bug in Lab: the transcript has no clock.")) - origin,
            instrument,
            what,
            content).ToString());

    private static string Escape(string text) => EscapedText.Write(Encoding.UTF8.GetBytes(text));

    private static long Nanoseconds(TimeProvider clock) => (long)Math.Round(clock.Now().Seconds * 1e9);

    private void WriteLine(string line)
    {
        lock (writing)
        {
            if (Failure is not null)
            {
                return;
            }

            try
            {
                output.Write(line + "\n");
                output.Flush();
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or ObjectDisposedException)
            {
                Failure = $"The wire transcript ends early: {error.Message}";
            }
        }
    }
}
