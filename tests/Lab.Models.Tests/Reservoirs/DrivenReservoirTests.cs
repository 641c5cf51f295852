using Lab.Models.Randomness;
using Lab.Models.Reservoirs;
using Lab.Models.StochasticOscillators;
using Lab.Quantities;
using Xunit.Abstractions;

namespace Lab.Models.Tests.Reservoirs;

/// <summary>The rates of the reference simulation of the thesis' chapter IV: operating point A, features averaged over 16
/// repeats of the record; and what single shots must not reach.</summary>
public sealed class DrivenReservoirTests(ITestOutputHelper output)
{
    private const int Seeds = 5;
    private const int Nodes = 25;
    private const int Periods = 100;

    [Fact]
    [Trait("Kind", "slow")]
    public void SuccessOf_PointA_IsThatOfTheReference()
    {
        double[] centres = [225, 225.5, 230.5, 231, 232, 233, 233.5, 240.5, 241];
        double[][] rates = MeanRates(new DrivenReservoir(), centres, 2e6, 3e6);
        for (int i = 0; i < centres.Length; i++)
        {
            output.WriteLine($"{centres[i]}: {rates[i][0]:P2} {rates[i][1]:P2} {rates[i][2]:P2}");
        }

        // The best centre of the mean over seeds, 5 seeds: at least 99.0, 99.3 and 99.0 %.
        Assert.True(rates.Max(at => at[0]) >= 0.990, $"phase {rates.Max(at => at[0])}");
        Assert.True(rates.Max(at => at[1]) >= 0.993, $"frequency {rates.Max(at => at[1])}");
        Assert.True(rates.Max(at => at[2]) >= 0.990, $"amplitude {rates.Max(at => at[2])}");

        // Means over five seeds move by 3 % there. In the middle of the range phase and frequency are odd in the detuning, and
        // far outside nothing locks.
        double[] middle = rates[Array.IndexOf(centres, 232)];
        Assert.InRange(middle[0], 0.52, 0.75);
        Assert.InRange(middle[1], 0.40, 0.65);
        Assert.InRange(middle[2], 0.50, 0.82);
        double[][] outside = [rates[0], rates[1], rates[^2], rates[^1]];
        for (int feature = 0; feature < 3; feature++)
        {
            // ν < 0: the left side is the better one.
            double left = rates[2..4].Max(at => at[feature]);
            double right = rates[5..7].Max(at => at[feature]);
            Assert.True(left >= right, $"{(NodeFeature)feature}: left {left}, right {right}");
            Assert.InRange(outside.Average(at => at[feature]), 0.50, 0.85);
        }
    }

    [Fact]
    [Trait("Kind", "slow")]
    public void SuccessOf_SingleShots_StaysBelow()
    {
        double[] centres = [230, 230.5, 231, 231.5];

        // The window that is best for each, as in the reference: all of the node for the amplitude.
        var reservoir = new DrivenReservoir { Shots = 1, Reading = new NodeReading(2.0 / 3, 0, 0) };
        double[][] rates = MeanRates(reservoir, centres, 2e6, 3e6);
        double[][] quiet = MeanRates(reservoir with { ReceiverNoise = 0 }, centres, 2e6, 3e6);
        for (int feature = 0; feature < 3; feature++)
        {
            double best = rates.Max(at => at[feature]);
            double ideal = quiet.Max(at => at[feature]);
            output.WriteLine($"{(NodeFeature)feature}: {best:P2}, without noise of the receiver {ideal:P2}");

            // More would mean that noise is missing. The reference: 84.5, 85.2 and 82.2 %.
            Assert.InRange(ideal, 0.78, 0.89);

            // 0.2 mV of the receiver cost the amplitude alone; the reference says 2 to 6 points.
            Assert.InRange(ideal - best, -0.02, feature == (int)NodeFeature.Amplitude ? 0.08 : 0.02);
        }
    }

