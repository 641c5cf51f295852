using System.Numerics;
using System.Text;

namespace Lab.Instruments.Tests.Wires;

/// <summary>An instrument at the far end of a pair of pseudo-terminals, which minds the manners of its serial port.</summary>
internal sealed class SerialInstrument : IAsyncDisposable
{
    private readonly Func<string, Task<string?>> execute;
    private readonly List<byte> message = [];
    private FileStream? line;
    private Task playing = Task.CompletedTask;
    private long lastTraffic;

    public SerialInstrument(Func<string, string?> execute)
        : this(message => Task.FromResult(execute(message)))
    {
    }

    public SerialInstrument(Func<string, Task<string?>> execute) => this.execute = execute;

    /// <summary>The terminator that must end a message; a message that ends otherwise is ignored.</summary>
    public string Terminator { get; init; } = "\n";

    /// <summary>The text before an answer.</summary>
    public string AnswerStart { get; init; } = string.Empty;

    /// <summary>The terminator of an answer.</summary>
    public string AnswerEnd { get; init; } = "\r\n";

    /// <summary>The text that comes back for CR and LF where the instrument has an echo; <see langword="null"/> where it has
    /// none.</summary>
    public string? EchoOfEnd { get; init; }

    /// <summary>The prompt that is sent when a message was carried out.</summary>
    public string Prompt { get; init; } = string.Empty;

    /// <summary>The least time from the end of an exchange to the next message.</summary>
    public TimeSpan MinimumGap { get; init; }

    /// <summary>Whether a message with several queries is not answered.</summary>
    public bool IsOneQueryAMessage { get; init; }

    /// <summary>Whether the eighth bit of each character that it sends is odd parity,
    /// as a converter without 7 data bits hands it on.</summary>
    public bool SendsOddParity { get; init; }

    /// <summary>The messages that were carried out.</summary>
    public List<string> Received { get; } = [];

    /// <summary>The faults against the manners.</summary>
    public List<string> Faults { get; } = [];

    public void Start(string path)
    {
        line = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        playing = Task.Factory.StartNew(
            PlayAsync, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
    }

    /// <summary>Ends when the pseudo-terminal is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        await playing;
        line?.Dispose();
    }

    private async Task PlayAsync()
    {
        byte[] one = new byte[1];
        while (TryRead(one))
        {
            if (message.Count == 0 && TimeProvider.System.GetElapsedTime(lastTraffic) is var gap && gap < MinimumGap)
            {
                Faults.Add($"message after {gap.TotalMilliseconds:0} ms");
            }

            if (EchoOfEnd is not null)
            {
                Send(one[0] is (byte)'\r' or (byte)'\n' ? EchoOfEnd : $"{(char)one[0]}");
            }

            message.Add(one[0]);
            string text = Encoding.Latin1.GetString([.. message]);
            if (text.EndsWith(Terminator, StringComparison.Ordinal))
            {
                message.Clear();
                await CarryOutAsync(text[..^Terminator.Length]);
            }
            else if (text[^1] is '\n' || (text[^1] is '\r' && !Terminator.StartsWith('\r')))
            {
                message.Clear();
                Faults.Add($"wrong terminator of '{text.TrimEnd()}'");
            }
        }
    }

    private async Task CarryOutAsync(string text)
    {
        lock (Received)
        {
            if (text.Length > 0)
            {
                Received.Add(text);
            }
        }

        if (IsOneQueryAMessage && text.Count(c => c == '?') > 1)
        {
            Faults.Add($"several queries in '{text}'");
        }
        else if (text.Length > 0 && await execute(text) is { } answer)
        {
            // Before the answer, so that a late wake-up does not shorten the gap.
            lastTraffic = TimeProvider.System.GetTimestamp();
            Send(AnswerStart + answer + AnswerEnd);
        }

        Send(Prompt);
    }

    private bool TryRead(byte[] one)
    {
        try
        {
            return line!.Read(one) > 0;
        }
        catch (IOException)
        {
            return false; // the pseudo-terminal is gone
        }
    }

    private void Send(string text)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        if (SendsOddParity)
        {
            bytes = Array.ConvertAll(bytes, one => (byte)(one | ((BitOperations.PopCount(one) & 1) == 0 ? 0x80 : 0)));
        }

        try
        {
            line!.Write(bytes);
        }
        catch (IOException)
        {
            // The pseudo-terminal is gone; the next read says so.
        }
    }
}
