using Lab.Models.Randomness;

namespace Lab.Models.Data;

/// <summary>Samples of a classification task.</summary>
/// <param name="Features">The features, shape [sample][feature], in the unit of the task.</param>
/// <param name="Classes">The class of each sample, from 0, shape [sample].</param>
public sealed record LabelledSamples(double[][] Features, int[] Classes)
{
    /// <summary>How many samples.</summary>
    public int Count => Classes.Length;

    /// <summary>Divides the samples at random, every class in the same proportion.</summary>
    /// <param name="share">Share of the first part, above 0 and below 1.</param>
    /// <param name="seed">The seed.</param>
    /// <returns>Two parts without a common sample.</returns>
    public (LabelledSamples First, LabelledSamples Second) Split(double share, ulong seed)
    {
        if (!(share > 0 && share < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), $"The share is {share}; it has to lie between 0 and 1.");
        }

        List<int> first = [];
        List<int> second = [];
        foreach (IGrouping<int, int> members in Enumerable.Range(0, Count).GroupBy(i => Classes[i]).OrderBy(group => group.Key))
        {
            int[] ordered = [.. members];
            int[] shuffled =
            [
                .. RandomStream.For(seed, "samples/split", (ulong)members.Key).NextOrder(ordered.Length).Select(i => ordered[i])
            ];
            int count = (int)Math.Round(share * shuffled.Length);
            first.AddRange(shuffled[..count]);
            second.AddRange(shuffled[count..]);
        }

        return (Pick(first), Pick(second));
    }

    /// <summary>The samples of one step of a training that goes through all of them in an order of its own in every
    /// epoch.</summary>
    /// <param name="step">The step, from 0.</param>
    /// <param name="size">Samples of a step; at most <see cref="Count"/>.</param>
    /// <param name="seed">Seed of the orders.</param>
    public LabelledSamples Batch(int step, int size, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, Count);
        List<int> picked = [];
        for (long at = (long)step * size; picked.Count < size; at++)
        {
            (long epoch, long index) = Math.DivRem(at, Count);
            picked.Add(RandomStream.For(seed, "samples/epoch", (ulong)epoch).NextOrder(Count)[index]);
        }

        return Pick(picked);
    }

    /// <summary>Scales each feature so that those of other samples run from 0 to 1; what lies beyond them is moved to the nearer
    /// end.</summary>
    /// <param name="reference">The samples that tell the range: those that a training sees.</param>
    public LabelledSamples ScaledBy(LabelledSamples reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        int count = reference.Features[0].Length;
        double[] least = [.. Enumerable.Range(0, count).Select(k => reference.Features.Min(sample => sample[k]))];
        double[] range = [.. Enumerable.Range(0, count).Select(k => reference.Features.Max(sample => sample[k]) - least[k])];
        return this with
        {
            Features =
            [
                .. Features.Select(sample => (double[])[.. sample.Select((value, k) => range[k] > 0
                    ? Math.Clamp((value - least[k]) / range[k], 0, 1)
                    : 0)]),
            ],
        };
    }

    private LabelledSamples Pick(IReadOnlyCollection<int> picked) =>
        new([.. picked.Select(i => Features[i])], [.. picked.Select(i => Classes[i])]);
}
