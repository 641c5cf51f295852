using Lab.Models.Randomness;

namespace Lab.Models.Searching;

/// <summary>
/// Proposes where to try next: the tree-structured Parzen estimator (Bergstra, Bardenet, Bengio and Kégl, NeurIPS 2011), with one
/// density over all dimensions at once (Falkner, Klein and Hutter, BOHB, ICML 2018), so that it sees which values go together.
/// </summary>
/// <remarks>Past trials are divided into the best few and the others; of candidates drawn around the best, the one is taken where
/// the density of the best is the largest in comparison with that of the others. The first trials are spread evenly (Halton's
/// sequence, shifted at random).</remarks>
/// <param name="dimensions">The coordinates.</param>
/// <param name="seed">Seed of all draws.</param>
public sealed class ParzenSampler(IReadOnlyList<SearchDimension> dimensions, ulong seed)
{
    private const int EvenTrials = 20;
    private const int Candidates = 64;
    private const double ShareOfBest = 0.15;
    private const int MostOfBest = 25;
    private const double NarrowestKernel = 0.03;
    private const double OtherChoice = 0.2;
    private static readonly int[] Primes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53];

    /// <summary>The most dimensions that a search can have.</summary>
    public static int MostDimensions => Primes.Length;

    /// <summary>Where to try next. Depends on nothing but what it is given, in any order of the calls.</summary>
    /// <param name="trial">Number of the trial, from 0.</param>
    /// <param name="history">The trials that are known, in any order.</param>
    /// <returns>Shape [dimension], each from 0 to 1.</returns>
    public double[] Propose(int trial, IReadOnlyList<SearchTrial> history)
    {
        ArgumentNullException.ThrowIfNull(history);
        if (history.Count < EvenTrials)
        {
            var shift = RandomStream.For(seed, "search/shift");
            return [.. dimensions.Select((_, d) => (RadicalInverse(trial + 1, Primes[d]) + shift.NextDouble()) % 1)];
        }

        SearchTrial[] sorted =
            [.. history.OrderByDescending(known => double.IsNaN(known.Score) ? double.NegativeInfinity : known.Score)];
        int count = Math.Clamp((int)Math.Ceiling(ShareOfBest * sorted.Length), dimensions.Count + 1, MostOfBest);
        var best = new Density(dimensions, sorted[..count]);
        var others = new Density(dimensions, sorted[count..]);
        var random = RandomStream.For(seed, "search/candidates", (ulong)trial);
        double[] chosen = [];
        double largest = double.NegativeInfinity;
        for (int i = 0; i < Candidates; i++)
        {
            double[] candidate = best.Draw(random);
            double gain = Math.Log(best.At(candidate)) - Math.Log(others.At(candidate));
            (chosen, largest) = gain > largest ? (candidate, gain) : (chosen, largest);
        }

        return chosen;
    }

    private static double RadicalInverse(int index, int prime)
    {
        (double sum, double weight) = (0, 1);
        for (; index > 0; index /= prime)
        {
            weight /= prime;
            sum += weight * (index % prime);
        }

        return sum;
    }

    /// <summary>A kernel around each trial, and an even part that counts as one of them.</summary>
    private sealed class Density
    {
        private readonly IReadOnlyList<SearchDimension> dimensions;
        private readonly SearchTrial[] centres;
        private readonly double[] widths;

        public Density(IReadOnlyList<SearchDimension> dimensions, SearchTrial[] centres)
        {
            (this.dimensions, this.centres) = (dimensions, centres);

            // Half of Scott's rule for each dimension: the best trials seldom are one Gaussian.
            double shrink = 0.5 * Math.Pow(centres.Length, -1.0 / (dimensions.Count + 4));
            widths =
            [
                .. Enumerable.Range(0, dimensions.Count).Select(d =>
                {
                    double mean = centres.Average(centre => centre.Place[d]);
                    return Math.Max(
                        NarrowestKernel, shrink * Math.Sqrt(centres.Average(centre => Math.Pow(centre.Place[d] - mean, 2))));
                }),
            ];
        }

        public double At(double[] place)
        {
            double sum = 1;
            foreach (SearchTrial centre in centres)
            {
                double product = 1;
                for (int d = 0; d < place.Length; d++)
                {
                    product *= Kernel(d, centre.Place[d], place[d]);
                }

                sum += product;
            }

            return sum / (centres.Length + 1);
        }

        public double[] Draw(RandomStream random)
        {
            int around = random.NextInt32(centres.Length + 1);
            double[] place = new double[dimensions.Count];
            for (int d = 0; d < place.Length; d++)
            {
                bool isEven = around == centres.Length || (dimensions[d].Choices > 0 && random.NextDouble() < OtherChoice);
                place[d] = isEven ? random.NextDouble()
                    : dimensions[d].Choices > 0 ? centres[around].Place[d]
                    : DrawWithin(centres[around].Place[d], widths[d], random);
            }

            return place;
        }

        private static double DrawWithin(double centre, double width, RandomStream random)
        {
            while (true)
            {
                double place = centre + (width * random.NextGaussian());
                if (place is >= 0 and <= 1)
                {
                    return place;
                }
            }
        }

        // Of mass 1 between 0 and 1.
        private double Kernel(int d, double centre, double place)
        {
            if (dimensions[d].Choices is var choices and > 0)
            {
                bool isSame = dimensions[d].ChoiceAt(centre) == dimensions[d].ChoiceAt(place);
                return (isSame ? choices * (1 - OtherChoice) : 0) + OtherChoice;
            }

            double width = widths[d];
            double mass = MathNet.Numerics.Distributions.Normal.CDF(centre, width, 1)
                - MathNet.Numerics.Distributions.Normal.CDF(centre, width, 0);
            return MathNet.Numerics.Distributions.Normal.PDF(centre, width, place) / mass;
        }
    }
}
