using Lab.Models.Randomness;

namespace Lab.Models.Training.Schemes;

/// <summary>Another scheme at parameters that are moved at random in every step: what is found bears such faults.</summary>
/// <param name="size">Standard deviation of what a parameter is moved by, in units of its scale.</param>
/// <param name="seed">Seed of the noise.</param>
/// <param name="inner">The other scheme; off the chip where there is none.</param>
public sealed class NoiseInjection(double size, ulong seed, ITrainingScheme? inner = null) : ITrainingScheme
{
    private readonly ITrainingScheme inner = inner ?? new OffChip();
    private float[] kept = [];
    private RandomStream random = RandomStream.For(seed, "training/noise");

    /// <summary>Name of the stream of random numbers.</summary>
    public string Stream { get; init; } = "training/noise";

    /// <summary>Which parameters are moved; all of them where nothing is said.</summary>
    public Func<ParameterGroup, bool> IsMoved { get; init; } = _ => true;

    /// <inheritdoc/>
    public bool MeasuresTheBench => inner.MeasuresTheBench;

    /// <inheritdoc/>
    public void Begin(ulong index)
    {
        random = RandomStream.For(seed, Stream, index);
        inner.Begin(index);
    }

    /// <inheritdoc/>
    public async ValueTask<BatchResult> DifferentiateAsync(
        INetwork network, TrainingBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(network);
        Array.Resize(ref kept, network.Parameters.Length);
        network.Parameters.CopyTo(kept, 0);
        try
        {
            foreach (ParameterGroup group in network.Groups.Where(IsMoved))
            {
                foreach (ref float parameter in network.Parameters.AsSpan(group.First, group.Count))
                {
                    parameter += (float)(size * group.Scale * random.NextGaussian());
                }
            }

            return await inner.DifferentiateAsync(network, batch, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            kept.CopyTo(network.Parameters, 0);
        }
    }
}
