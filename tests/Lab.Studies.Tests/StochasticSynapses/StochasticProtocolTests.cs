using Lab.Models.ClassifierNetworks;
using Lab.Models.Data;
using Lab.Models.StochasticSynapses;
using Lab.Runs;
using Lab.Runs.Settings;
using Lab.Studies.ClassifierNetworks;
using Lab.Studies.StochasticSynapses;
using Lab.Studies.Tests.ClassifierNetworks;

namespace Lab.Studies.Tests.StochasticSynapses;

/// <summary>One after the other: the folder of data is the process's.</summary>
[Collection(nameof(SyntheticImages))]
public sealed class StochasticProtocolTests : IDisposable
{
    private static readonly StochasticTrainProtocol Train = new();
    private static readonly SamplingStudyProtocol Sampling = new();

    // 200 images in ten places; a step has few of them, so that an epoch has enough steps.
    private static readonly string[] Small =
        ["data=fashion-mnist", "validation_share=0.25", "batch=5", "epochs=12", "learning_rate=0.02"];

    private readonly SyntheticImages data = new();

    public void Dispose() => data.Dispose();

    [Fact]
    public async Task Train_SquaresInTenPlaces_TellsThemOnAnyNumberOfThreads()
    {
        string[] settings = [.. Small, "samples=4", "seeds=2", "hidden=30"];
        StudyLab.Outcome one = await StudyLab.RunAsync(Train, seed: 1, [.. settings, "threads=1"]);
        StudyLab.Outcome two = await StudyLab.RunAsync(Train, seed: 1, [.. settings, "threads=2"]);
        Assert.Equal(one.Data.Arrays("test_accuracies"), two.Data.Arrays("test_accuracies"));
        Assert.Equal(one.Data.Arrays("fields"), two.Data.Arrays("fields"));
        foreach (string name in (string[])["", "_hidden", "_mean_field", "_infinite", "_software"])
        {
            Assert.InRange(one[$"test_accuracy{name}"].Value, 0.9, 1);
        }

        // Five kinds twice.
        Assert.Equal(10, one.Data.Count);
        Assert.All(one.Data.Arrays("confusion"), confusion => Assert.Equal(100, confusion.Sum()));
        Assert.All(one.Data.Arrays("validation_losses"), losses => Assert.InRange(losses.Length, 1, 12));
        Assert.Equal(
            [
                "Accuracy against samples of the test", "Learning curves", "Propagation fields",
                "Outputs for an image, one sample", "Confusion",
            ],
            one.Analysis.Figures.Select(figure => figure.Title));
    }

    [Fact]
    public async Task Train_TakenUpInTheMiddle_IsTheUnbrokenRun()
    {
        string[] settings = [.. Small, "samples=2", "seeds=2", "baselines=off"];
        StudyLab.Outcome whole = await StudyLab.RunAsync(Train, seed: 3, settings);
        StudyLab.Outcome rest = await StudyLab.ResumeAsync(Train, bench => bench, whole.Data, points: 1, seed: 3, settings);
        Assert.Equal(2, whole.Data.Count);
        Assert.Equal(whole.Data.Arrays("fields")[1..], rest.Data.Arrays("fields"));
        Assert.NotEqual(whole.Data.Arrays("fields")[0], whole.Data.Arrays("fields")[1]);
    }

    [Fact]
    public async Task Train_InfinitelyManySamples_HasNoSecondRule()
    {
        StudyLab.Outcome outcome = await StudyLab.RunAsync(Train, seed: 1, [.. Small, "samples=none", "seeds=1"]);
        Assert.Equal(["mean field, K = ∞", "software"], outcome.Analysis.Tables[0].Rows.Select(row => row[0]));
        Assert.DoesNotContain(outcome.Analysis.Results, result => result.Name == "margin");
        Assert.InRange(outcome["test_accuracy"].Value, 0.95, 1);
    }

    [Fact]
    public async Task Train_LossThatStillFalls_Warns()
    {
        StudyLab.Outcome outcome = await StudyLab.RunAsync(
            Train, seed: 1, ["data=fashion-mnist", "validation_share=0.25", "samples=8", "seeds=1", "baselines=off", "epochs=2"]);
        Assert.Equal(
            "1 of 1 trainings were ended by 'epochs' (2) while the loss on the images held back still fell: more epochs may give "
                + "more.",
            Assert.Single(outcome.Analysis.Warnings));
    }

