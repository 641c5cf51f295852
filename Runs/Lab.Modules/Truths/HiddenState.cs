using Lab.Instruments.Benches;
using Lab.Models.SpinDiodes;
using Lab.Quantities;

namespace Lab.Modules.Truths;

/// <summary>What the stage hid while a seed was measured.</summary>
/// <param name="Sample">The sample of the seed, device spread included.</param>
/// <param name="Diode">The first junction, with its mean resonance over the points.</param>
/// <param name="Shift">Mean over the points of what moved its resonance beside field and power, as a fraction.</param>
/// <param name="Field">The magnet's field at the last point.</param>
public sealed record HiddenState(SampleDefinition Sample, SpinDiode Diode, double Shift, MagneticField Field)
{
    /// <summary>The other junctions, each with its mean resonance and with the sign with which the chain counts it.</summary>
    public IReadOnlyList<SpinDiode> Further { get; init; } = [];
}
