using Lab.Protocols.SpinDiodes;
using Lab.Runs.Results;

namespace Lab.Protocols.Tests;

public class SpinDiodeProtocolTests
{
    private static readonly SpinDiodeProtocol Protocol = new();

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    [InlineData(3UL)]
    public async Task Run_WithDefaults_FindsWhatIsHidden(ulong seed)
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(Protocol, seed);

        Assert.Null(outcome.Analysis.Failure);
        Assert.Empty(outcome.Analysis.Warnings);
        outcome.AssertHolds("resonance_frequency", outcome.Hidden.ResonanceFrequency.Hertz);
        outcome.AssertHolds("linewidth", outcome.Hidden.Linewidth.Hertz);
        outcome.AssertHolds("symmetry_ratio", outcome.Hidden.SymmetricWeight / outcome.Hidden.AntisymmetricWeight);
        outcome.AssertHolds("sensitivity", outcome.Hidden.SensitivityVoltsPerWatt);
        outcome.AssertHolds("frequency_nonlinearity", outcome.Hidden.FrequencyNonlinearity);
        outcome.AssertHolds("damping_nonlinearity", outcome.Hidden.DampingNonlinearity);
    }

    [Fact]
    public async Task Run_Report_HasErrorBarsAndCorrelationsBesideTheFit()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(Protocol, 1);

        Assert.StartsWith("Half width at half maximum", outcome["linewidth"].Description, StringComparison.Ordinal);
        Assert.All(outcome.Analysis.Figures[0].Panels[1].Series, residuals => Assert.All(
            residuals.YUncertainty!, bar => Assert.Equal(outcome["white_noise"].Value / 1e-9, bar, 1e-9)));
        ResultTable correlations = outcome.Analysis.Tables.Single(table => table.Title == "Correlation coefficients of the fit");
        Assert.Equal(["", "resonance", "linewidth", "symmetric part", "antisymmetric part", "N", "Q"], correlations.Headers);
        Assert.All(correlations.Rows.Select((row, i) => row[i + 1]), one => Assert.Equal("1.00", one));

        // The resonance at vanishing power is extrapolated with N, and the size of a line goes with its width.
        Assert.True(Math.Abs(Coefficient(5, 1)) > 0.3, $"{Coefficient(5, 1)}");
        Assert.True(Coefficient(4, 2) > 0.3, $"{Coefficient(4, 2)}");

        double Coefficient(int row, int column) =>
            double.Parse(correlations.Rows[row - 1][column], System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Run_AtOnePower_FindsTheLineAndWarnsOfTheNonlinearity()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(Protocol, 4, "powers=2 uW");

        Assert.Null(outcome.Analysis.Failure);
        Assert.NotEmpty(outcome.Analysis.Warnings);
        Assert.DoesNotContain(
            outcome.Analysis.Results, result => result.Name is "frequency_nonlinearity" or "damping_nonlinearity");
        Assert.Equal(346e6, outcome["resonance_frequency"].Value, 0.1e6);
        outcome.AssertHolds("symmetry_ratio", 0.25);
    }

    [Fact]
    public async Task Run_SweepBesideTheResonance_FailsAndNamesNoWrongPlace()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(Protocol, 1, "frequencies=500..600 MHz in 40");

        Assert.Empty(outcome.Analysis.Results);
        Assert.StartsWith(
            "There is no resonance in the sweep: the points go from 500 MHz to 600 MHz",
            outcome.Analysis.Failure,
            StringComparison.Ordinal);
        Assert.Contains("'lab run find-resonance'", outcome.Analysis.Failure, StringComparison.Ordinal);
        Assert.NotEmpty(outcome.Analysis.Figures); // the points can be looked at all the same
    }

    [Fact]
    public async Task Run_MeasuresPowersInTurnAndFrequenciesToAndFro()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Protocol, 1, "frequencies=330..362 MHz step 1 MHz", "powers=2, 6 uW");

        double[] megahertz = [.. outcome.Data.Numbers("frequency").Select(f => Math.Round(f / 1e6, 6))];
        Assert.Equal([330, 330, 332, 332, 334, 334], megahertz[..6]);
        Assert.Equal([335, 335, 333, 333, 331, 331], megahertz[^6..]);
        Assert.Equal([2, 6, 6, 2, 2, 6], outcome.Data.Numbers("power").Take(6).Select(p => Math.Round(p / 1e-6, 6)));

        // Each pair of frequency and power once.
        Assert.Equal(66, outcome.Data.Numbers("frequency").Zip(outcome.Data.Numbers("power")).Distinct().Count());
    }

    [Theory]
    [InlineData("5 mA", 5.0)]
    [InlineData("-3 mA", -3.0)]
    public async Task Run_WithALineCurrent_ShiftsTheResonance(string current, double milliamperes)
    {
        // The same seed, and so the same field error of the magnet, with the line off and on.
        VirtualLab.Outcome off = await VirtualLab.RunAsync(Protocol, 5, "line_current=0 mA");
        VirtualLab.Outcome on = await VirtualLab.RunAsync(Protocol, 5, $"line_current={current}");

        double shift = on["resonance_frequency"].Value - off["resonance_frequency"].Value;
        double uncertainty = double.Hypot(
            on["resonance_frequency"].Uncertainty!.Value, off["resonance_frequency"].Uncertainty!.Value);

        // 0.98 Oe/mA times 2 MHz/Oe; the source is true to 0.02 % of 5 mA, that is 2 kHz, and the magnet repeats to 0.5 Oe of 30
        // kHz/Oe.
        Assert.Equal(milliamperes * 0.98 * 2e6, shift, (4 * uncertainty) + 2e3 + 15e3);
    }

    [Fact]
    public async Task Run_WithoutAField_LeavesTheMagnetAlone()
    {
        VirtualLab.Outcome with = await VirtualLab.RunAsync(Protocol, 6);
        VirtualLab.Outcome without = await VirtualLab.RunAsync(
            Protocol, 6, "field=none", "frequencies=140..180 MHz step 0.5 MHz");

        // At no field the resonance is 6250 Oe times 30 kHz/Oe lower, but for the remanence.
        Assert.Equal(346e6 - (6250 * 30e3), without.Hidden.ResonanceFrequency.Hertz, 12 * 30e3);
        without.AssertHolds("resonance_frequency", without.Hidden.ResonanceFrequency.Hertz);
        Assert.True(without.Data.BenchSeconds[0] < with.Data.BenchSeconds[0] - 10);
    }

    [Fact]
    public async Task Run_MoreAverages_TakesLongerAndReadsQuieter()
    {
        VirtualLab.Outcome one = await VirtualLab.RunAsync(Protocol, 7, "powers=2 uW");
        VirtualLab.Outcome ten = await VirtualLab.RunAsync(Protocol, 7, "powers=2 uW", "averages=10");

        Assert.True(
            ten.Data.BenchSeconds[^1] - ten.Data.BenchSeconds[0] > 5 * (one.Data.BenchSeconds[^1] - one.Data.BenchSeconds[0]));

        // White noise falls with the root of ten, and beside the drift little of it is left to be seen. What the fit knows does
        // not get better: over the longer time the offset drifts more than the averages save.
        Assert.True(ten["white_noise"].Value < one["white_noise"].Value / 2);
    }

    [Fact]
    public async Task Run_SameSeed_IsTheSameToTheBit()
    {
        VirtualLab.Outcome first = await VirtualLab.RunAsync(Protocol, 8);
        VirtualLab.Outcome second = await VirtualLab.RunAsync(Protocol, 8);

        Assert.Equal(first.Data.Numbers("voltage"), second.Data.Numbers("voltage"));
        Assert.Equal(first.Analysis.Results, second.Analysis.Results);
    }
}