    [Fact]
    public async Task Sampling_TwoNumbers_TabulatesEachTrainingAgainstEachTest()
    {
        StudyLab.Outcome outcome = await StudyLab.RunAsync(
            Sampling, seed: 1, [.. Small, "train_samples=16, 1", "test_samples=1, 4, 16", "seeds=1"]);
        Assert.Equal(4, outcome.Data.Count); // two numbers, two rules
        Assert.Equal(
            ["trained with", "tested with 1", "tested with 4", "tested with 16"], outcome.Analysis.Tables[0].Headers);
        Assert.Equal(["K = 1", "K = 16"], outcome.Analysis.Tables[0].Rows.Select(row => row[0]));
        Assert.All(outcome.Analysis.Tables[0].Rows.SelectMany(row => row), cell => Assert.NotEmpty(cell));
        Assert.InRange(outcome["test_accuracy_16"].Value, 0.95, 1);
        Assert.Contains(outcome.Analysis.Results, result => result.Name == "margin_1");

        // 30 V over 290 Ω for 100 ns are 310 nJ; an image has the same number of shots for each class.
        double active = outcome.Data.Numbers("active_inputs")[0];
        double energy = 16 * active * 10 * 30 * 30 / 290.0 * 100e-9 * 1e3;
        Assert.Equal(energy, double.Parse(
            outcome.Analysis.Tables[2].Rows[1][^1], System.Globalization.CultureInfo.InvariantCulture), 0.006);
    }

    [Theory]
    [InlineData("samples=0", "The setting 'samples' is 0; it has to be at least 1, or none for infinitely many.")]
    [InlineData("centre=12 mT", "The setting 'centre' is 12 mT and 'largest_field' 10 mT; the centre has to lie between 0 T")]
    [InlineData("floor=1", "The settings 'slope' and 'floor' are 2.73 and 1; the slope has to be positive")]
    [InlineData("validation_share=1", "The setting 'validation_share' is 1; it has to lie between 0 and 1.")]
    [InlineData("data=nothing", "The setting 'data' is 'nothing'. There is no set of images 'nothing'")]
    [InlineData("patience=0", "The setting 'patience' is 0; it has to lie between 1 and 1000000.")]
    public void Train_SettingsWithoutAMeaning_AreRefused(string setting, string message)
    {
        SettingsException error = Assert.Throws<SettingsException>(
            () => Train.Create((StochasticTrainSettings)Bind(typeof(StochasticTrainSettings), setting)));
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train_samples=1, x", "The setting 'train_samples' has 'x'; whole numbers from 1 to 65536 with commas")]
    [InlineData("test_samples=2, 4, 2", "The setting 'test_samples' has 2 2 times; each number once.")]
    [InlineData("line_resistance=0 Ohm", "The setting 'line_resistance' is 0; it has to be positive.")]
    public void Sampling_SettingsWithoutAMeaning_AreRefused(string setting, string message)
    {
        SettingsException error = Assert.Throws<SettingsException>(
            () => Sampling.Create((SamplingStudySettings)Bind(typeof(SamplingStudySettings), setting)));
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Halve_Image_TakesTheBrightestOfFour()
    {
        byte[] pixels =
        [
            0, 127, 0, 0,
            0, 0, 0, 128,
            255, 0, 1, 2,
            0, 0, 3, 4,
        ];
        ImageSet halved = BinaryImages.Halve(new ImageSet(pixels, [3], 4, 4, 10));
        Assert.Equal([0, 1, 1, 0], halved.Pixels);
        Assert.Equal((2, 2, (byte)1), (halved.Rows, halved.Columns, halved.White));
    }

    [Fact]
    public void Halve_OddSides_AreRefused() => Assert.StartsWith(
        "The images have 3 × 3 pixels; squares of 2 × 2 do not fill them.",
        Assert.Throws<RunException>(() => BinaryImages.Halve(new ImageSet(new byte[9], [0], 3, 3, 1))).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData(0, 8)]
    [InlineData(5, null)]
    public void NetworkFile_OfStochasticSynapses_IsReadBack(int hidden, int? samples)
    {
        var network = new StochasticPerceptron(new(6, 3) { Hidden = hidden, Samples = samples }, seed: 1);
        string path = Path.Combine(data.Folder, "network.npz");
        NetworkFile.Write(path, network, new Dictionary<string, object> { ["data"] = "mnist", ["seed"] = 1UL });
        (ClassifierNetwork read, _, _) = NetworkFile.Open(path);
        Assert.Equal(network.Model, read.Model);
        Assert.Equal(network.Parameters, read.Parameters);
    }

    private static object Bind(Type type, string setting) => SettingsBinder.Bind(
        type, new Dictionary<string, string> { [setting.Split('=')[0]] = setting.Split('=')[1] });
}
