namespace Lab.Runs.Settings;

/// <summary>A setting of a protocol is wrong; the message says which, why, and what is allowed.</summary>
public sealed class SettingsException : Exception
{
    /// <summary>Creates the error with a message for the user.</summary>
    public SettingsException(string message)
        : base(message)
    {
    }
}
