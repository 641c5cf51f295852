namespace Lab.Models.KerrLoops;

/// <summary>The Kerr signal of the rising half of a loop.</summary>
/// <param name="Volts">The signal, shape [sample].</param>
/// <param name="Tesla">The field at each sample, shape [sample].</param>
/// <param name="SampleSeconds">Time between samples.</param>
/// <param name="PulseSeconds">When the pulse was fired, from the first sample.</param>
public sealed record LoopRecord(
    ReadOnlyMemory<double> Volts, ReadOnlyMemory<double> Tesla, double SampleSeconds, double PulseSeconds);
