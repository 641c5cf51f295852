namespace Lab.Runs;

/// <summary>A run cannot be recorded, found or read; the message says what, where and how to mend it.</summary>
public class RunException : Exception
{
    /// <summary>Creates the error with a message for the user.</summary>
    public RunException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
