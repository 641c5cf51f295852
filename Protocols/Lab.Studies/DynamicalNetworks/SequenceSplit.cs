using Lab.Models.Data;

namespace Lab.Studies.DynamicalNetworks;

/// <summary>Samples to train with, to choose the epoch with, and to test with; none is in two of them.</summary>
internal sealed record SequenceSplit(SampleSet Training, SampleSet Validation, SampleSet Test)
{
    /// <summary>Share of all samples that is tested with.</summary>
    public const double TestShare = 0.2;

    /// <summary>Share of the others that chooses the epoch.</summary>
    public const double ValidationShareOfRest = 0.125;

    // Of the samples to test with, which are the same for every training.
    private const ulong TestSeed = 1;

    /// <summary>Divides samples at random, every class in the same proportion: 70 % to train with, 10 % to choose with, 20 % to
    /// test with. Those to test with are the same for every seed, so that no search over trainings of other seeds has seen
    /// them.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="seed">Seed of the division of the others.</param>
    public static (LabelledSamples Training, LabelledSamples Validation, LabelledSamples Test) Divide(
        LabelledSamples samples, ulong seed)
    {
        (LabelledSamples rest, LabelledSamples test) = samples.Split(1 - TestShare, TestSeed);
        (LabelledSamples training, LabelledSamples validation) = rest.Split(1 - ValidationShareOfRest, seed);
        return (training, validation, test);
    }
}
