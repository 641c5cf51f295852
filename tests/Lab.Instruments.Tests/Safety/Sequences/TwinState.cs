namespace Lab.Instruments.Tests.Safety.Sequences;

/// <summary>What a twin says that it does, and when that last changed.</summary>
internal sealed class TwinState
{
    public Dictionary<string, double> Values { get; } = [];

    /// <summary>When each channel's part at the sample last changed, s.</summary>
    public Dictionary<string, double> Changed { get; } = [];

    public bool IsOn { get; set; }
}
