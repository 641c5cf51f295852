using Lab.Quantities;

namespace Lab.Benches.Twins;

/// <summary>What a bench file tells of a field line for its twin alone.</summary>
public sealed record FieldLineTwin
{
    /// <summary>Energy of one pulse at which it burns through.</summary>
    public Energy DestructionEnergy { get; init; } = Energy.FromJoules(1e-3);
}
