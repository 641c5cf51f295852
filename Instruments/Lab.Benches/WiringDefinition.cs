using Lab.Benches.Samples;
using Lab.Benches.Twins;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Benches;

/// <summary>Where a terminal is connected to the sample.</summary>
/// <param name="Terminal">The terminal.</param>
/// <param name="Port">The port of the sample.</param>
/// <param name="Part">The name of the part, where several can have the port: the field line for
/// <see cref="SamplePort.FieldLine"/> and <see cref="SamplePort.Pulse"/>.</param>
/// <param name="Loss">Loss of cables, bias tee and combiner up to the chain, for <see cref="SamplePort.Rf"/>.</param>
public sealed record WiringDefinition(Terminal Terminal, SamplePort Port, string? Part, LevelRatio Loss)
{
    /// <summary>The terminal's instrument.</summary>
    public string Instrument => Terminal.Instrument;

    /// <summary>Effects of the twin's cables beside the loss, for <see cref="SamplePort.Rf"/>.</summary>
    public RfPathEffects Path { get; init; } = new();
}
