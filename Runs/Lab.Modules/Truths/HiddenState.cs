using Lab.Benches.Samples;
using Lab.Models.SpinDiodes;
using Lab.Quantities;

namespace Lab.Modules.Truths;

/// <summary>The hidden values of the stage while a seed was measured.</summary>
/// <param name="Sample">The sample of the seed, device spread included.</param>
/// <param name="Diodes">The junctions from the head of the chain, each with its mean resonance over the points and with the sign
/// with which the chain counts it; none where the sample has none.</param>
/// <param name="Shift">Mean over the points of what moved the first one's resonance beside field and power,
/// as a fraction.</param>
/// <param name="Field">The magnet's field at the last point.</param>
public sealed record HiddenState(SampleDefinition Sample, IReadOnlyList<SpinDiode> Diodes, double Shift, MagneticField Field)
{
    /// <summary>The values that each part of a module's kind revealed at the last point, by the part's name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Parts { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, double>>();

    /// <summary>When each point was on record, in their order: seconds of the bench's clock since the run began.</summary>
    public IReadOnlyList<double> PointSeconds { get; init; } = [];
}
