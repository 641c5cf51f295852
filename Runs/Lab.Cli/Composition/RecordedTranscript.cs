using Lab.Wires.Transcripts;

namespace Lab.Cli.Composition;

/// <summary>A transcript that is being recorded into a file.</summary>
/// <param name="output">The file, which it closes.</param>
internal sealed class RecordedTranscript(StreamWriter output) : IDisposable
{
    /// <summary>Writes it.</summary>
    public TranscriptWriter Writer { get; } = new(output);

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            output.Dispose();
        }
        catch (IOException)
        {
            // The disk is full; the writer's failure tells so.
        }
    }
}