    [Fact]
    [Trait("Kind", "slow")]
    public void SuccessOf_IdenticalValues_NeedsMemoryThatIsMissing()
    {
        double[] centres = [230, 230.5, 231, 231.5];
        double[][] rates = MeanRates(new DrivenReservoir(), centres, 3e6, 3e6);
        for (int feature = 0; feature < 3; feature++)
        {
            double best = rates.Max(at => at[feature]);
            output.WriteLine($"{(NodeFeature)feature}: {best:P2}");

            // Two of the eight points of a sine are those of a square: without memory 87.5 % at most.
            Assert.InRange(best, 0.79, 0.87);
        }
    }

    [Fact]
    public void Measure_Threads_ChangeNothing()
    {
        var random = new RandomStream(1);
        var sequence = WaveSequence.Draw(2, 2e6, 3e6, random);
        var mask = Mask.Binary(5, random);
        Frequency[] centres = [.. Enumerable.Range(0, 6).Select(i => Frequency.FromMegahertz(229 + i))];
        var reservoir = new DrivenReservoir();
        double[][][] one = reservoir.Measure(sequence, mask, centres, seed: 1);
        double[][][] two = reservoir.Measure(sequence, mask, centres, seed: 1, threads: 2);

        Assert.Equal(one, two);
        Assert.NotEqual(one, reservoir.Measure(sequence, mask, centres, seed: 2));
    }

    [Fact]
    public void Measure_QuietOscillatorUnderOneTone_ReadsTheLockedState()
    {
        AutoOscillator quiet = AutoOscillator.ThesisNeuron with { NoisePerSecond = 0 };
        var current = Current.FromAmperes(5e-3);
        var reservoir = new DrivenReservoir
        {
            Device = quiet,
            ReceiverNoise = 0,
            Shots = 1,
            LockingHalfBand = Frequency.FromMegahertz(0.5),
        };
        var tone = Frequency.FromMegahertz(232.2);
        var sequence = new WaveSequence([.. new double[200]], [.. new bool[200]]);
        double[][] states = reservoir.Measure(sequence, new Mask([1]), [tone], seed: 1)[0];
        double drive = quiet.DriveForHalfBand(current, reservoir.LockingHalfBand);

        // A weak drive: its part of the power is a hundredth.
        double phase = quiet.LockedPhase(current, drive, tone) - Math.Atan(quiet.Nonlinearity(current));
        Assert.Equal(phase, states[(int)NodeFeature.Phase][^1], 0.02);
        Assert.Equal(tone / quiet.FrequencyAt(current), states[(int)NodeFeature.Frequency][^1], 1e-5);
        Assert.Equal(Math.Sqrt(quiet.StationaryPower(current)), states[(int)NodeFeature.Amplitude][^1], 0.01);
    }

    [Fact]
    public void Measure_NodeThatIsNoMultipleOfTheStep_IsRefused() =>
        Assert.Throws<InvalidOperationException>(() => new DrivenReservoir { NodeTime = Duration.FromSeconds(150.5e-9) }.Measure(
            WaveSequence.Draw(1, 1, 1, new RandomStream(1)), new Mask([1]), [Frequency.FromMegahertz(232)], seed: 1));

    // Shape [centre][feature].
    private static double[][] MeanRates(DrivenReservoir reservoir, double[] megahertz, double sineHertz, double squareHertz)
    {
        double[][] rates = [.. megahertz.Select(_ => new double[3])];
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            var random = RandomStream.For(seed, "reservoir");
            var sequence = WaveSequence.Draw(Periods, sineHertz, squareHertz, random);
            var mask = Mask.Binary(Nodes, random);
            double[][][] states = reservoir.Measure(
                sequence, mask, [.. megahertz.Select(Frequency.FromMegahertz)], seed, threads: 2);
            for (int centre = 0; centre < megahertz.Length; centre++)
            {
                for (int feature = 0; feature < 3; feature++)
                {
                    rates[centre][feature] +=
                        sequence.SuccessOf(states[centre][feature], ReadoutFit.PseudoInverse) / Seeds;
                }
            }
        }

        return rates;
    }
}
