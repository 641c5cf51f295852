using System.Globalization;
using System.Text;
using Lab.Quantities;

namespace Lab.Cli.Output;

/// <summary>A file with a line for each message that the twins of a served bench received: bench time in seconds, instrument,
/// message. The bytes of blocks are counted and not written.</summary>
internal sealed class MessageLog : IDisposable
{
    private readonly StreamWriter writer;
    private readonly Lock writing = new();

    private MessageLog(StreamWriter writer) => this.writer = writer;

    /// <summary>Starts the file anew.</summary>
    /// <exception cref="CommandException">It cannot be written.</exception>
    public static MessageLog Create(string file)
    {
        try
        {
            return new MessageLog(new StreamWriter(file, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false))
            {
                AutoFlush = true,
                NewLine = "\n"
            });
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"'{file}' cannot be written: {error.Message}", ExitCode.Usage);
        }
    }

    /// <summary>Writes a message.</summary>
    public void Write(string instrument, Duration time, ReadOnlyMemory<byte> message)
    {
        string text = MessageText.Of(message.Span);
        lock (writing)
        {
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{time.Seconds:0.000000}\t{instrument}\t{text}"));
        }
    }

    public void Dispose() => writer.Dispose();
}
