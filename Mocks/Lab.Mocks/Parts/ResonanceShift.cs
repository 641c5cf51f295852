using Lab.Benches.Samples;
using Lab.Benches.Twins;
using Lab.Mocks.Stages;
using Lab.Models.Randomness;

namespace Lab.Mocks.Parts;

/// <summary>How much the resonance of one junction is off where its tuning law puts it: <see cref="ResonanceEffects"/>.</summary>
internal sealed class ResonanceShift
{
    private readonly ResonanceEffects effects;
    private readonly SteadyTime time;
    private readonly RandomWalk? walk;
    private readonly TelegraphNoise? telegraph;

    /// <summary>Starts what moves a resonance; each effect has a stream of its own.</summary>
    /// <param name="junction">The junction.</param>
    /// <param name="seed">The seed of the bench.</param>
    /// <param name="startSeconds">The time at which the bench starts, s.</param>
    public ResonanceShift(JunctionDefinition junction, ulong seed, double startSeconds)
    {
        RandomStream Stream(string purpose) => RandomStream.For(seed, $"stage/{purpose}/{junction.Name}");
        effects = junction.Twin.Effects;
        time = new SteadyTime(startSeconds);
        walk = effects.WalkRatio > 0 ? new RandomWalk(effects.WalkRatio, Stream("resonance walk"), startSeconds) : null;
        telegraph = effects.TelegraphRatio > 0
            ? new TelegraphNoise(effects.TelegraphRate.Hertz, Stream("telegraph noise"), startSeconds)
            : null;
        Core = new PinnedCore(effects, Stream("grains"));
    }

    /// <summary>The core in the in-plane field.</summary>
    public PinnedCore Core { get; }

    /// <summary>The shift at a time, as a fraction of the resonance without field.</summary>
    /// <param name="nowSeconds">The time, s.</param>
    /// <param name="lineWatts">The power that the currents leave in the field lines, W.</param>
    public double RatioAt(double nowSeconds, double lineWatts) =>
        (effects.WarmUpRatio * Math.Exp(-time.At(nowSeconds) / effects.WarmUpTime.Seconds))
        + (walk?.ValueAt(nowSeconds) ?? 0)
        + (telegraph is { } jumps ? effects.TelegraphRatio / 2 * jumps.SignAt(nowSeconds) : 0)
        + (effects.LineHeatingPerWatt * lineWatts)
        + Core.RoughnessRatio();
}
