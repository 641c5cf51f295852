using Lab.Quantities;

namespace Lab.Mocks.Stages;

/// <summary>A constant current.</summary>
/// <param name="Current">The current; of a supply that which it regulates to.</param>
public sealed record DirectCurrent(Current Current) : Signal
{
    /// <summary>The voltage that the source has for it, of either sign: what an inductance lets its current follow by. Infinite
    /// where the twin of the source has limited the current itself.</summary>
    public Voltage Compliance { get; init; } = Voltage.FromVolts(double.PositiveInfinity);
}
