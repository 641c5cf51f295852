using Lab.Models.Randomness;

namespace Lab.Models.DynamicalNetworks;

/// <summary>Layers of neurons that drive themselves and the next layer through sparse weights, and a dense linear read-out of the
/// last layer after the last input.</summary>
/// <remarks>Parameters in one row: for each layer the weights from the layer before (the inputs first), then those within the
/// layer, then the biases; at last the weights of the read-out and its biases. Masked weights are not among them.</remarks>
public sealed class NetworkShape
{
    /// <summary>Draws the masks of a network.</summary>
    /// <param name="inputs">Inputs of each step.</param>
    /// <param name="layers">How many layers.</param>
    /// <param name="width">Neurons of a layer.</param>
    /// <param name="outputs">Outputs of the read-out.</param>
    /// <param name="density">Share of the weights between and within layers that are there, above 0 and at most 1; exactly this
    /// share in every block.</param>
    /// <param name="seed">Seed of the masks.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive, or the density not a share.</exception>
    public NetworkShape(int inputs, int layers, int width, int outputs, double density, ulong seed)
        : this(inputs, layers, width, outputs, density, density, seed)
    {
    }

    /// <summary>Draws the masks of a network with weights between layers that are denser or sparser than those within.</summary>
    /// <param name="inputs">Inputs of each step.</param>
    /// <param name="layers">How many layers.</param>
    /// <param name="width">Neurons of a layer.</param>
    /// <param name="outputs">Outputs of the read-out.</param>
    /// <param name="densityBetween">Share of the weights from the inputs and between layers that are there,
    /// above 0 and at most 1.</param>
    /// <param name="densityWithin">Share of the weights within layers that are there, above 0 and at most 1.</param>
    /// <param name="seed">Seed of the masks.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive, or a density not a share.</exception>
    public NetworkShape(int inputs, int layers, int width, int outputs, double densityBetween, double densityWithin, ulong seed)
    {
        foreach (int count in (int[])[inputs, layers, width, outputs])
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        }

        foreach (double density in (double[])[densityBetween, densityWithin])
        {
            if (!(density > 0 && density <= 1))
            {
                throw new ArgumentOutOfRangeException(
                    nameof(densityBetween), $"A density is {density}; it has to lie above 0 and at most at 1.");
            }
        }

        (Inputs, Layers, Width, Outputs) = (inputs, layers, width, outputs);
        var random = RandomStream.For(seed, "network/masks");
        List<Synapse> synapses = [];
        int parameter = 0;
        for (int layer = 0; layer < layers; layer++)
        {
            int firstSource = layer == 0 ? 0 : inputs + ((layer - 1) * width);
            int sources = layer == 0 ? inputs : width;
            Add(firstSource, sources, layer, densityBetween);
            Add(inputs + (layer * width), width, layer, densityWithin);
            parameter += width; // the biases
        }

        Synapses = synapses;
        ReadoutWeights = parameter;
        ReadoutBiases = parameter + (width * outputs);
        ParameterCount = ReadoutBiases + outputs;

        void Add(int firstSource, int sources, int layer, double density)
        {
            int[] all = random.NextOrder(sources * width);
            foreach (int place in all.Take(Math.Max(1, (int)Math.Round(density * all.Length))).Order())
            {
                synapses.Add(new Synapse(firstSource + (place % sources), (layer * width) + (place / sources), parameter++));
            }
        }
    }

    /// <summary>Inputs of each step.</summary>
    public int Inputs { get; }

    /// <summary>How many layers.</summary>
    public int Layers { get; }

    /// <summary>Neurons of a layer.</summary>
    public int Width { get; }

    /// <summary>Neurons of all layers.</summary>
    public int Neurons => Layers * Width;

    /// <summary>Outputs of the read-out.</summary>
    public int Outputs { get; }

    /// <summary>The weights between and within layers that are there.</summary>
    public IReadOnlyList<Synapse> Synapses { get; }

    /// <summary>All weights, those of the read-out included, without biases.</summary>
    public int SynapseCount => Synapses.Count + (Width * Outputs);

    /// <summary>All weights and biases.</summary>
    public int ParameterCount { get; }

    /// <summary>Parameter of the first weight of the read-out; they go by output, then by neuron.</summary>
    public int ReadoutWeights { get; }

    /// <summary>Parameter of the first bias of the read-out.</summary>
    public int ReadoutBiases { get; }

    /// <summary>Parameter of the bias of a neuron.</summary>
    public int BiasOf(int neuron)
    {
        int layer = neuron / Width;
        int next = Synapses.Where(synapse => synapse.Target / Width == layer).Max(synapse => synapse.Parameter) + 1;
        return next + (neuron % Width);
    }

    /// <summary>One weight.</summary>
    /// <param name="Source">Index of the input, or of the inputs plus that of the neuron.</param>
    /// <param name="Target">Index of the neuron.</param>
    /// <param name="Parameter">Index of the parameter.</param>
    public readonly record struct Synapse(int Source, int Target, int Parameter);
}
