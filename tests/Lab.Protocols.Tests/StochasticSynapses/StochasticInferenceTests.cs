using System.Globalization;
using Lab.Benches;
using Lab.Models.Nanowires;
using Lab.Models.StochasticSynapses;
using Lab.Protocols.Nanowires;
using Lab.Protocols.StochasticSynapses;
using Lab.Protocols.Tests.Fields;
using Lab.Quantities;
using Lab.Runs;
using Lab.Runs.Calibrations;
using Lab.Runs.Records;
using Lab.Runs.Results;
using Lab.Runs.Settings;
using Lab.Studies.ClassifierNetworks;
using Lab.Studies.Tests.ClassifierNetworks;

namespace Lab.Protocols.Tests.StochasticSynapses;

/// <summary>Networks on the wire of the shipped bench. One after the other: the folder of data is the process's.</summary>
[Collection(nameof(SyntheticImages))]
public sealed class StochasticInferenceTests : IDisposable
{
    private static readonly StochasticInferenceProtocol Inference = new();
    private static readonly TrainOnChipProtocol OnChip = new();

    // Squares in two places that share pixels.
    private static readonly string[] Small =
    [
        "data=fashion-mnist", "classes=0, 1", "training_images=0", "batch=5", "timing_loops=4",
    ];

    private readonly SyntheticImages data = new();

    public void Dispose() => data.Dispose();

