using Lab.Models.Kernels;
using Lab.Models.StochasticOscillators;

namespace Lab.Models.Tests.StochasticOscillators;

public sealed class BrownianPathTests
{
    // Sums and differences of numbers in single precision, of the size of one.
    private const double SinglePrecision = 1e-6;

    [Fact]
    public void Next_ManyNumbers_AreNormal()
    {
        // 6.4 million numbers: standard errors of the moments are √(1/n), √(2/n), √(15/n), √(96/n).
        const int steps = 3125;
        const int count = 1024;
        const double n = 2.0 * steps * count;
        double[] sums = new double[4];
        double beyond = 0;
        var path = new BrownianPath(7, "moments", count, 1);
        float[] block = new float[25 * 2 * count];
        for (int i = 0; i < steps / 25; i++)
        {
            path.Next<float>(block);
            foreach (float x in block)
            {
                double square = (double)x * x;
                sums[0] += x;
                sums[1] += square;
                sums[2] += square * x;
                sums[3] += square * square;
                beyond += square > 9 ? 1 : 0;
            }
        }

        Assert.Equal(0, sums[0] / n, 4 * Math.Sqrt(1 / n));
        Assert.Equal(1, sums[1] / n, 4 * Math.Sqrt(2 / n));
        Assert.Equal(0, sums[2] / n, 4 * Math.Sqrt(15 / n));
        Assert.Equal(3, sums[3] / n, 4 * Math.Sqrt(96 / n));

        // 2(1 − Φ(3)).
        Assert.Equal(2.6998e-3, beyond / n, 4 * Math.Sqrt(2.6998e-3 / n));
    }

    [Fact]
    public void Next_PairsAndNeighbours_AreIndependent()
    {
        const int count = 1024;
        const int steps = 400;
        float[] block = new float[steps * 2 * count];
        new BrownianPath(8, "correlation", count, 1).Next<float>(block);
        foreach (int lag in (int[])[1, 2, count, 2 * count, 4 * count])
        {
            double sum = 0;
            for (int i = 0; i + lag < block.Length; i++)
            {
                sum += (double)block[i] * block[i + lag];
            }

            Assert.Equal(0, sum / (block.Length - lag), 4 / Math.Sqrt(block.Length - lag));
        }
    }

    [Fact]
    public void Halved_TwoSteps_AreOneOfThePath()
    {
        const int steps = 64;
        var path = new BrownianPath(9, "halved", 5, 1);
        int width = 2 * path.Row;
        double[] whole = new double[steps * width];
        double[] halves = new double[2 * steps * width];
        double[] quarters = new double[4 * steps * width];
        path.Next<double>(whole);
        path.Halved().Next<double>(halves);
        path.Halved().Halved().Next<double>(quarters);
        for (int step = 0; step < steps; step++)
        {
            for (int i = 0; i < width; i++)
            {
                double two = halves[(2 * step * width) + i] + halves[(((2 * step) + 1) * width) + i];
                double four = Enumerable.Range(0, 4).Sum(k => quarters[(((4 * step) + k) * width) + i]);
                Assert.Equal(whole[(step * width) + i], two, SinglePrecision);
                Assert.Equal(whole[(step * width) + i], four, SinglePrecision);
            }
        }
    }

    [Fact]
    public void Halved_Increments_HaveTheVarianceOfTheirStepAndNoCorrelation()
    {
        const int count = 4096;
        const int steps = 64;
        BrownianPath path = new BrownianPath(10, "variance", count, 4).Halved().Halved();
        float[] block = new float[steps * 2 * count];
        path.Next<float>(block);
        double variance = block.Average(x => (double)x * x);
        double neighbours = Enumerable.Range(0, (steps - 1) * 2 * count).Average(i => (double)block[i] * block[i + (2 * count)]);

        Assert.Equal(1, path.StepSeconds);
        Assert.Equal(1, variance, 4 * Math.Sqrt(2.0 / block.Length));
        Assert.Equal(0, neighbours, 4 / Math.Sqrt(block.Length));
    }

    [Fact]
    public void Next_OneOscillator_DoesNotDependOnOthers()
    {
        float[] alone = new float[10 * 2 * 16];
        float[] among = new float[10 * 2 * 64];
        new BrownianPath(11, "alone", 1, 1, first: 40).Next<float>(alone);
        new BrownianPath(11, "alone", 64, 1).Next<float>(among);
        for (int step = 0; step < 10; step++)
        {
            Assert.Equal(among[(step * 2 * 64) + 40], alone[step * 2 * 16]);
            Assert.Equal(among[(step * 2 * 64) + 64 + 40], alone[(step * 2 * 16) + 16]);
        }
    }

    [Fact]
    public void Next_OddStepsOfAHalvedPath_IsRefused()
    {
        BrownianPath path = new BrownianPath(1, "odd", 16, 1).Halved();

        Assert.Throws<ArgumentException>(() => path.Next<float>(new float[3 * 32]));
        Assert.Throws<ArgumentException>(() => path.Next<float>(new float[33]));
    }

    [Fact]
    public void Fill_WidthsOfVectors_DrawTheSame()
    {
        const int row = 32;
        float[][] drawn = [new float[20 * 2 * row], new float[20 * 2 * row], new float[20 * 2 * row]];
        Streams().Fill<ScalarWord, ScalarLane<float>>(drawn[0], 1);
        Streams().Fill<Words256, Lanes256<float>>(drawn[1], 1);
        Streams().Fill<Words512, Lanes512<float>>(drawn[2], 1);
        for (int i = 0; i < drawn[0].Length; i++)
        {
            Assert.Equal(drawn[0][i], drawn[1][i], 1e-5f);
            Assert.Equal(drawn[0][i], drawn[2][i], 1e-5f);
        }

        static GaussianStreams Streams() => new(12, "widths", 0, row);
    }
}
