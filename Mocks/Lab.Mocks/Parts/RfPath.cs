using Lab.Benches;
using Lab.Benches.Twins;
using Lab.Mocks.Stages;
using Lab.Models.Randomness;
using Lab.Quantities;

namespace Lab.Mocks.Parts;

/// <summary>The cables from one RF generator to the chain: <see cref="RfPathEffects"/>.</summary>
/// <param name="wiring">The loss that is stated, and what the cables do beside it.</param>
/// <param name="seed">The seed of the bench, which draws the phase of the ripple.</param>
internal sealed class RfPath(WiringDefinition wiring, ulong seed)
{
    private const double Hertz1Gigahertz = 1e9;

    private readonly double phase = Math.Tau * RandomStream.For(seed, $"stage/ripple/{wiring.Terminal}").NextDouble();

    /// <summary>The loss at a frequency.</summary>
    public LevelRatio LossAt(Frequency frequency) => wiring.Loss
        + wiring.Path.LossError
        + (wiring.Path.LossSlope * Math.Sqrt(frequency.Hertz / Hertz1Gigahertz))
        + (wiring.Path.Ripple * Math.Sin((Math.Tau * (frequency / wiring.Path.RipplePeriod)) + phase));

    /// <summary>The part of the power that arrives which a junction takes.</summary>
    /// <param name="resistance">The junction's resistance.</param>
    public double ShareTakenBy(Resistance resistance)
    {
        const double lineOhms = 50;
        double reflection = (resistance.Ohms - lineOhms) / (resistance.Ohms + lineOhms);
        return wiring.Path.HasMismatch ? 1 - (reflection * reflection) : 1;
    }
}