    [Fact]
    public async Task Inference_MeanWire_PassesAsOftenAsTheModelSays()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Inference, MeanWire, seed: 1, [.. Small, "epochs=20", "learning_rate=0.05", "test_images=6", "samples=3"]);
        Assert.Equal(12, outcome.Data.Count); // six images, two neurons

        // A square lights six inputs; the others cost no shot.
        double[][] passed = outcome.Data.Arrays("passed");
        Assert.All(passed, each => Assert.Equal(6 * 3, each.Length));
        Assert.Equal(12 * 6 * 3, outcome["shots"].Value);
        double[] expected = [.. outcome.Data.Arrays("probabilities").SelectMany(each => each)];
        double variance = 3 * expected.Sum(p => p * (1 - p));
        double sum = passed.Sum(each => each.Sum());
        Assert.Equal(3 * expected.Sum(), sum, 4 * Math.Sqrt(variance)); // four standard deviations
        Assert.InRange(outcome["largest_miss"].Value, 0, 0.1e-3);
        Assert.InRange(outcome["test_accuracy_3"].Value, 5.0 / 6, 1);
        Assert.InRange(outcome["largest_deviation"].Value, 0, 4);
        Assert.InRange(outcome["passed_deviation"].Value, -4, 4);
        Assert.Empty(outcome.Analysis.Warnings);
    }

    /// <summary>A model whose centre is 0.8 mT off names the images as well: the walls tell it, the accuracy does not.</summary>
    [Fact]
    public async Task Inference_WireUnlikeTheModel_IsToldByItsWalls()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Inference, MeanWire, seed: 1,
            [.. Small, "epochs=20", "learning_rate=0.05", "test_images=6", "samples=3", "centre=5.43 mT"]);
        Assert.InRange(outcome["passed_deviation"].Value, 3, 30);
        Assert.Contains(
            "do not pass as often as the model says", Assert.Single(outcome.Analysis.Warnings), StringComparison.Ordinal);
        double[] passed = [.. outcome.Analysis.Tables[1].Rows.Select(row => double.Parse(row[2], CultureInfo.InvariantCulture))];
        Assert.Equal(outcome.Data.Arrays("passed").Sum(each => each.Sum()), passed.Sum());
    }

    [Fact]
    public async Task Inference_CalibratedWire_IsTheModel()
    {
        var record = new CalibrationRecord(PassProbabilityRecord.Name, 5e-3, "T", 1e-5, string.Empty)
        {
            Simulated = true,
            Bench = "nanowire",
            Curves = new Dictionary<string, double[]> { ["slope"] = [2000, 20], ["floor"] = [0.05, 0.001] },
        };
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Inference, MeanWire, new CalibrationsInForce([record], DateTimeOffset.UnixEpoch), seed: 1,
            [.. Small, "epochs=2", "learning_rate=0.05", "test_images=1", "samples=1"]);
        var law = new PassProbability { Centre = MagneticField.FromTesla(5e-3), SlopePerTesla = 2000, Floor = 0.05 };
        double[] fields = [.. outcome.Data.Arrays("fields").SelectMany(each => each)];
        double[] probabilities = [.. outcome.Data.Arrays("probabilities").SelectMany(each => each)];
        Assert.Equal(12, fields.Length); // six inputs, two neurons
        Assert.Equal(5e-3, fields.Average(), 1e-3); // trainings begin at h₀
        Assert.All(
            fields.Zip(probabilities),
            pair => Assert.Equal(law.At(MagneticField.FromTesla(pair.First)), pair.Second, 1e-12));
        double[] errors = [.. outcome.Data.Arrays("probability_errors").SelectMany(each => each)];
        (double byCentre, double bySlope, double byFloor) = law.GradientAt(MagneticField.FromTesla(fields[0]));
        Assert.Equal([byCentre * 1e-5, bySlope * 20, byFloor * 0.001], errors[..3]);
        Assert.EndsWith(
            "it does not tell correlations, which are left out.",
            outcome["passed_deviation"].Description,
            StringComparison.Ordinal);
    }

    /// <summary>Settings tell no uncertainty: the result says that the model is taken for exact.</summary>
    [Fact]
    public async Task Inference_ModelOfSettings_SaysThatItsUncertaintyIsNotKnown()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Inference, MeanWire, seed: 1, [.. Small, "epochs=2", "learning_rate=0.05", "test_images=1", "samples=1"]);
        Assert.EndsWith(
            "not all uncertainties are known, and the others are taken for zero.", outcome["passed_deviation"].Description,
            StringComparison.Ordinal);
    }

    /// <summary>What the calibration leaves uncertain belongs to the comparison: a centre that is 0.8 mT off is told where it was
    /// known to 1 µT or to 80 µT, 800 and 10 standard deviations, and is no contradiction where it was known to 0.8 mT.</summary>
    [Theory]
    [InlineData(1e-6, 1)]
    [InlineData(80e-6, 1)]
    [InlineData(0.8e-3, 0)]
    public async Task Inference_CalibrationThatIsOff_IsToldBeyondItsUncertainty(double uncertainty, int warnings)
    {
        var record = new CalibrationRecord(PassProbabilityRecord.Name, 5.43e-3, "T", uncertainty, string.Empty)
        {
            Simulated = true,
            Bench = "nanowire",
            Curves = new Dictionary<string, double[]> { ["slope"] = [2730, 1], ["floor"] = [0.0219, 0.0001] },
        };
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Inference, MeanWire, new CalibrationsInForce([record], DateTimeOffset.UnixEpoch), seed: 1,
            [.. Small, "epochs=20", "learning_rate=0.05", "test_images=6", "samples=3"]);
        Assert.Equal(warnings, outcome.Analysis.Warnings.Count);
        Assert.InRange(outcome["passed_deviation"].Value, warnings == 1 ? 3 : 0, warnings == 1 ? 30 : 3);
    }

    /// <summary>Runs were recorded before they had what the calibration leaves uncertain: they are analysed, and say
    /// so.</summary>
    [Fact]
    public async Task Analyse_RecordWithoutErrors_TakesThemForZero()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Inference, MeanWire, seed: 1, [.. Small, "epochs=2", "learning_rate=0.05", "test_images=2", "samples=1"]);
        var settings = (StochasticInferenceSettings)SettingsBinder.Bind(
            typeof(StochasticInferenceSettings),
            new Dictionary<string, string>
            {
                ["data"] = "fashion-mnist",
                ["classes"] = "0, 1",
                ["test_images"] = "2",
                ["samples"] = "1",
            });
        Analysis old = Inference.Create(settings).Analyse(new DataOfAnEarlierVersion(outcome.Data, "probability_errors"));

        // The model of the settings has no errors either.
        Assert.Equal(outcome["passed_deviation"].Value, old.Results.Single(each => each.Name == "passed_deviation").Value);
        Assert.Equal(
            "The record has no 'probability_errors', as those of earlier versions: what the calibration leaves uncertain is "
                + "taken for zero, and walls that differ from the model only by that seem to contradict it.",
            Assert.Single(old.Warnings));
    }

    /// <summary>A wire that reverses below 'freed_by' without a wall would be read as one with a pinned wall.</summary>
    [Fact]
    public async Task Inference_FreedByBesideTheNucleationField_IsRefused()
    {
        var record = new CalibrationRecord(PassProbabilityRecord.Name, 5e-3, "T", 1e-5, string.Empty)
        {
            Simulated = true,
            Bench = "nanowire",
            Curves = new Dictionary<string, double[]>
            {
                ["slope"] = [2000, 20],
                ["floor"] = [0.05, 0.001],
                ["nucleation_field"] = [10.6e-3, 7e-6, 70e-6],
            },
        };
        RunInfo info = await VirtualLab.InfoAsync(
            Inference, MeanWire, new CalibrationsInForce([record], DateTimeOffset.UnixEpoch), seed: 1,
            [.. Small, "epochs=2", "learning_rate=0.05", "test_images=1", "samples=1"]);
        Assert.Equal(RunStatus.Failed, info.Status);
        Assert.Contains(
            "The setting 'freed_by' is 10.5 mT, but the wire reverses without a wall at 10.6 mT ± 70 µT from loop to loop, "
                + "which would be read as a pinned wall. Set it to at most 10.46 mT. Where the wire was changed, calibrate it "
                + "anew with 'lab run pass-probability'.",
            info.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void FindCompletePart_InMidImage_HasTheWholeImages()
    {
        var settings = (StochasticInferenceSettings)Bind(typeof(StochasticInferenceSettings), "test_images=6");
        Assert.Equal(4, Inference.Create(settings).FindCompletePart(5)?.PointCount);
        Assert.Null(Inference.Create(settings).FindCompletePart(1));
    }

    [Fact]
    public void Transfer_AnotherWire_PassesAsOften()
    {
        var network = new StochasticPerceptron(new(4, 2) { Samples = 8 }, seed: 1);
        float[] fields = [0.6f, 3f, 4f, 4.63f, 5f, 6f, 9f, 4.2f];
        fields.CopyTo(network.Parameters, 0);
        string path = Path.Combine(data.Folder, "network.npz");
        NetworkFile.Write(path, network, new Dictionary<string, object> { ["data"] = "mnist", ["seed"] = 1UL });
        var wire = new PassProbability { Centre = MagneticField.FromTesla(5e-3), SlopePerTesla = 2000, Floor = 0.01 };
        var images = new Lab.Models.Data.ImageSet(new byte[4], [0], 2, 2, 2, 1);

        StochasticPerceptron moved = OffChipTraining.Transfer(path, images, wire);

        for (int i = 1; i < fields.Length; i++)
        {
            double before = new PassProbability().At(MagneticField.FromTesla(fields[i] * 1e-3));
            double after = wire.At(MagneticField.FromTesla(moved.Fields[i] * 1e-3));
            Assert.Equal(before, after, 1e-4);
        }

        RunException error = Assert.Throws<RunException>(
            () => OffChipTraining.Transfer(path, images with { Rows = 3, Pixels = new byte[6] }, wire));
        Assert.Contains("has 4 inputs and 2 classes; the images have 6 and 2.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OnChip_FromTheBeginning_LearnsTheTask()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            OnChip, MeanWire, seed: 2,
            [.. Small, "epochs=0", "learning_rate=0.2", "steps=8", "samples=4", "test_images=8"]);
        Assert.Equal(8 + 8 + 8, outcome.Data.Count);
        Assert.InRange(outcome["accuracy_after"].Value, 7.0 / 8, 1);

        // Fields begin at h₀ and go apart.
        double[] last = outcome.Data.Arrays("state")[15];
        double[] fields = [.. last.Skip(2).Take(49 * 2)];
        Assert.InRange(fields.Max() - fields.Min(), 0.5, 8);
        Assert.Equal(((8 + 8) * 6 * 2 * 4) + (8 * 5 * 6 * 2 * 4), outcome["shots"].Value);
    }

    [Fact]
    public async Task OnChip_StepThatIsRepeated_IsTakenOnce()
    {
        IRunData data = await VirtualLab.MeasureAsync(
            OnChip, MeanWire, seed: 2, [0, 1, 1, 2],
            [.. Small, "epochs=0", "learning_rate=0.2", "steps=2", "samples=2", "test_images=1"]);
        double[][] states = data.Arrays("state");
        Assert.Equal([1, 1, 2], states.Skip(1).Select(state => state[0])); // steps

        // A field goes one step of Adam, its learning rate, from h₀.
        Assert.All(states[2].Skip(2).Take(49 * 2), field => Assert.Equal(4.63, field, 0.21));
    }

    [Theory]
    [InlineData("samples=0", "The setting 'samples' is 0; it has to lie between 1 and 65536.")]
    [InlineData("halvings=0", "The setting 'halvings' is 0; it has to lie between 1 and 8.")]
    [InlineData("classes=3", "The setting 'classes' is '3'; at least two classes, each once, are told apart.")]
    [InlineData("data=nothing", "The setting 'data' is 'nothing'. There is no set of images 'nothing'")]
    [InlineData("loop_amplitude=10.5 mT", "The setting 'loop_amplitude' is 10.5 mT; synapses have fields up to 10 mT")]
    [InlineData("slope=0", "The settings 'slope' and 'floor' are 0 and 0.0219; the slope has to be positive")]
    public void Create_SettingsWithoutAMeaning_AreRefused(string setting, string message)
    {
        Assert.StartsWith(
            message,
            Assert.Throws<SettingsException>(() => Inference.Create(
                (StochasticInferenceSettings)Bind(typeof(StochasticInferenceSettings), setting))).Message,
            StringComparison.Ordinal);
        Assert.StartsWith(
            message,
            Assert.Throws<SettingsException>(() => OnChip.Create(
                (TrainOnChipSettings)Bind(typeof(TrainOnChipSettings), setting))).Message,
            StringComparison.Ordinal);
    }

    private static BenchDefinition MeanWire(BenchDefinition bench) => VirtualLab.WithParts(bench, ("spread", 0.0));

    private static object Bind(Type type, string setting) => SettingsBinder.Bind(
        type, new Dictionary<string, string> { [setting.Split('=')[0]] = setting.Split('=')[1] });
}
