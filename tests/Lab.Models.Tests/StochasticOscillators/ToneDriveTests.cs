using Lab.Models.StochasticOscillators;

namespace Lab.Models.Tests.StochasticOscillators;

public sealed class ToneDriveTests
{
    // Fifty products of numbers in single precision.
    private const double SinglePrecision = 1e-5;

    [Fact]
    public void Next_FrequencyThatChanges_KeepsThePhase()
    {
        const double step = 2e-9;
        const int steps = 50;
        var drive = new ToneDrive<float>(2, step);
        int width = 2 * drive.Row;
        float[] rows = new float[(steps + 1) * width];
        double[] turns = new double[2];
        foreach (double hertz in (double[])[3e6, -5e6, 0])
        {
            drive.Set(0, 2, hertz);
            drive.Set(1, 0.5, -hertz);
            drive.Next(rows);
            for (int row = 0; row <= steps; row++)
            {
                double moved = hertz * row * step;
                Assert.Equal(2 * Math.Cos(Math.Tau * (turns[0] + moved)), rows[row * width], SinglePrecision);
                Assert.Equal(2 * Math.Sin(Math.Tau * (turns[0] + moved)), rows[(row * width) + drive.Row], SinglePrecision);
                Assert.Equal(0.5 * Math.Cos(Math.Tau * (turns[1] - moved)), rows[(row * width) + 1], SinglePrecision);
                Assert.Equal(0, rows[(row * width) + 2]);
            }

            turns[0] += hertz * steps * step;
            turns[1] -= hertz * steps * step;
        }
    }
}
