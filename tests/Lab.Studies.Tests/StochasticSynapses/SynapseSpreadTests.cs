using Lab.Runs;
using Lab.Runs.Settings;
using Lab.Studies.StochasticSynapses;
using Lab.Studies.Tests.ClassifierNetworks;

namespace Lab.Studies.Tests.StochasticSynapses;

/// <summary>One after the other: the folder of data is the process's.</summary>
[Collection(nameof(SyntheticImages))]
public sealed class SynapseSpreadTests : IDisposable
{
    private static readonly SynapseSpreadProtocol Study = new();

    // 40 images in two places that share pixels.
    private static readonly string[] Small =
    [
        "data=fashion-mnist", "classes=0, 1", "training_images=0", "batch=5", "epochs=10", "learning_rate=0.05", "samples=2",
        "seeds=2", "spreads=0, 4",
    ];

    private readonly SyntheticImages data = new();

    public void Dispose() => data.Dispose();

    [Fact]
    public async Task Run_WiresFarApart_LearnsThemInTheLoopOnAnyNumberOfThreads()
    {
        StudyLab.Outcome one = await StudyLab.RunAsync(Study, seed: 1, [.. Small, "threads=1"]);
        StudyLab.Outcome two = await StudyLab.RunAsync(Study, seed: 1, [.. Small, "threads=2"]);
        Assert.Equal(one.Data.Numbers("test_accuracy"), two.Data.Numbers("test_accuracy"));
        Assert.Equal(8, one.Data.Count); // two spreads, two wires, in the loop and off it
        Assert.InRange(one["in_the_loop_0"].Value, 0.9, 1);
        Assert.InRange(one["in_the_loop_4"].Value, 0.9, 1);
        Assert.InRange(one["margin_4"].Value, 0.01, 1); // the mean of the laws is a fair rival: 4 images of 80 here

        // A square of 8 × 8 pixels lights 2 × 3 squares of 4 × 4: 10 epochs, 40 images, 6 inputs, 2 neurons, 2 samples.
        Assert.Equal(10 * 40 * 6 * 2 * 2, one.Data.Numbers("training_shots")[0]);
        Assert.Equal(0, one.Data.Numbers("training_shots")[1]); // off the chip
        Assert.Equal(["0", "4"], one.Analysis.Tables[0].Rows.Select(row => row[0]));

        // Of two trainings, an interval of 95 % is 12.7 standard errors wide to either side.
        bool isShown = one["margin_4"].Value > 12.706 * one["margin_4"].Uncertainty;
        Assert.Equal(isShown ? "yes" : "not shown", one.Analysis.Tables[0].Rows[1][^1]);
    }

    [Fact]
    public async Task Run_TakenUpInTheMiddle_IsTheUnbrokenRun()
    {
        StudyLab.Outcome whole = await StudyLab.RunAsync(Study, seed: 3, Small);
        StudyLab.Outcome rest = await StudyLab.ResumeAsync(Study, bench => bench, whole.Data, points: 5, seed: 3, Small);
        Assert.Equal(whole.Data.Numbers("test_accuracy")[5..], rest.Data.Numbers("test_accuracy"));
    }

    [Fact]
    public async Task Run_ClassThatTheImagesDoNotHave_SaysWhichTheyHave()
    {
        RunException error = await Assert.ThrowsAsync<RunException>(
            () => Task.Run(() => new FewClasses("fashion-mnist", [1, 12], 0, 0).Training));
        Assert.Equal("The setting 'classes' has 12; 'fashion-mnist' has classes 0 to 9.", error.Message);
    }

    [Theory]
    [InlineData("classes=3", "The setting 'classes' is '3'; at least two classes, each once, are told apart.")]
    [InlineData("classes=3, 3", "The setting 'classes' is '3, 3'; at least two classes, each once, are told apart.")]
    [InlineData("classes=3, x", "The setting 'classes' has 'x'; whole numbers from 0 to 255 with commas between them are meant")]
    [InlineData("spreads=1, -1", "The setting 'spreads' has '-1'; numbers from 0 to 10 with commas between them are meant.")]
    [InlineData("spreads=1, 1", "The setting 'spreads' is '1, 1'; each spread once.")]
    [InlineData("samples=0", "The setting 'samples' is 0; it has to lie between 1 and")]
    public void Create_SettingsWithoutAMeaning_AreRefused(string setting, string message)
    {
        int split = setting.IndexOf('=', StringComparison.Ordinal);
        SettingsException error = Assert.Throws<SettingsException>(() => Study.Create(
            (SynapseSpreadSettings)SettingsBinder.Bind(
                typeof(SynapseSpreadSettings), new Dictionary<string, string> { [setting[..split]] = setting[(split + 1)..] })));
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }
}
