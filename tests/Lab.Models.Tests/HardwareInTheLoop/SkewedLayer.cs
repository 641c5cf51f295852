using Lab.Models.HardwareInTheLoop;
using Lab.Models.Training;
using Lab.Quantities;

namespace Lab.Models.Tests.HardwareInTheLoop;

/// <summary>Two weights on a bench that gives a factor times what the model says, and something more.</summary>
internal sealed class SkewedLayer(double factor, double offset) : IPhysicalLayer
{
    private readonly WeightedSum model = new(2);

    public bool IsBroken { get; init; }

    public int LargestBatch { get; init; } = int.MaxValue;

    public List<int> Batches { get; } = [];

    public IDifferentiableLayer Model => model;

    public IReadOnlyList<ParameterGroup> Groups { get; } = [new("weight", string.Empty, [1, 2], 0, "Weights.")];

    public Duration CostOf(int samples) => default;

    public void Project(Span<float> parameters)
    {
    }

    public ValueTask MeasureAsync(ReadOnlyMemory<float> parameters, ReadOnlyMemory<float> inputs, Memory<float> outputs,
        CancellationToken cancellationToken)
    {
        if (IsBroken)
        {
            throw new OperationCanceledException();
        }

        Batches.Add(outputs.Length);
        model.Forward(parameters, inputs, outputs);
        foreach (ref float output in outputs.Span)
        {
            output = (float)((factor * output) + offset);
        }

        return ValueTask.CompletedTask;
    }
}
