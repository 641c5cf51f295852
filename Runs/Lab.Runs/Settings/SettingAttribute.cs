namespace Lab.Runs.Settings;

/// <summary>Documents a setting of a protocol, for <c>lab protocols</c> and for messages.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SettingAttribute(string description) : Attribute
{
    /// <summary>The effect of the setting, in a sentence.</summary>
    public string Description => description;

    /// <summary>Whether the text names a file that the protocol reads; the record then keeps its size and SHA-256,
    /// and a small one whole.</summary>
    public bool IsFile { get; init; }

    /// <summary>Whether the analysis alone reads it, so that it may be another one after the measurement.</summary>
    public bool IsAnalysis { get; init; }
}
