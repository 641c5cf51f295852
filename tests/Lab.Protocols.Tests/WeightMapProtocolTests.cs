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
        Assert.Empty(map.Analysis.Warnings);
        Assert.InRange(map["reduced_chi_square"].Value, 0.6, 1.5);
        Assert.InRange(map["weight_uncertainty"].Value, 0.002, 0.008);
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
        Assert.Contains("other tones", Assert.Throws<RunException>(() => WeightMapRecord.Read(record, [Frequency.FromMegahertz(175), Frequency.FromMegahertz(540)])).Message, StringComparison.Ordinal);
    }
}
