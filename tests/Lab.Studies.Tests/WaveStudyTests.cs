using Lab.Runs.Settings;
using Lab.Studies.Reservoirs;
using Xunit.Abstractions;

namespace Lab.Studies.Tests;

public sealed class WaveStudyTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Waves_AveragedOver16Repeats_AreToldApartLeftOfTheMiddleOnly()
    {
        StudyLab.Outcome outcome = await StudyLab.RunAsync(
            new WaveStudyProtocol(), seed: 1, "masks=1", "centres=231, 232 MHz", "memory_task=off");

        // One mask of the reference scatters by 0.3 % near 99.6 and by 5 % in the middle.
        Assert.InRange(outcome["best_phase"].Value, 0.975, 1);
        Assert.InRange(outcome["best_frequency"].Value, 0.98, 1);
        Assert.InRange(outcome["best_amplitude"].Value, 0.975, 1);
        Assert.InRange(outcome["middle_phase"].Value, 0.42, 0.80);
        Assert.InRange(outcome["middle_frequency"].Value, 0.38, 0.72);
        Assert.InRange(outcome["middle_amplitude"].Value, 0.60, 0.88);
        Assert.Empty(outcome.Analysis.Warnings);
        Assert.Contains("16 repeats", outcome.Analysis.Figures[0].Caption.ToLowerInvariant(), StringComparison.Ordinal);
        Assert.Contains(outcome.Analysis.Figures[0].Panels[0].Series, series => series.Name == "locking range");
    }

    [Fact]
    public async Task Waves_OfSingleShots_AreWarnedOf()
    {
        StudyLab.Outcome outcome = await StudyLab.RunAsync(
            new WaveStudyProtocol(), seed: 1, "masks=2", "centres=230.5, 231 MHz", "memory_task=off", "shots=1",
            "amplitude_settle=0 s");

        // The reference: 84.5, 85.2 and 82.2 %; more would mean that noise is missing.
        Assert.All(outcome.Analysis.Results.Take(3), best => Assert.InRange(best.Value, 0.70, 0.91));
        Assert.Contains(
            outcome.Analysis.Warnings,
            warning => warning.StartsWith("These are single shots; their best rate is ", StringComparison.Ordinal));

        // No centre lies at 232 MHz.
        Assert.DoesNotContain(
            outcome.Analysis.Results, result => result.Name.StartsWith("middle_", StringComparison.Ordinal));
        Assert.Contains(
            outcome.Analysis.Warnings,
            warning => warning.StartsWith("No centre lies at 232 MHz, the middle of the range", StringComparison.Ordinal));
        Assert.DoesNotContain("averaging", outcome.Analysis.Figures[0].Caption, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waves_OfFewPeriods_AreWarnedOfAndJudgeTheMemoryByTheirOwnLimit()
    {
        StudyLab.Outcome outcome = await StudyLab.RunAsync(
            new WaveStudyProtocol(), seed: 1, "masks=1", "centres=232 MHz", "memory_centres=231 MHz", "periods=4", "shots=4");

        Assert.Contains(
            "The read-out has 25 weights and 16 steps to train on", Assert.Single(outcome.Analysis.Warnings),
            StringComparison.Ordinal);
        Lab.Runs.Results.ResultValue memory = outcome["memory_task"];
        double without = double.Parse(
            memory.Description.Split("without memory ")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);

        // Two periods: of one kind, or of two that share four of sixteen points.
        Assert.Contains(without, (double[])[100, 87.5]);
        bool isMore = memory.Value - memory.Uncertainty > without / 100;
        Assert.Contains(
            isMore ? "this is a sign of some" : "this is no evidence of any", memory.Description, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Kind", "slow")]
    public async Task Waves_AtPointA_HaveTheRatesOfTheReference()
    {
        StudyLab.Outcome outcome = await StudyLab.RunAsync(
            new WaveStudyProtocol(), seed: 1, "centres=230.5..233 MHz step 0.5 MHz", "memory_centres=230, 230.5, 231 MHz");
        foreach (Lab.Runs.Results.ResultValue result in outcome.Analysis.Results)
        {
            output.WriteLine($"{result.Name}: {result.Value:P2}");
        }

        Assert.InRange(outcome["best_phase"].Value, 0.990, 1);
        Assert.InRange(outcome["best_frequency"].Value, 0.993, 1);
        Assert.InRange(outcome["best_amplitude"].Value, 0.990, 1);
        Assert.InRange(outcome["middle_phase"].Value, 0.52, 0.75);
        Assert.InRange(outcome["middle_frequency"].Value, 0.44, 0.65);
        Assert.InRange(outcome["middle_amplitude"].Value, 0.66, 0.82);
        Assert.InRange(outcome["memory_task"].Value, 0.79, 0.87);
    }

    [Theory]
    [InlineData("'node_time' is 150.5 ns; on a model it is a multiple of 1 ns", "node_time=150.5 ns")]
    [InlineData("'phase_settle' is 200 ns; it has to be within a node of 150 ns", "phase_settle=200 ns")]
    [InlineData("'shots' is 0; it has to be 1 to 10000", "shots=0")]
    [InlineData("have to be positive", "sine_window=0 Hz")]
    [InlineData("'node_time' is 1 s; it has to be up to ", "node_time=1 s")]
    [InlineData("'receiver_noise' is 1E+300; it has to be 0 to 100 of the amplitude", "receiver_noise=1e300")]
    [InlineData("'linewidth' is 1 GHz; it has to be 0 to 100 MHz", "linewidth=1 GHz")]
    [InlineData("'frequency_settle' is 149 ns; a node of 150 ns is read in steps of 1 ns", "frequency_settle=149 ns")]
    [InlineData("are 8e+09 states of a point; up to 3e+07 are held", "periods=100000", "nodes=10000")]
    public void Settings_ThatContradictEachOther_AreRefused(string message, params string[] settings)
    {
        var error = Assert.Throws<SettingsException>(() => new WaveStudyProtocol().Create(
            (WaveStudySettings)SettingsBinder.Bind(
                typeof(WaveStudySettings), settings.ToDictionary(each => each.Split('=')[0], each => each.Split('=')[1]))));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
