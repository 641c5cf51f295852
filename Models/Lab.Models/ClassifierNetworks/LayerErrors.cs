using Lab.Models.Randomness;

namespace Lab.Models.ClassifierNetworks;

/// <summary>How the resonators of a layer differ from those that were meant.</summary>
internal sealed class LayerErrors
{
    private const double SmallestLinewidth = 0.1;

    private readonly float[] shifts;
    private readonly float[] inverseLinewidths;
    private readonly float[] sensitivities;
    private readonly float[] detunings;

    private LayerErrors(int count)
    {
        shifts = new float[count];
        inverseLinewidths = [.. Enumerable.Repeat(1f, count)];
        sensitivities = [.. Enumerable.Repeat(1f, count)];
        detunings = new float[count];
    }

    /// <summary>Draws the devices of a layer.</summary>
    public static LayerErrors Draw(int count, DeviceError error, double spread, RandomStream random)
    {
        var errors = new LayerErrors(count);
        for (int i = 0; i < count; i++)
        {
            double share = spread * random.NextGaussian();
            switch (error)
            {
                case DeviceError.Frequency:
                    errors.shifts[i] = (float)share;
                    break;
                case DeviceError.Linewidth:
                    errors.inverseLinewidths[i] = (float)(1 / Math.Max(1 + share, SmallestLinewidth));
                    break;
                default:
                    errors.sensitivities[i] = (float)(1 + share);
                    break;
            }
        }

        return errors;
    }

    /// <summary>Shifts of the resonances in linewidths, shape [synapse].</summary>
    public ReadOnlySpan<float> Shifts => shifts;

    /// <summary>Meant linewidths over the devices', shape [synapse].</summary>
    public ReadOnlySpan<float> InverseLinewidths => inverseLinewidths;

    /// <summary>Sensitivities over the meant one, shape [synapse].</summary>
    public ReadOnlySpan<float> Sensitivities => sensitivities;

    /// <summary>The detunings that devices have where others were meant.</summary>
    public ReadOnlySpan<float> Detune(ReadOnlySpan<float> meant)
    {
        for (int i = 0; i < meant.Length; i++)
        {
            detunings[i] = (meant[i] + shifts[i]) * inverseLinewidths[i];
        }

        return detunings;
    }

    /// <summary>Weights with the devices' sensitivities.</summary>
    public void Scale(Span<float> weights)
    {
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] *= sensitivities[i];
        }
    }
}
