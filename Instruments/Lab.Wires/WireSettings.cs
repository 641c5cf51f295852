using Lab.Benches;
using Lab.Instruments.Wires;
using Lab.Quantities;

namespace Lab.Wires;

/// <summary>The settings of every wire to a real instrument.</summary>
public sealed record WireSettings
{
    /// <summary>The longest answer that is accepted by default.</summary>
    public const int DefaultMaximumAnswerLength = 256 << 20;

    /// <summary>The longest answer of an instrument on a bench: its numbers and texts have at most a sixteenth of it, and an
    /// instrument that sends without end fills no memory.</summary>
    private const int BenchAnswerLength = 1 << 20;

    /// <summary>Time allowed for an answer, for a message to be taken, and for the connection.</summary>
    public Duration Timeout { get; init; } = InstrumentDefinition.DefaultTimeout;

    /// <summary>The longest answer in bytes, terminator included, so that a talkative stranger cannot fill the memory.</summary>
    public int MaximumAnswerLength { get; init; } = DefaultMaximumAnswerLength;

    /// <summary>Whether the other side serves one connection at a time and keeps the old one for a while, so that connecting
    /// takes patience.</summary>
    public bool IsSingleClient { get; init; }

    /// <summary>How long a refused connection is tried again, where it is not what <see cref="IsSingleClient"/>
    /// implies.</summary>
    internal SocketPatience? Patience { get; init; }

    /// <summary>The least time from the end of one exchange to the next message.</summary>
    public Duration MessageGap { get; init; }

    /// <summary>Whether a message may hold several queries, which are answered in one line.</summary>
    public bool TakesSeveralQueries { get; init; } = true;

    /// <summary>The command that a serial port needs before the instrument takes others; empty where it needs none.</summary>
    public string SerialRemoteCommand { get; init; } = string.Empty;

    /// <summary>What ends a message on a socket, one of <see cref="LineTerminator.Names"/> or
    /// <see cref="LineTerminator.Bracket"/>.</summary>
    public string SocketTerminator { get; init; } = "lf";

    /// <summary>The text that ends an answer on a socket; empty where that is LF, or CR and LF.</summary>
    public string SocketAnswerEnd { get; init; } = string.Empty;

    /// <summary>The settings from the bench file about an instrument's wire, and from its driver about its manners.</summary>
    public static WireSettings Of(InstrumentDefinition instrument)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        return new WireSettings
        {
            Timeout = instrument.Timeout,
            MaximumAnswerLength = BenchAnswerLength,
            MessageGap = instrument.Manners.MessageGap,
            TakesSeveralQueries = instrument.Manners.TakesSeveralQueries,
            SerialRemoteCommand = instrument.Manners.SerialRemoteCommand,
            SocketTerminator = instrument.Manners.SocketTerminator,
            SocketAnswerEnd = instrument.Manners.SocketAnswerEnd,
            IsSingleClient = instrument.Manners.IsSingleClient,
        };
    }
}
