using Lab.Quantities;

namespace Lab.Instruments.DaqCards;

/// <summary>The bounds of a card, as it tells them itself.</summary>
/// <param name="Model">The model, for the errors.</param>
/// <param name="Outputs">The names of its analogue outputs: <c>ao0</c>.</param>
/// <param name="Inputs">The names of its analogue inputs: <c>ai0</c>.</param>
/// <param name="Counters">The names of its counters: <c>ctr0</c>.</param>
/// <param name="LeastOutput">The lower end of the widest range of its outputs.</param>
/// <param name="LargestOutput">The upper end of the widest range of its outputs.</param>
/// <param name="LargestInput">The upper end of the widest range of its inputs.</param>
/// <param name="OutputRate">The highest rate of an output, samples per second.</param>
/// <param name="InputRate">The highest rate of its inputs, all together, samples per second: one converter takes them in
/// turn.</param>
public sealed record DaqCapability(
    string Model, IReadOnlyList<string> Outputs, IReadOnlyList<string> Inputs, IReadOnlyList<string> Counters,
    Voltage LeastOutput, Voltage LargestOutput, Voltage LargestInput, double OutputRate, double InputRate);
