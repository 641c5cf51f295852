using Lab.Benches;
using Lab.Calibration.WeightMaps;
using Lab.Protocols.WeightMaps;
using Lab.Quantities;
using Lab.Runs;
using Lab.Runs.Calibrations;

namespace Lab.Protocols.Tests;

public sealed class WeightMapProtocolTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Map_FindsLeakageAndFits(int seed)
    {
        VirtualLab.Outcome map = await VirtualLab.RunAsync(new WeightMapProtocol(), (ulong)seed);

        // The bench leaks 3 % of each line into the other one.
        map.AssertHolds("crosstalk_1", 0.03);
        map.AssertHolds("crosstalk_2", 0.03);
        Assert.InRange(map["crosstalk_1"].Uncertainty!.Value, 1e-4, 0.01);
        Assert.InRange(map["crosstalk_2"].Uncertainty!.Value, 1e-4, 0.01);

        // V(P) of this bench bends by more than its noise, which straight lines do not know.
        Assert.InRange(map["reduced_chi_square"].Value, 0.8, 2);

        // A weight is a slope through 12 readings at 4, 8 and 12 µW and the zeros; 12 parameters share 242 weights.
        double slope = 31.5e-9 / Math.Sqrt(4 * ((4e-6 * 4e-6) + (8e-6 * 8e-6) + (12e-6 * 12e-6)));
        Assert.InRange(map["weight_uncertainty"].Value / (slope * Math.Sqrt(12.0 / 242)), 1, 2.5);
    }

    [Fact]
    public async Task Map_OfJunctionsThatHardlyBend_FitsWithinTheNoise()
    {
        // The drive factor of the thesis: N and Q act with its square, a 625th of the shipped bench's.
        static BenchDefinition Weak(BenchDefinition bench) => bench with
        {
            Sample = bench.Sample with
            {
                Junctions = [.. bench.Sample.Junctions.Select(
                    junction => junction with { Twin = junction.Twin with { DriveFactor = 2e8 } })]
            },
        };
        VirtualLab.Outcome map = await VirtualLab.RunAsync(new WeightMapProtocol(), Weak, seed: 1);

        map.AssertHolds("crosstalk_1", 0.03);
        map.AssertHolds("crosstalk_2", 0.03);
        Assert.InRange(map["reduced_chi_square"].Value, 0.6, 1.4);
        Assert.Empty(map.Analysis.Warnings);
    }

    [Fact]
    public async Task Map_AsACalibration_ComesBackTheSame()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(new WeightMapProtocol(), seed: 1);
        CalibrationRecord record = Assert.Single(outcome.Analysis.Calibrations);

        WeightMap map = WeightMapRecord.Read(record, [Frequency.FromMegahertz(174), Frequency.FromMegahertz(540)]);

        WeightChoice choice = map.Choose([-0.3, 0.1]);
        Assert.InRange(choice.Distance, 0, 1e-3);
        Assert.InRange(choice.Amperes[0], 0, 10e-3);
        Assert.Contains(
            "other tones", Assert.Throws<RunException>(() => WeightMapRecord.Read(
                record, [Frequency.FromMegahertz(175), Frequency.FromMegahertz(540)])).Message, StringComparison.Ordinal);
    }
}
