using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Mocks.Stages;

namespace Lab.Mocks.Tests.Stages;

public class ShotSequenceTests
{
    private const int Shots = 100_000;

    [Fact]
    public void Now_OfALaterShot_IsTheSameWhetherThoseBeforeWereTakenOrNot()
    {
        ShotSequence taken = Sequence();
        ShotStream stream = taken.StreamOf("scope/noise");
        double[] unbroken = [];
        for (int shot = 0; shot <= 1000; shot++)
        {
            Assert.Equal(shot, taken.Trigger());
            unbroken = [.. Enumerable.Range(0, 1 + (shot % 7)).Select(_ => stream.Now.NextGaussian())];
        }

        ShotSequence resumed = Sequence();
        resumed.Expect(1000);
        ShotStream again = resumed.StreamOf("scope/noise");
        Assert.Equal(1000, resumed.Trigger());

        Assert.Equal(unbroken, unbroken.Select(_ => again.Now.NextGaussian()));
        Assert.Equal(1001, resumed.Trigger());
    }

    [Fact]
    public void Now_ShotThatIsTakenAgain_BeginsAgain()
    {
        ShotSequence shots = Sequence();
        ShotStream stream = shots.StreamOf("scope/noise");
        shots.Trigger();
        double first = stream.Now.NextDouble();
        shots.Expect(0);
        shots.Trigger();

        Assert.Equal(first, stream.Now.NextDouble());
        Assert.NotEqual(first, stream.Now.NextDouble());
    }

    [Fact]
    public void Now_BeforeTheFirstShot_IsABug()
    {
        ShotSequence shots = Sequence();
        ShotStream stream = shots.StreamOf("noise");

        Assert.Equal(-1, shots.Current);
        Assert.Throws<InvalidOperationException>(() => stream.Now);
        Assert.Throws<ArgumentOutOfRangeException>(() => shots.Expect(-1));
    }

    [Fact]
    public void Now_ShotsAndPurposes_AreIndependent()
    {
        ShotSequence shots = Sequence();
        (ShotStream one, ShotStream other) = (shots.StreamOf("one"), shots.StreamOf("other"));
        double[] first = new double[Shots];
        double[] second = new double[Shots];
        for (int shot = 0; shot < Shots; shot++)
        {
            shots.Trigger();
            (first[shot], second[shot]) = (one.Now.NextGaussian(), other.Now.NextGaussian());
        }

        // Five standard errors: of the mean, of the correlation of neighbours, and of that of two purposes.
        double error = 5 / Math.Sqrt(Shots);
        Assert.Equal(0, first.Average(), error);
        Assert.Equal(1, first.Average(x => x * x), error * Math.Sqrt(2));
        Assert.Equal(0, first.Zip(first.Skip(1), (a, b) => a * b).Average(), error);
        Assert.Equal(0, first.Zip(second, (a, b) => a * b).Average(), error);
    }

    [Fact]
    public void Now_FirstDrawsOfNeighbouringShots_FillTheSquareEvenly()
    {
        const int cells = 16;
        ShotSequence shots = Sequence();
        ShotStream stream = shots.StreamOf("pairs");
        int[] counts = new int[cells * cells];
        double before = 0;
        for (int shot = 0; shot <= Shots; shot++)
        {
            shots.Trigger();
            double now = stream.Now.NextDouble();
            if (shot > 0)
            {
                counts[((int)(before * cells) * cells) + (int)(now * cells)]++;
            }

            before = now;
        }

        double expected = (double)Shots / counts.Length;
        double chiSquare = counts.Sum(count => (count - expected) * (count - expected) / expected);
        int freedom = counts.Length - 1;
        Assert.Equal(freedom, chiSquare, 5 * Math.Sqrt(2.0 * freedom)); // five standard deviations
    }

    private static ShotSequence Sequence() => new SampleStage(
        new BenchDefinition { Name = "shots", Instruments = [], SafeState = [] }, 7, new VirtualClock()).Shots;
}
