namespace Lab.Models.Training.Schemes;

/// <summary>Another scheme in two steps: the second derivatives are taken a little uphill (Foret et al., arXiv:2010.01412), so
/// that what is found lies in a wide valley.</summary>
/// <param name="radius">How far uphill, ρ: a Euclidean distance in units of the parameters' scales.</param>
/// <param name="inner">The other scheme; off the chip where there is none.</param>
public sealed class SharpnessAware(double radius, ITrainingScheme? inner = null) : ITrainingScheme
{
    private readonly ITrainingScheme inner = inner ?? new OffChip();
    private float[] kept = [];

    /// <inheritdoc/>
    public bool MeasuresTheBench => inner.MeasuresTheBench;

    /// <inheritdoc/>
    public void Begin(ulong index) => inner.Begin(index);

    /// <inheritdoc/>
    public async ValueTask<BatchResult> DifferentiateAsync(
        INetwork network, TrainingBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(network);
        Array.Resize(ref kept, network.Parameters.Length);
        network.Parameters.CopyTo(kept, 0);
        try
        {
            BatchResult here = await inner.DifferentiateAsync(network, batch, cancellationToken).ConfigureAwait(false);
            GoUphill(network);
            BatchResult uphill = await inner.DifferentiateAsync(network, batch, cancellationToken).ConfigureAwait(false);
            return here with { Measured = here.Measured + uphill.Measured };
        }
        finally
        {
            kept.CopyTo(network.Parameters, 0);
        }
    }

    private void GoUphill(INetwork network)
    {
        float[] scales = ParameterGroup.ScalesOf(network.Groups);
        float ScaleAt(int i) => scales.Length > 0 ? scales[i] : 1;
        double square = 0;
        for (int i = 0; i < network.Gradient.Length; i++)
        {
            double slope = (double)network.Gradient[i] * ScaleAt(i);
            square += slope * slope;
        }

        double norm = Math.Sqrt(square);
        float step = (float)(norm > 0 ? radius / norm : 0);
        for (int i = 0; i < network.Gradient.Length; i++)
        {
            network.Parameters[i] += step * (ScaleAt(i) * ScaleAt(i) * network.Gradient[i]);
        }
    }
}
