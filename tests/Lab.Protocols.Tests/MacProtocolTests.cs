using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Mocks.Parts;
using Lab.Protocols.Mac;
using Lab.Quantities;

namespace Lab.Protocols.Tests;

public sealed class MacProtocolTests
{
    private static readonly double[] Powers = [2e-6, 4e-6, 6e-6, 8e-6, 10e-6, 12e-6];
    private static readonly double[] Currents = [0, 2e-3, 4e-3, 6e-3, 8e-3, 10e-3];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Mac_WithTheNoiseOfTheMeter_HasItsErrorAndThatOfTheModel(int seed)
    {
        VirtualLab.Outcome mac = await VirtualLab.RunAsync(new MacProtocol(), (ulong)seed);

        // 30 nV of the voltmeter and the Johnson noise of 230 Ω over 20 ms, 4kTR/2τ, for a reading; the drift of the leads adds
        // little.
        double johnson = Math.Sqrt(4 * 1.380649e-23 * 300 * 230 / (2 * 0.02));
        double reading = Math.Sqrt((30e-9 * 30e-9) + (johnson * johnson));
        Assert.Equal(1296, mac["points"].Value);
        Assert.InRange(mac["reading_noise"].Value / reading, 0.95, 1.1);

        // The error is that of a reading, of offset and weights through 12 and 60 of them, and of the bend of the model.
        double bend = ExpectedRmse(VirtualLab.Bench("two-junctions").Sample);
        Assert.InRange(mac["rmse"].Value / Math.Sqrt((1.1 * reading * reading) + (bend * bend)), 0.85, 1.15);
        Assert.InRange(mac["noise_share"].Value + mac["nonlinearity_share"].Value, 0.9, 1.1);
        Assert.Empty(mac.Analysis.Warnings);
    }

    [Fact]
    public async Task Mac_WithTelegraphNoiseOfOnePerCent_ErrsLikeTheThesisAndSaysThatItIsNeither()
    {
        static BenchDefinition Jumping(BenchDefinition bench) => bench with
        {
            Sample = bench.Sample with
            {
                Junctions = [.. bench.Sample.Junctions.Select(junction => junction with
                {
                    Twin = junction.Twin with { Effects = junction.Twin.Effects with { TelegraphRatio = 0.01 } }
                })]
            },
        };
        VirtualLab.Outcome mac = await VirtualLab.RunAsync(new MacProtocol(), Jumping, seed: 1);

        // The thesis: 0.41 µV.
        Assert.InRange(mac["rmse"].Value, 0.2e-6, 0.6e-6);
        Assert.Contains(
            mac.Analysis.Warnings, warning => warning.Contains("neither noise nor the bend", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Mac_WithoutNoise_LeavesTheNonlinearPartOfTheModel()
    {
        BenchDefinition bench = VirtualLab.Quiet(VirtualLab.Bench("two-junctions"));

        VirtualLab.Outcome mac = await VirtualLab.RunAsync(new MacProtocol(), VirtualLab.Quiet, seed: 1);

        double expected = ExpectedRmse(bench.Sample);
        Assert.InRange(expected, 20e-9, 60e-9);
        Assert.InRange(mac["rmse"].Value / expected, 0.9, 1.1);
        Assert.InRange(mac["nonlinear_error"].Value / expected, 0.9, 1.1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Classify_IsWithinAPointOfWhatTheNoiseLetsExpect(int seed)
    {
        VirtualLab.Outcome classification = await VirtualLab.RunAsync(new ClassifyProtocol(), (ulong)seed);

        Assert.Equal(36, classification["classifications"].Value);
        // With an error of 48 nV beside voltages of microvolts few inputs are on the wrong side of the boundary.
        Assert.InRange(classification["mean_accuracy"].Value, 0.98, 1);
        Assert.InRange(classification["mean_accuracy"].Value - classification["predicted_accuracy"].Value, -0.01, 0.01);
    }

    /// <summary>Error of the multiply-and-accumulate by the equations of the thesis, section 5.4.1, with the damping restored:
    /// written out here, with p from a fixed-point iteration, and the weights from the normal equations of the single
    /// tones.</summary>
    private static double ExpectedRmse(SampleDefinition sample)
    {
        double[] tones = [174e6, 540e6];
        double squares = 0;
        foreach (double current1 in Currents)
        {
            foreach (double current2 in Currents)
            {
                double[] line =
                [
                    current1 + (sample.FieldLines[1].Leakage * current2),
                    current2 + (sample.FieldLines[0].Leakage * current1)
                ];
                double Chain(double hertz, double watts) => Enumerable.Range(0, 2).Sum(k =>
                    (k == 0 ? 1 : -1)
                        * Diode(sample.Junctions[k], sample.FieldLines[k].Conversion.TeslaPerAmpere * line[k], hertz, watts));

                // 12 zeros and 10 times 6 powers of each tone: offset and two slopes.
                double[] first = [.. Powers.Select(watts => Chain(tones[0], watts))];
                double[] second = [.. Powers.Select(watts => Chain(tones[1], watts))];
                (double offset, double weight1, double weight2) = Solve(first, second);
                for (int i = 0; i < Powers.Length; i++)
                {
                    for (int j = 0; j < Powers.Length; j++)
                    {
                        squares += Math.Pow(first[i] + second[j] - offset - (Powers[i] * weight1) - (Powers[j] * weight2), 2);
                    }
                }
            }
        }

        return Math.Sqrt(squares / (36 * 36));
    }

    private static double Diode(JunctionDefinition junction, double inPlaneTesla, double hertz, double watts)
    {
        double omega0 = Math.Tau * (junction.ResonanceFrequency.Hertz + (junction.InPlaneSlope.HertzPerTesla * inPlaneTesla));
        double omega = Math.Tau * hertz;
        double p = 0;
        for (int i = 0; i < 200; i++)
        {
            double wide = junction.Damping * omega0 * (1 + (junction.DampingNonlinearity * p));
            double away = omega - (omega0 * (1 + (junction.FrequencyNonlinearity * p)));
            p = watts * junction.Twin.DriveFactor * junction.Twin.DriveFactor / ((wide * wide) + (away * away));
        }

        double gamma = junction.Damping * omega0 * (1 + (junction.DampingNonlinearity * p));
        double detuning = omega - (omega0 * (1 + (junction.FrequencyNonlinearity * p)));
        return watts * junction.Twin.RectificationRadiansPerCoulomb
            * ((junction.Twin.AntisymmetricWeight * detuning) + (junction.Twin.SymmetricWeight * gamma))
            / ((gamma * gamma) + (detuning * detuning));
    }

    /// <summary>Offset and slopes by Cramer's rule, in units of 1 µW.</summary>
    private static (double Offset, double Weight1, double Weight2) Solve(double[] first, double[] second)
    {
        const double micro = 1e-6;
        double count = 12 + (2 * 10 * Powers.Length);
        double sum = 10 * Powers.Sum() / micro;
        double square = 10 * Powers.Sum(watts => watts * watts) / (micro * micro);
        double total = 10 * (first.Sum() + second.Sum());
        double mixed1 = 10 * Powers.Zip(first, (watts, volts) => watts * volts).Sum() / micro;
        double mixed2 = 10 * Powers.Zip(second, (watts, volts) => watts * volts).Sum() / micro;
        double determinant = square * ((count * square) - (2 * sum * sum));
        double offset = square * ((total * square) - (sum * mixed1) - (sum * mixed2)) / determinant;
        return (offset, (mixed1 - (sum * offset)) / square / micro, (mixed2 - (sum * offset)) / square / micro);
    }
}
