using Lab.Models.Randomness;

namespace Lab.Models.Tests.Randomness;

public class RandomStreamTests
{
    private const int Draws = 1_000_000;

    [Fact]
    public void NextUInt64_StateOfOneToFour_IsThePublishedSequence()
    {
        // Reference C code of Blackman and Vigna, as in the test vectors of the Rust crate rand_xoshiro.
        var stream = new RandomStream(1, 2, 3, 4);

        ulong[] expected =
        [
            11520, 0, 1509978240, 1215971899390074240, 1216172134540287360, 607988272756665600,
            16172922978634559625, 8476171486693032832, 10595114339597558777, 2904607092377533576,
        ];
        Assert.Equal(expected, expected.Select(_ => stream.NextUInt64()));
    }

    [Fact]
    public void SplitMix64_Seed1234567_IsThePublishedSequence()
    {
        // Reference C code of Vigna, as on Rosetta Code's page "Pseudo-random numbers/Splitmix64".
        var splitMix = new SplitMix64(1234567);

        ulong[] expected =
        [
            6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821
        ];
        Assert.Equal(expected, expected.Select(_ => splitMix.Next()));
    }

    [Fact]
    public void NextDouble_ManyDraws_HasTheMomentsOfTheUniformDistribution()
    {
        var stream = new RandomStream(5);
        double[] draws = [.. Enumerable.Range(0, Draws).Select(_ => stream.NextDouble())];

        // Five standard errors: mean 1/√(12·n), variance √(1/180)/√n.
        Assert.Equal(0.5, draws.Average(), 5 / Math.Sqrt(12.0 * Draws));
        Assert.Equal(1.0 / 12, draws.Average(x => (x - 0.5) * (x - 0.5)), 5 / Math.Sqrt(180.0 * Draws));
        Assert.All(draws, x => Assert.InRange(x, 0, 1 - double.Epsilon));
    }

    [Fact]
    public void NextExponential_ManyDraws_HasTheMomentsOfTheExponentialDistribution()
    {
        var stream = new RandomStream(8);
        double[] draws = [.. Enumerable.Range(0, Draws).Select(_ => stream.NextExponential())];

        // Five standard errors of the moments 1 and 2, whose variances are 1 and 20, and of the part beyond 3.
        Assert.Equal(1, draws.Average(), 5 / Math.Sqrt(Draws));
        Assert.Equal(2, draws.Average(x => x * x), 5 * Math.Sqrt(20.0 / Draws));
        Assert.Equal(Math.Exp(-3), draws.Count(x => x > 3) / (double)Draws, 5 * Math.Sqrt(Math.Exp(-3) / Draws));
        Assert.All(draws, x => Assert.True(x >= 0 && double.IsFinite(x)));
    }

    [Fact]
    public void NextGaussian_ManyDraws_HasTheMomentsOfTheNormalDistribution()
    {
        var stream = new RandomStream(6);
        double[] draws = [.. Enumerable.Range(0, Draws).Select(_ => stream.NextGaussian())];

        // Five standard errors of the moments 0, 1, 0 and 3, whose variances are 1, 2, 15 and 96.
        Assert.Equal(0, draws.Average(), 5 / Math.Sqrt(Draws));
        Assert.Equal(1, draws.Average(x => x * x), 5 * Math.Sqrt(2.0 / Draws));
        Assert.Equal(0, draws.Average(x => x * x * x), 5 * Math.Sqrt(15.0 / Draws));
        Assert.Equal(3, draws.Average(x => x * x * x * x), 5 * Math.Sqrt(96.0 / Draws));

        // Neighbours come in pairs from one draw of the polar method and must not know of each other.
        Assert.Equal(0, draws.Zip(draws.Skip(1), (a, b) => a * b).Average(), 5 / Math.Sqrt(Draws));
        Assert.Equal(0, draws.Zip(draws.Skip(1), (a, b) => ((a * a) - 1) * ((b * b) - 1)).Average(), 5 * 2 / Math.Sqrt(Draws));
    }

