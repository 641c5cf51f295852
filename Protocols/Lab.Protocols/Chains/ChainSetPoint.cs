using Lab.Quantities;

namespace Lab.Protocols.Chains;

/// <summary>The set-point of a chain of two junctions.</summary>
/// <param name="Current1">Current in the field line over the first junction.</param>
/// <param name="Current2">Current in the field line over the second junction.</param>
/// <param name="Power1">Power of the first input at the chain; zero switches its generator off.</param>
/// <param name="Power2">Power of the second input at the chain; zero switches its generator off.</param>
internal readonly record struct ChainSetPoint(Current Current1, Current Current2, Power Power1, Power Power2)
{
    public override string ToString() => $"{Current1}, {Current2}, {Power1}, {Power2}";
}
