namespace Lab.Instruments;

/// <summary>An instrument could not do what was asked. The message says what, where and how to mend it.</summary>
public class InstrumentException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="fault">The kind of fault, on which a policy can act.</param>
    /// <param name="what">The event, as a sentence without its full stop.</param>
    /// <param name="where">The instrument's name on the bench and, where there is one, the command.</param>
    /// <param name="remedy">How to mend it, as whole sentences.</param>
    /// <param name="cause">The error underneath, if any.</param>
    public InstrumentException(InstrumentFault fault, string what, string where, string remedy, Exception? cause = null)
        : base($"{what} ({where}). {remedy}", cause)
    {
        Fault = fault;
        What = what;
        Where = where;
        Remedy = remedy;
    }

    /// <summary>The kind of fault.</summary>
    public InstrumentFault Fault { get; }

    /// <summary>The event, as the subject of the message.</summary>
    public string What { get; }

    /// <summary>The instrument's name on the bench and, where there is one, the command.</summary>
    public string Where { get; }

    /// <summary>How to mend it.</summary>
    public string Remedy { get; }
}
