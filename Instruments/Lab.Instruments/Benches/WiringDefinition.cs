using Lab.Quantities;

namespace Lab.Instruments.Benches;

/// <summary>Where an instrument is connected to the sample.</summary>
/// <param name="Instrument">The instrument's name.</param>
/// <param name="Port">The port of the sample.</param>
/// <param name="Line">The field line, for <see cref="SamplePort.FieldLine"/> and <see cref="SamplePort.Pulse"/>.</param>
/// <param name="Loss">Loss of cables, bias tee and combiner up to the chain, for <see cref="SamplePort.Rf"/>.</param>
public sealed record WiringDefinition(string Instrument, SamplePort Port, string? Line, LevelRatio Loss)
{
    /// <summary>What the twin's cables do beside the loss, for <see cref="SamplePort.Rf"/>.</summary>
    public RfPathEffects Path { get; init; } = new();
}
