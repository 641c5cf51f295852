using Lab.Models.Training;
using Lab.Quantities;

namespace Lab.Models.HardwareInTheLoop;

/// <summary>A layer that is computed and not measured, in the place of a physical one: its model is exact and costs no time on
/// the bench.</summary>
/// <param name="model">The layer.</param>
/// <param name="groups">The groups of its parameters, with the values that they may have; none for a layer without
/// parameters.</param>
public sealed class SoftwareLayer(IDifferentiableLayer model, params IReadOnlyList<ParameterGroup> groups) : IPhysicalLayer
{
    /// <inheritdoc/>
    public IDifferentiableLayer Model => model;

    /// <inheritdoc/>
    public IReadOnlyList<ParameterGroup> Groups => groups;

    /// <inheritdoc/>
    public Duration CostOf(int samples) => default;

    /// <inheritdoc/>
    public void Project(Span<float> parameters)
    {
        foreach (ParameterGroup group in groups)
        {
            foreach (ref float parameter in parameters.Slice(group.First, group.Count))
            {
                parameter = Math.Clamp(parameter, (float)group.Minimum, (float)group.Maximum);
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask MeasureAsync(ReadOnlyMemory<float> parameters, ReadOnlyMemory<float> inputs, Memory<float> outputs,
        CancellationToken cancellationToken)
    {
        model.Forward(parameters, inputs, outputs);
        return ValueTask.CompletedTask;
    }
}
