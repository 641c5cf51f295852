using Lab.Models.VortexOscillators;
using Lab.Quantities;
using Lab.Runs.Records;
using Lab.Runs.Settings;
using Lab.Studies.Tests.ClassifierNetworks;
using Lab.Studies.VortexOscillators;

namespace Lab.Studies.Tests.VortexOscillators;

/// <summary>One after the other: the folder of data is the process's.</summary>
[Collection(nameof(SyntheticImages))]
public sealed class VortexImagesProtocolTests : IDisposable
{
    private static readonly VortexImagesProtocol Protocol = new();

    // 200 images to train with tell few nodes apart.
    private static readonly string[] Small = ["data=fashion-mnist", "components=9", "validation_share=0.25"];
    private static readonly string[] TwoMasks = [.. Small, "nodes=60", "masks=2"];

    private readonly SyntheticImages data = new();

    public void Dispose() => data.Dispose();

    [Fact]
    public async Task Run_SquaresInTenPlaces_TellsThemOnAnyNumberOfThreads()
    {
        StudyLab.Outcome one = await StudyLab.RunAsync(Protocol, seed: 1, [.. TwoMasks, "threads=1"]);
        StudyLab.Outcome two = await StudyLab.RunAsync(Protocol, seed: 1, [.. TwoMasks, "threads=2"]);
        Assert.Equal(one.Data.Numbers("test_accuracy"), two.Data.Numbers("test_accuracy"));
        Assert.Equal(one.Data.Numbers("condition"), two.Data.Numbers("condition"));
        Assert.InRange(one["test_accuracy"].Value, 0.97, 1);
        Assert.InRange(one["test_accuracy_relu"].Value, 0.97, 1);
        Assert.InRange(one["test_accuracy_no_hidden_layer"].Value, 0.9, 1);
        Assert.InRange(one["condition"].Value, 10, 1e9);

        // Five kinds with two masks, and the components once.
        Assert.Equal((5 * 2) + 1, one.Data.Count);
        Assert.All(one.Data.Arrays("confusion"), confusion => Assert.Equal(100, confusion.Sum()));
        Assert.Equal(
            [
                "Orbit and relaxation against current", "Transients", "Accuracy against nodes", "Confusion",
                "Images with a wrong answer",
            ],
            one.Analysis.Figures.Select(figure => figure.Title));
    }

    [Fact]
    public async Task Run_LettersAsEmnistLaysThem_AreTheImagesThatTheyWere()
    {
        data.LayAsLetters();
        string[] settings = ["components=9", "validation_share=0.25", "nodes=60", "masks=1", "baselines=off", "ridge=1e-3"];
        StudyLab.Outcome plain = await StudyLab.RunAsync(Protocol, seed: 1, ["data=fashion-mnist", .. settings]);
        StudyLab.Outcome letters = await StudyLab.RunAsync(Protocol, seed: 1, ["data=emnist-letters", .. settings]);
        Assert.InRange(letters["test_accuracy"].Value, 0.97, 1);
        Assert.Equal(plain["test_accuracy"].Value, letters["test_accuracy"].Value);
        Assert.Equal(plain["condition"].Value, letters["condition"].Value);

        // Of 26 classes the first ten are there: their cells lie in rows of 26.
        double[] confusion = letters.Data.Arrays("confusion")[0];
        Assert.Equal(26 * 26, confusion.Length);
        Assert.Equal(100, Enumerable.Range(0, 10).Sum(label => confusion.AsSpan(label * 26, 10).ToArray().Sum()));
    }

