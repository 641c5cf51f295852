using Lab.Quantities;

namespace Lab.Mocks.Stages;

/// <summary>How the level of tones is modulated.</summary>
/// <param name="Frequency">The modulation frequency. Positive.</param>
/// <param name="Depth">Depth of amplitude modulation, 0 to 1: the amplitude is 1 + depth · sin of the phase. Square modulation
/// ignores it.</param>
/// <param name="IsSquare">Whether the tone is on in the first half of the period and off in the second.</param>
public sealed record ToneModulation(Frequency Frequency, double Depth, bool IsSquare)
{
    /// <summary>The power at a phase, as a part of the unmodulated one.</summary>
    /// <param name="phase">The phase, rad, 0 to 2π.</param>
    public double PowerFactorAt(double phase)
    {
        double amplitude = IsSquare ? (phase < Math.PI ? 1 : 0) : 1 + (Depth * Math.Sin(phase));
        return amplitude * amplitude;
    }

    /// <summary>The mean power, as a part of the unmodulated one.</summary>
    public double MeanPowerFactor => IsSquare ? 0.5 : 1 + (Depth * Depth / 2);

    /// <summary>The largest power, as a part of the unmodulated one.</summary>
    public double LargestPowerFactor => IsSquare ? 1 : (1 + Depth) * (1 + Depth);
}
