using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Mocks.Parts;
using Lab.Protocols.FieldLines;
using Lab.Quantities;
using Lab.Runs.Results;
using Lab.Runs.Settings;

namespace Lab.Protocols.Tests;

public class FieldLineCalibrationProtocolTests
{
    private static readonly FieldLineCalibrationProtocol Protocol = new();

    [Theory]
    [InlineData(0.05)]
    [InlineData(-0.03)]
    public async Task Run_TwentySeeds_RecoversTheHiddenFieldPerCurrentAndLeakage(double leakage)
    {
        int within = 0;
        for (ulong seed = 1; seed <= 20; seed++)
        {
            // Another line each time, so that nothing can have been tuned to one.
            double hidden = 0.07 + (0.003 * seed);
            VirtualLab.Outcome outcome = await VirtualLab.RunAsync(Protocol, bench => With(bench, hidden, leakage), seed);

            ResultValue found = outcome["field_per_current"];
            Assert.Equal(hidden, found.Value, 0.02 * hidden);
            within += Math.Abs(found.Value - hidden) <= 2 * found.Uncertainty ? 1 : 0;
            outcome.AssertHolds("leakage", leakage);
            Assert.Empty(outcome.Analysis.Warnings);
        }

        Assert.True(within >= 17, $"{within} of 20 within two standard uncertainties");
    }

    [Fact]
    public async Task Run_JunctionWithoutHysteresisInACreepingField_LagsByNothing()
    {
        // The magnet is taken as settled while it still creeps by a tenth of its tolerance, upwards on the way up.
        double[] lags = new double[20];
        for (ulong seed = 1; seed <= 20; seed++)
        {
            VirtualLab.Outcome outcome = await VirtualLab.RunAsync(Protocol, bench => bench, seed);
            ResultValue lag = outcome["field_hysteresis"];
            lags[seed - 1] = lag.Value / Assert.NotNull(lag.Uncertainty);
        }

        Assert.InRange(lags.Average() * Math.Sqrt(lags.Length), -3.5, 3.5);
    }

    [Fact]
    public async Task Run_RangeThatReachesSaturation_IsRefused()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Protocol,
            bench => WithJunction(bench, junction => junction with { SaturationField = MagneticField.FromOersted(10) }),
            1);

        Assert.StartsWith("The resistance is not linear in the ", outcome.Analysis.Failure, StringComparison.Ordinal);
        Assert.Empty(outcome.Analysis.Results);
    }

    [Theory]
    [InlineData("fields", "-5..5 Oe in 6", "The setting 'fields' has 6 values; a slope needs at least 7.")]
    [InlineData("currents", "1 mA", "The setting 'currents' has 1 values; a slope needs at least 7.")]
    [InlineData("readings", "0", "The setting 'readings' is 0; a resistance needs at least one.")]
    public void Create_SettingsThatGiveNoResult_SaySo(string key, string value, string expected)
    {
        object settings = SettingsBinder.Bind(Protocol.SettingsType, new Dictionary<string, string> { [key] = value });

        Assert.Equal(expected, Assert.Throws<SettingsException>(() => Protocol.Create(settings)).Message);
    }

    private static BenchDefinition With(BenchDefinition bench, double teslaPerAmpere, double leakage) => bench with
    {
        Sample = bench.Sample with
        {
            FieldLines =
            [
                bench.Sample.FieldLines[0] with { Conversion = FieldPerCurrent.FromTeslaPerAmpere(teslaPerAmpere) },
                bench.Sample.FieldLines[1] with { Leakage = leakage },
            ],
        },
    };

    private static BenchDefinition WithJunction(BenchDefinition bench, Func<JunctionDefinition, JunctionDefinition> change) =>
        bench with { Sample = bench.Sample with { Junctions = [change(bench.Sample.Junctions[0])] } };
}