    [Fact]
    public async Task Run_LettersThatAreMissing_SaysWhatToGet()
    {
        Exception error = await Assert.ThrowsAnyAsync<Exception>(
            () => StudyLab.RunAsync(Protocol, seed: 1, ["data=emnist-letters", "nodes=20", "masks=1"]));
        Assert.Contains(
            "The images 'emnist-letters' are missing: there is no emnist-letters-train-images-idx3-ubyte[.gz] in ", error.Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "They come in one archive, https://biometrics.nist.gov/cs_links/EMNIST/gzip.zip: unpack it and run 'lab data get "
                + "emnist-letters --from FOLDER', or let LAB_DATA name the folder in which the folder 'emnist-letters' lies.",
            error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_TimesOfItsParts_AreThoseOfTheJob()
    {
        StudyLab.Outcome outcome = await StudyLab.RunAsync(Protocol, seed: 1, [.. TwoMasks, "baselines=off", "threads=1"]);
        double[] parts = [.. ((string[])["states_time", "fit_time", "answer_time"]).Select(outcome.Data.Numbers)
            .Aggregate((one, other) => [.. one.Zip(other, (a, b) => a + b)])];
        Assert.Equal(outcome.Data.Numbers("job_time"), parts);
        Assert.All(outcome.Data.Numbers("states_time"), time => Assert.True(time > 0));
        Assert.Equal(5, outcome.Analysis.Tables[^1].Rows.Count + 1);
    }

    [Fact]
    public async Task Run_TakenUpInTheMiddle_IsTheUnbrokenRun()
    {
        string[] settings = [.. Small, "baselines=off", "nodes=120", "masks=2"];
        StudyLab.Outcome whole = await StudyLab.RunAsync(Protocol, seed: 1, settings);
        StudyLab.Outcome rest = await StudyLab.ResumeAsync(Protocol, bench => bench, whole.Data, points: 1, seed: 1, settings);
        Assert.Equal(4, whole.Data.Count); // 100 and 120 nodes, two masks
        Assert.Equal(whole.Data.Numbers("test_accuracy")[1..], rest.Data.Numbers("test_accuracy"));
    }

    [Fact]
    public async Task Run_SomethingVaried_DoesNotLookAtTheTest()
    {
        string[] settings = [.. TwoMasks, "vary=node_time", "values=0.01, 100"];
        StudyLab.Outcome before = await StudyLab.RunAsync(Protocol, seed: 1, settings);
        string labels = data.PathOf("t10k-labels-idx1-ubyte");
        byte[] turned = File.ReadAllBytes(labels);
        turned.AsSpan(8).Reverse();
        File.WriteAllBytes(labels, turned);
        StudyLab.Outcome after = await StudyLab.RunAsync(Protocol, seed: 1, settings);
        Assert.Equal(before.Data.Numbers("validation_accuracy"), after.Data.Numbers("validation_accuracy"));
        Assert.All(before.Data.Numbers("test_accuracy"), accuracy => Assert.True(double.IsNaN(accuracy)));
        Assert.DoesNotContain(before.Analysis.Results, result => result.Name == "test_accuracy");
        Assert.Contains(before["best_value"].Value, (double[])[0.01, 100]);
    }

    [Fact]
    public async Task Run_ATableOfTheDisk_IsTheDisk()
    {
        string table = WriteTable(0, 0.7, 1.05, 1.2, 1.5);
        string[] settings = [.. TwoMasks, "baselines=off", "start=memory"];
        StudyLab.Outcome plain = await StudyLab.RunAsync(Protocol, seed: 1, settings);
        StudyLab.Outcome read = await StudyLab.RunAsync(Protocol, seed: 1, [.. settings, $"coefficients={table}"]);
        Assert.All(
            plain.Data.Numbers("test_accuracy").Zip(read.Data.Numbers("test_accuracy")),
            pair => Assert.Equal(pair.First, pair.Second, 0.011)); // an image of a hundred
        Assert.All(
            plain.Data.Numbers("condition").Zip(read.Data.Numbers("condition")),
            pair => Assert.Equal(1, pair.Second / pair.First, 0.01));
    }

    [Fact]
    public async Task Run_ATableWithATemperature_SaysWhoseHeatItIs()
    {
        string table = WriteTable(0, 0.7, 1.5);
        StudyLab.Outcome outcome = await StudyLab.RunAsync(
            Protocol, seed: 1, [.. Small, "nodes=20", "masks=1", "baselines=off", "start=memory", "temperature=300 K",
                $"coefficients={table}"]);
        Assert.Contains(
            outcome.Analysis.Warnings,
            warning => warning.StartsWith("The heat is that of the permalloy disk by theory", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("stiffness_scale", "0.85", "The setting 'stiffness_scale' is 0.85 and 'coefficients' names ")]
    [InlineData("bias", "0.3", "The setting 'bias' is 0.3; the model of the vortex holds from 0.7 to 1.5 times J_c1, ")]
    public void Create_ATableThatDoesNotFit_IsRefused(string setting, string value, string message)
    {
        var error = Assert.Throws<SettingsException>(() => Protocol.Create((VortexImagesSettings)SettingsBinder.Bind(
            typeof(VortexImagesSettings),
            new Dictionary<string, string> { ["coefficients"] = WriteTable(0.7, 1.2, 1.5), [setting] = value })));
        Assert.StartsWith(message, error.Message);
    }

    [Theory]
    [InlineData("'components' asks for 900 components; an image of 'fashion-mnist' has 784 pixels", "components=900")]
    [InlineData("'values' asks for 900 components", "vary=components", "values=20, 900")]
    public async Task Run_MoreComponentsThanPixels_IsRefusedBeforeAnythingIsComputed(string message, params string[] settings)
    {
        Exception error = await Assert.ThrowsAnyAsync<Exception>(
            () => StudyLab.RunAsync(Protocol, seed: 1, ["data=fashion-mnist", "nodes=20", "masks=1", .. settings]));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithHeat_LosesAndRepeatsWinBack()
    {
        string[] settings =
            [.. Small, "nodes=60", "baselines=off", "masks=1", "start=memory", "swing=0.02", "threads=1"];
        async Task<double> AccuracyOf(params string[] more) =>
            (await StudyLab.RunAsync(Protocol, seed: 1, [.. settings, .. more]))["test_accuracy"].Value;
        double cold = await AccuracyOf();
        double hot = await AccuracyOf("temperature=300 K");
        double averaged = await AccuracyOf("temperature=300 K", "repeats=30");
        Assert.InRange(hot, 0.1, cold - 0.1);
        Assert.InRange(averaged, hot + 0.1, 1);
    }

    [Theory]
    [InlineData("bias=1.6", "The setting 'bias' is 1.6; the model of the vortex holds from 0 to 1.5 times J_c1, ")]
    [InlineData("vary=bias;values=1, 1.7", "The setting 'bias' is 1.7; the model of the vortex holds from 0 to 1.5 times J_c1, ")]
    [InlineData("start=heat", "The setting 'start' is heat, which needs a 'temperature' above 0 K")]
    [InlineData("vary=swing;values=0.1, x", "The setting 'values' has 'x'; positive numbers with commas between them are "
        + "expected.")]
    [InlineData("values=1,2,3", "The setting 'values' is '1,2,3' and 'vary' is nothing: say what has these values")]
    [InlineData("vary=bias;values=1, 1.1, 1.0", "The setting 'values' has 1 2 times; each value once.")]
    [InlineData("vary=components;values=50, 50.2", "The setting 'values' has 50.2; components are counted: whole numbers")]
    [InlineData("nodes=0", "The setting 'nodes' is 0; it has to lie between 1 and 30000.")]
    [InlineData("data=nothing", "The setting 'data' is 'nothing'. There is no set of images 'nothing'")]
    public void Create_SettingsWithoutAMeaning_AreRefused(string settings, string message)
    {
        Dictionary<string, string> given = settings.Split(';').Select(each => (each + "=").Split('=')).ToDictionary(
            parts => parts[0], parts => parts[1]);
        SettingsException error = Assert.Throws<SettingsException>(() => Protocol.Create(
            (VortexImagesSettings)SettingsBinder.Bind(typeof(VortexImagesSettings), given)));
        Assert.StartsWith(message, error.Message);
    }

    // Of the disk by theory.
    private string WriteTable(params double[] ratios)
    {
        string table = Path.Combine(data.Folder, "coefficients.csv");
        var disk = new VortexDisk();
        (double, VortexCoefficients)[] rows =
        [
            .. ratios.Select(ratio =>
                ((disk.FirstCritical * ratio).AmperesPerSquareMetre, disk.At(disk.FirstCritical * ratio))),
        ];
        File.WriteAllText(table, VortexTableFile.Write(rows, [.. rows.Select(_ => (0.0, 0.0))], 0));
        return table;
    }
}