    [Fact]
    public void NextGaussian_ManyDraws_HasTheTailsOfTheNormalDistribution()
    {
        var stream = new RandomStream(7);
        int beyondThree = Enumerable.Range(0, Draws).Count(_ => Math.Abs(stream.NextGaussian()) > 3);

        // 0.26998 % of a normal distribution is beyond three standard deviations.
        Assert.Equal(2699.8, beyondThree, 5 * Math.Sqrt(2699.8));
    }

    [Fact]
    public void NextInt32_ManyDraws_IsEven()
    {
        var stream = new RandomStream(8);
        int[] counts = new int[7];
        for (int i = 0; i < 700_000; i++)
        {
            counts[stream.NextInt32(7)]++;
        }

        Assert.All(counts, count => Assert.InRange(count, 100_000 - (5 * 293), 100_000 + (5 * 293)));
        Assert.Equal(0, stream.NextInt32(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.NextInt32(0));
    }

    [Fact]
    public void For_SameArguments_IsTheSameStreamAndOtherArgumentsAreNot()
    {
        ulong First(ulong seed, string purpose, ulong index) => RandomStream.For(seed, purpose, index).NextUInt64();
        ulong[] streams =
        [
            First(1, "voltmeter", 0),
            First(2, "voltmeter", 0),
            First(1, "source", 0),
            First(1, "", 0),
            First(1, "voltmeter", 1),
            First(0, "voltmeter", 0),
            .. Enumerable.Range(2, 1000).Select(i => First(1, "voltmeter", (ulong)i)),
        ];

        Assert.Equal(streams.Length, streams.Distinct().Count());
        Assert.Equal(First(1, "voltmeter", 0), RandomStream.For(1, "voltmeter").NextUInt64());
    }

    [Fact]
    public void For_NeighbouringIndices_AreUncorrelated()
    {
        double[] first = [.. Enumerable.Range(0, 100_000).Select(i => RandomStream.For(9, "point", (ulong)i).NextGaussian())];

        Assert.Equal(0, first.Average(), 5 / Math.Sqrt(first.Length));
        Assert.Equal(0, first.Zip(first.Skip(1), (a, b) => a * b).Average(), 5 / Math.Sqrt(first.Length));
    }

    [Fact]
    public void StableLogarithm_OverTheUnitInterval_AgreesWithTheLibrary()
    {
        var stream = new RandomStream(10);
        for (int i = 0; i < 100_000; i++)
        {
            double x = stream.NextDouble() * Math.Pow(2, -stream.NextInt32(60));
            if (x > 0)
            {
                double expected = Math.Log(x);
                Assert.Equal(expected, StableLogarithm.Of(x), 4.5e-16 * Math.Max(1, Math.Abs(expected)));
            }
        }

        Assert.Equal(0, StableLogarithm.Of(1));
    }

    [Fact]
    public void For_KnownArguments_IsBitForBitThisSequence()
    {
        // By /usr/bin/python3, from the definitions of FNV-1a, SplitMix64 and xoshiro256** alone:
        //   M=2**64-1; mix=lambda z:(lambda z:(lambda
        // z:z^(z>>31))((z^(z>>27))*0x94D049BB133111EB&M))((z^(z>>30))*0xBF58476D1CE4E5B9&M)
        //   h=0xCBF29CE484222325
        //   for c in 'nanovoltmeter noise':
        //     for b in (ord(c)&255, ord(c)>>8): h=(h^b)*0x100000001B3&M
        //   x=mix((mix(mix(7)^h)+3*0x9E3779B97F4A7C15)&M); s=[mix((x+(i+1)*0x9E3779B97F4A7C15)&M) for i in range(4)]
        //   rot=lambda v,k:(v<<k|v>>64-k)&M; print(rot(s[1]*5&M,7)*9&M)
        Assert.Equal(15710988260347211494, RandomStream.For(7, "nanovoltmeter noise", 3).NextUInt64());
    }
}
