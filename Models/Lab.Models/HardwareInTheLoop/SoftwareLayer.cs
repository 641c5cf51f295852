using Lab.Quantities;

namespace Lab.Models.HardwareInTheLoop;

/// <summary>A layer that is computed and not measured, in the place of a physical one: its model is exact and costs no time on
/// the bench.</summary>
/// <param name="model">The layer.</param>
/// <param name="parameters">What each parameter may be, shape [parameter].</param>
public sealed class SoftwareLayer(IDifferentiableLayer model, IReadOnlyList<ParameterRange> parameters) : IPhysicalLayer
{
    /// <inheritdoc/>
    public IDifferentiableLayer Model => model;

    /// <inheritdoc/>
    public IReadOnlyList<ParameterRange> Parameters => parameters;

    /// <inheritdoc/>
    public Duration CostOf(int samples) => default;

    /// <inheritdoc/>
    public void Project(Span<double> parameters)
    {
        for (int i = 0; i < parameters.Length; i++)
        {
            parameters[i] = Math.Clamp(parameters[i], Parameters[i].Minimum, Parameters[i].Maximum);
        }
    }

    /// <inheritdoc/>
    public ValueTask MeasureAsync(
        ReadOnlyMemory<double> parameters, ReadOnlyMemory<double> inputs, Memory<double> outputs,
        CancellationToken cancellationToken)
    {
        model.Forward(parameters.Span, inputs.Span, outputs.Span);
        return ValueTask.CompletedTask;
    }
}
