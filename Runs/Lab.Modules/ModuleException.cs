namespace Lab.Modules;

/// <summary>A module cannot be used: it is not there, does not compile or load, or registers what the registry refuses. The
/// message says where, why and the remedy.</summary>
public sealed class ModuleException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">Where, why and the remedy.</param>
    /// <param name="cause">The cause, where it is more than the message says.</param>
    public ModuleException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }

    /// <summary>Creates the error from all findings, which the message lists one a line.</summary>
    /// <param name="findings">The findings, each with its remedy.</param>
    public ModuleException(IReadOnlyList<string> findings)
        : base(string.Join(Environment.NewLine, findings))
    {
    }
}
