using Lab.Protocols.Searches;
using Lab.Runs.Calibrations;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Settings;

namespace Lab.Protocols.Tests;

public sealed class HyperparameterSearchProtocolTests
{
    private static readonly string[] Small =
        [
            "trials=14", "finalists=2", "confirmations=2", "fixed=epochs=4; seeds=1; threads=1; width=8",
            "space=learning_rate=0.001..0.5 log; batch=40..200; configuration=a|b"
        ];

    [Fact]
    public async Task Search_OfLearningRates_PrefersThoseThatLearn()
    {
        VirtualLab.Outcome search = await VirtualLab.RunAsync(
            new HyperparameterSearchProtocol(() => ProtocolCatalog.Shipped.All), seed: 1, Small);
        Assert.InRange(search["best_learning_rate"].Value, 0.02, 0.5);
        Assert.InRange(search["best_batch"].Value, 40, 200);
        Assert.Equal(18, search.Data.Count);
        double[] whole = search.Data.Numbers("whole");
        Assert.InRange(whole[10..14].Sum(), 0, 4); // the median rule begins after ten trials
        Assert.All(whole[14..], each => Assert.Equal(1, each)); // finalists are never given up
        Assert.All(search.Data.Numbers("batch"), batch => Assert.Equal(Math.Round(batch), batch));
        Assert.Equal(3, search.Analysis.Tables.Count);

        // An axis is logarithmic where the space is.
        Assert.True(search.Analysis.Figures.Single(figure => figure.Title == "Along learning_rate").IsLogarithmic);
        Assert.False(search.Analysis.Figures.Single(figure => figure.Title == "Along batch").IsLogarithmic);
    }

    [Fact]
    public async Task Search_TakenUpAgainFromItsRecord_GoesOnTheSame()
    {
        VirtualLab.Outcome whole = await VirtualLab.RunAsync(
            new HyperparameterSearchProtocol(() => ProtocolCatalog.Shipped.All), seed: 2, Small);
        foreach (int survived in (int[])[5, 13, 15])
        {
            VirtualLab.Outcome rest = await VirtualLab.ResumeAsync(
                new HyperparameterSearchProtocol(() => ProtocolCatalog.Shipped.All),
                bench => bench,
                whole.Data,
                survived,
                seed: 2,
                Small);
            Assert.Equal(whole.Data.Numbers("learning_rate")[survived..], rest.Data.Numbers("learning_rate"));
            Assert.Equal(whole.Data.Numbers("objective")[survived..], rest.Data.Numbers("objective"));
        }
    }

    [Fact]
    public async Task Search_OfABenchProtocol_RunsOnTwins()
    {
        VirtualLab.Outcome search = await VirtualLab.RunAsync(
            new HyperparameterSearchProtocol(
                () => ProtocolCatalog.Shipped.All), seed: 1, "protocol=voltmeter-offset", "space=integration_cycles=0.1..10 log",
                "fixed=readings=60", "objective=noise", "minimise=on", "watch=none", "trials=8", "finalists=2",
                "confirmations=3");

        // White noise falls with the time of integration.
        Assert.InRange(search["best_integration_cycles"].Value, 3, 10);
        Assert.All(search.Data.Numbers("whole"), each => Assert.Equal(1, each));
    }

    [Fact]
    public async Task Trial_WithoutItsData_EndsTheSearchAndIsNoneThatFailed()
    {
        RunInfo info = await VirtualLab.InfoAsync(
            new HyperparameterSearchProtocol(() => ProtocolCatalog.Shipped.All), bench => bench, CalibrationsInForce.None,
            seed: 1, "protocol=oscillator-mlp", "space=learning_rate=0.001..0.1 log", "fixed=data=emnist-letters", "watch=none",
            "trials=2", "finalists=1", "confirmations=2");

        Assert.Equal(RunStatus.Failed, info.Status);
        Assert.StartsWith("The images 'emnist-letters' are missing: ", info.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_OfASearch_AreThoseOfAllItsChoices()
    {
        IProtocol search = new HyperparameterSearchProtocol(() => ProtocolCatalog.Shipped.All);
        object settings = SettingsBinder.Bind(search.SettingsType, new Dictionary<string, string>
        {
            ["protocol"] = "vortex-images",
            ["space"] = "coefficients=a.csv|b.csv|c.csv",
            ["fixed"] = "none",
        });

        Assert.Equal(
            ["a.csv", "b.csv", "c.csv"],
            search.FilesOf(settings).Where(file => file.Setting == "coefficients").Select(file => file.Path).Order());
    }

    [Theory]
    [InlineData("protocol=nothing", "The setting 'protocol' is 'nothing'; there are field-line-calibration")]
    [InlineData("space=learning_rte=1..2", "'learning_rte', which sequential-digits has not")]
    [InlineData("space=learning_rate=2..1", "a range is 'from..to'")]
    [InlineData("space=learning_rate=0..1 log", "begins above 0")]
    [InlineData("space=learning_rate", "which is not 'key=value'")]
    [InlineData("space=relaxation_time=1..2", "'relaxation_time'")]
    [InlineData("space=configuration=a|c", "'c' is none of a, b")]
    [InlineData("fixed=learning_rate=1", "in 'fixed' and in 'space'")]
    [InlineData("watch=nothing", "sequential-digits has the columns training, epoch")]
    [InlineData("trials=0", "it has to be at least 1")]
    [InlineData("finalists=500", "there are only 160 trials")]
    public void Settings_ThatCannotBeSearched_SayWhy(string setting, string message)
    {
        int sign = setting.IndexOf('=', StringComparison.Ordinal);
        object values = SettingsBinder.Bind(
            typeof(HyperparameterSearchSettings), new Dictionary<string, string> { [setting[..sign]] = setting[(sign + 1)..] });
        Assert.Contains(message, Assert.Throws<SettingsException>(() => new HyperparameterSearchProtocol(() =>
            ProtocolCatalog.Shipped.All).Create(values)).Message, StringComparison.Ordinal);
    }
}
