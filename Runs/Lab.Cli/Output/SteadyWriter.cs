using System.Text;

namespace Lab.Cli.Output;

/// <summary>A standard stream that may fail at any time: its disk is full, its reader has ended, its terminal was closed. What is
/// written after that is dropped, for a measurement must not end by it; who has to know asks for <see cref="Failure"/>.
/// Characters that would steer a terminal are written as <see cref="PrintableText"/> has them,
/// wherever the text came from.</summary>
/// <param name="open">Opens the stream; called with the first text.</param>
/// <remarks>Safe to share between threads.</remarks>
internal sealed class SteadyWriter(Func<TextWriter> open) : TextWriter
{
    private readonly Lock writing = new();
    private TextWriter? inner;

    /// <summary>Why texts were dropped; <see langword="null"/> while all went out.</summary>
    public string? Failure { get; private set; }

    /// <inheritdoc/>
    public override Encoding Encoding => Encoding.UTF8;

    /// <inheritdoc/>
    public override void Write(char value) => Try(writer => writer.Write(PrintableText.Of(value.ToString())));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) =>
        Try(writer => writer.Write(PrintableText.Of(new string(buffer, index, count))));

    /// <inheritdoc/>
    public override void Write(string? value) => Try(writer => writer.Write(PrintableText.Of(value)));

    /// <inheritdoc/>
    public override void WriteLine() => Try(writer => writer.WriteLine());

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Try(writer => writer.WriteLine(PrintableText.Of(value)));

    /// <inheritdoc/>
    public override void Flush() => Try(writer => writer.Flush());

    private void Try(Action<TextWriter> write)
    {
        lock (writing)
        {
            if (Failure is not null)
            {
                return;
            }

            try
            {
                write(inner ??= open());
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or ObjectDisposedException)
            {
                Failure = error.Message;
            }
        }
    }
}
