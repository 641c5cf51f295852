namespace Lab.Wires.Transcripts;

/// <summary>An event on a wire.</summary>
public enum TranscriptEvent
{
    /// <summary>The wire opened; the text is its address.</summary>
    Open,

    /// <summary>The wire did not open; the text is the fault.</summary>
    OpenFault,

    /// <summary>A message was sent.</summary>
    Sent,

    /// <summary>The message of the line before did not get out; the text is the fault.</summary>
    SendFault,

    /// <summary>An answer came.</summary>
    Answer,

    /// <summary>No answer came; the text is the fault.</summary>
    AnswerFault,

    /// <summary>The bytes that were still coming in were thrown away.</summary>
    Clear,

    /// <summary>Throwing away failed; the text is the fault.</summary>
    ClearFault,

    /// <summary>The wire closed.</summary>
    Close,

    /// <summary>A protocol called the driver; the text is the call in C#.</summary>
    Call,

    /// <summary>The call returned; the text is what it returned in C#, empty where it returns nothing.</summary>
    Returned,

    /// <summary>The call failed; the text is the kind of fault.</summary>
    CallFault,
}
