using Lab.Quantities;

namespace Lab.Models.HardwareInTheLoop;

/// <summary>
/// A layer of a network that is a thing on a bench: its outputs are measured, its derivatives come from a model beside it. Chains
/// of resonators, stochastic synapses and networks of oscillators are such layers; a <see cref="SoftwareLayer"/> stands between
/// them. </summary>
public interface IPhysicalLayer
{
    /// <summary>The model beside it, as good as it is known.</summary>
    IDifferentiableLayer Model { get; }

    /// <summary>What each parameter may be, shape [parameter].</summary>
    IReadOnlyList<ParameterRange> Parameters { get; }

    /// <summary>Time on the bench for one setting of the parameters.</summary>
    /// <param name="samples">How many samples are measured with it.</param>
    Duration CostOf(int samples);

    /// <summary>Moves parameters to the nearest ones that the bench can set.</summary>
    /// <param name="parameters">The parameters, shape [parameter]; changed in place.</param>
    void Project(Span<double> parameters);

    /// <summary>Sets the parameters and measures the outputs.</summary>
    /// <param name="parameters">The parameters, shape [parameter].</param>
    /// <param name="inputs">The inputs, shape [sample · input].</param>
    /// <param name="outputs">Receives the outputs, shape [sample · output].</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    ValueTask MeasureAsync(
        ReadOnlyMemory<double> parameters, ReadOnlyMemory<double> inputs, Memory<double> outputs,
        CancellationToken cancellationToken);
}
