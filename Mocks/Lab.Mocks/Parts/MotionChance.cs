using Lab.Models.Randomness;

namespace Lab.Mocks.Parts;

/// <summary>What a motion of an oscillator does by chance.</summary>
/// <param name="Path">The seed of its noise.</param>
/// <param name="StartTurns">Its phase at the start, in turns.</param>
internal readonly record struct MotionChance(ulong Path, double StartTurns)
{
    /// <summary>Draws one.</summary>
    /// <param name="random">Where from.</param>
    public static MotionChance From(RandomStream random) => new(random.NextUInt64(), random.NextDouble());
}
