using Lab.Quantities;

namespace Lab.Benches.Twins;

/// <summary>Keys of a field line in the bench file for its twin alone.</summary>
public sealed record FieldLineTwin
{
    /// <summary>Energy of one pulse at which it burns through.</summary>
    public Energy DestructionEnergy { get; init; } = Energy.FromJoules(1e-3);
}
