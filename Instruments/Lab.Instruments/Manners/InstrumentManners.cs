using Lab.Instruments.Wires;
using Lab.Quantities;

namespace Lab.Instruments.Manners;

/// <summary>How an instrument converses: what the session and the wire must know before the first message.</summary>
/// <remarks>The driver states them in its description; the README of the driver's folder names their sources.</remarks>
public sealed record InstrumentManners
{
    /// <summary>How errors are reported.</summary>
    public ErrorReporting Errors { get; init; } = ErrorReporting.ScpiQueue;

    /// <summary>How each command is answered, where errors are reported by that; <see langword="null"/> elsewhere.</summary>
    public CommandAcknowledgement? Acknowledgement { get; init; }

    /// <summary>The query of the error queue, where there is one.</summary>
    public string ErrorQuery { get; init; } = ":SYST:ERR?";

    /// <summary>The query of the status register whose <see cref="ErrorEvents"/> are errors, where errors are reported in
    /// one. Instruments that know IEEE 488.2 have no other one than <c>*ESR?</c>.</summary>
    public string StatusQuery { get; init; } = "*ESR?";

    /// <summary>The query that gives the words of the events which the reading of the register has released, where errors are
    /// reported in the register; empty where there are none.</summary>
    public string ErrorWords { get; init; } = string.Empty;

    /// <summary>The query of the identity; empty where the instrument cannot be asked.</summary>
    public string IdentityQuery { get; init; } = "*IDN?";

    /// <summary>Whether the identity may be any text, all of which is searched for the model; otherwise it has the fields of
    /// IEEE 488.2, 10.14.3.</summary>
    public bool HasFreeIdentity { get; init; }

    /// <summary>The lines with which a new connection is greeted, before any answer. They are passed over.</summary>
    public IReadOnlyList<string> Greeting { get; init; } = [];

    /// <summary>The bits of the event status register that are errors: by default query, device-dependent, execution and command
    /// error (IEEE 488.2, 11.5.1).</summary>
    public int ErrorEvents { get; init; } = 0b0011_1100;

    /// <summary>How an exchange shows that it is complete.</summary>
    public Completion Completion { get; init; } = Completion.MarkInMessage;

    /// <summary>Whether a message may hold several queries, which are answered in one line.</summary>
    public bool TakesSeveralQueries => Completion == Completion.MarkInMessage;

    /// <summary>Whether a message may end with one query after its commands, where it may not hold several: each command is then
    /// answered, and nothing has to guess when the instrument has it.</summary>
    public bool TakesClosingQuery { get; init; }

    /// <summary>The least time from the end of one exchange to the next message.</summary>
    public Duration MessageGap { get; init; }

    /// <summary>Time that the instrument needs between a message and the reading of its answer.</summary>
    public Duration ReplyDelay { get; init; }

    /// <summary>Longest message that the instrument's input buffer holds, in bytes.</summary>
    public int MaximumMessageLength { get; init; } = 1 << 20;

    /// <summary>What ends a message to it on a socket, one of <see cref="LineTerminator.Names"/> or
    /// <see cref="LineTerminator.Bracket"/>.</summary>
    public string SocketTerminator { get; init; } = "lf";

    /// <summary>The text that ends an answer of it on a socket, such as <c>,EndOfAPI</c>; empty where that is LF, or CR and
    /// LF.</summary>
    public string SocketAnswerEnd { get; init; } = string.Empty;

    /// <summary>How its serial port is set when it leaves the factory.</summary>
    public SerialSettings Serial { get; init; } = new();

    /// <summary>The command that a serial port needs before the instrument takes others, such as <c>SYST:REM 1</c>; empty where
    /// it needs none.</summary>
    public string SerialRemoteCommand { get; init; } = string.Empty;

    /// <summary>Whether the instrument or its gateway serves one connection at a time and keeps the old one for a
    /// while.</summary>
    public bool IsSingleClient { get; init; }
}
