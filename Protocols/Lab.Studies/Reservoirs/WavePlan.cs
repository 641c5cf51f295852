using Lab.Models.Randomness;
using Lab.Models.Reservoirs;
using Lab.Quantities;

namespace Lab.Studies.Reservoirs;

/// <summary>The points of sines and squares, on a model or a bench: for each mask every centre, then those of the variant that
/// needs memory.</summary>
/// <param name="settings">The settings.</param>
internal sealed class WavePlan(WaveSettings settings)
{
    private readonly (Frequency Centre, bool NeedsMemory)[] centres =
    [
        .. settings.Centres.Select(centre => (centre, false)),
        .. settings.MemoryCentres.Where(_ => settings.MemoryTask).Select(centre => (centre, true)),
    ];

    /// <summary>Points of a mask.</summary>
    public int CentreCount => centres.Length;

    /// <summary>Points.</summary>
    public int Count => centres.Length * settings.Masks;

    /// <summary>A point.</summary>
    /// <param name="point">From 0 to <see cref="Count"/> − 1.</param>
    public (int Mask, Frequency Centre, bool NeedsMemory) At(int point) => (
        point / centres.Length, centres[point % centres.Length].Centre, centres[point % centres.Length].NeedsMemory);

    /// <summary>A point in words.</summary>
    /// <param name="point">From 0 to <see cref="Count"/> − 1.</param>
    public string Describe(int point) => At(point) is var (mask, centre, needsMemory)
        ? $"{centre}{(needsMemory ? ", identical values" : string.Empty)}, mask {mask + 1} of {settings.Masks}"
        : string.Empty;

    /// <summary>Draws the waves and the mask of a point.</summary>
    /// <param name="mask">Which mask.</param>
    /// <param name="needsMemory">Whether sines and squares have the same window.</param>
    /// <param name="seed">The seed of the run.</param>
    public (WaveSequence Sequence, Mask Mask) Draw(int mask, bool needsMemory, ulong seed)
    {
        var random = RandomStream.For(seed, "reservoir/waves", (ulong)mask);
        var sequence = WaveSequence.Draw(
            settings.Periods, (needsMemory ? settings.SquareWindow : settings.SineWindow).Hertz / 2,
            settings.SquareWindow.Hertz / 2,
            random);
        return (sequence, Mask.Binary(settings.Nodes, random));
    }
}
