using Lab.Models.Data;

namespace Lab.Protocols.DynamicalNetworks;

/// <summary>Samples to train with, to choose the epoch with, and to test with; none is in two of them.</summary>
internal sealed record SequenceSplit(SequenceSamples Training, SequenceSamples Validation, SequenceSamples Test)
{
    /// <summary>Share of all samples that is tested with.</summary>
    public const double TestShare = 0.2;

    /// <summary>Share of the others that chooses the epoch.</summary>
    public const double ValidationShareOfRest = 0.125;

    /// <summary>Divides samples at random, every class in the same proportion: 70 % to train with, 10 % to choose with, 20 % to test
    /// with.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="seed">The seed.</param>
    public static (LabelledSamples Training, LabelledSamples Validation, LabelledSamples Test) Divide(LabelledSamples samples, ulong seed)
    {
        (LabelledSamples rest, LabelledSamples test) = samples.Split(1 - TestShare, seed);
        (LabelledSamples training, LabelledSamples validation) = rest.Split(1 - ValidationShareOfRest, seed);
        return (training, validation, test);
    }
}
