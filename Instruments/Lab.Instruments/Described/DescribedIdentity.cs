namespace Lab.Instruments.Described;

/// <summary>How a description tells that the right instrument answers.</summary>
/// <param name="Contains">Texts of which the answer must hold one; none where nothing is asked.</param>
public sealed record DescribedIdentity(IReadOnlyList<string> Contains)
{
    /// <summary>The query; empty where the instrument has none.</summary>
    public string Query { get; init; } = "*IDN?";

    /// <summary>Why nothing is asked; empty where something is.</summary>
    public string WhyNone { get; init; } = string.Empty;
}
