namespace Lab.Instruments.Tests.Safety.Sequences;

/// <summary>The state that a twin says it has, and when that last changed.</summary>
internal sealed class TwinState
{
    public Dictionary<string, double> Values { get; } = [];

    /// <summary>When each channel's part at the sample last changed, s.</summary>
    public Dictionary<string, double> Changed { get; } = [];

    /// <summary>When it was looked at, s.</summary>
    public double LookedSeconds { get; set; }

    public bool IsOn { get; set; }
}
