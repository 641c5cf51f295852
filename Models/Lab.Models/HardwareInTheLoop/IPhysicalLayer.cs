using Lab.Models.Training;
using Lab.Quantities;

namespace Lab.Models.HardwareInTheLoop;

/// <summary>
/// A layer of a network that is a thing on a bench: its outputs are measured in batches, its derivatives come from a model beside
/// it. Chains of resonators, stochastic synapses and networks of oscillators are such layers; a <see cref="SoftwareLayer"/>
/// stands between them.
/// </summary>
public interface IPhysicalLayer
{
    /// <summary>The model beside it, as good as it is known.</summary>
    IDifferentiableLayer Model { get; }

    /// <summary>The parameters and the values that they may have, one group after the other; the first begins at 0.</summary>
    IReadOnlyList<ParameterGroup> Groups { get; }

    /// <summary>How many units (neurons, chains) the layer has.</summary>
    int UnitCount => Model.OutputCount;

    /// <summary>Samples that go to the bench in one batch at most; a larger batch is divided.</summary>
    int LargestBatch => int.MaxValue;

    /// <summary>Time on the bench for one setting of the parameters.</summary>
    /// <param name="samples">How many samples are measured with it.</param>
    Duration CostOf(int samples);

    /// <summary>Moves parameters to the nearest ones that the bench can set.</summary>
    /// <param name="parameters">The parameters, shape [parameter]; changed in place.</param>
    void Project(Span<float> parameters);

    /// <summary>Sets the parameters and measures the outputs of a batch.</summary>
    /// <param name="parameters">The parameters, shape [parameter].</param>
    /// <param name="inputs">The inputs, shape [sample · input].</param>
    /// <param name="outputs">Receives the outputs, shape [sample · output].</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    ValueTask MeasureAsync(ReadOnlyMemory<float> parameters, ReadOnlyMemory<float> inputs, Memory<float> outputs,
        CancellationToken cancellationToken);
}
