namespace Lab.Benches.Twins;

/// <summary>A fault that a twin is told to make.</summary>
public enum InjectedFault
{
    /// <summary>The message is executed, its answer never comes.</summary>
    Timeout,

    /// <summary>The answer comes too late, in front of the next one.</summary>
    Late,

    /// <summary>The answer is noise of the line.</summary>
    Garbage,

    /// <summary>The end of the answer is missing.</summary>
    Truncated,

    /// <summary>The answer goes on for much longer than it should.</summary>
    Overlong,

    /// <summary>The connection breaks before the message arrives.</summary>
    Disconnect,

    /// <summary>The instrument is switched off and on before the message arrives.</summary>
    Reboot,

    /// <summary>A reading is over range.</summary>
    Overflow,

    /// <summary>No answers come any more for some messages, or for good.</summary>
    Hang,

    /// <summary>The instrument puts an error into its queue by itself.</summary>
    Error,
}
