namespace Lab.Benches.Samples;

/// <summary>A part of a sample, of a kind that a module brought.</summary>
/// <param name="Schema">Its kind.</param>
/// <param name="Name">Its name.</param>
/// <param name="Values">The values of its keys.</param>
public sealed record PartDefinition(PartSchema Schema, string Name, SettingValues Values)
{
    /// <summary>Its limits by key, SI.</summary>
    public IReadOnlyDictionary<string, double> Limits { get; init; } = new Dictionary<string, double>();

    /// <summary>The part with another limit.</summary>
    /// <param name="key">The limit's key.</param>
    /// <param name="value">The limit, SI.</param>
    public PartDefinition WithLimit(string key, double value) =>
        this with { Limits = new Dictionary<string, double>(Limits) { [key] = value } };
}
