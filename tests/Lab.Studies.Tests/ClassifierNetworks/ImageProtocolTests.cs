using Lab.Benches;
using Lab.Models.ClassifierNetworks;
using Lab.Models.Data;
using Lab.Models.Training;
using Lab.Models.Training.Schemes;
using Lab.Runs;
using Lab.Runs.Studies;
using Lab.Studies.ClassifierNetworks;
using Lab.Studies.Images;
using Xunit.Sdk;

namespace Lab.Studies.Tests.ClassifierNetworks;

/// <summary>One after the other: the folder of data is the process's.</summary>
[Collection(nameof(SyntheticImages))]
public sealed class ImageProtocolTests : IDisposable
{
    private readonly SyntheticImages data = new();

    public static TheoryData<IStudyProtocol, string[]> Trainings => new()
    {
        { new OscillatorMlpProtocol(), ["hidden=40", "learning_rate=0.005", "batch=20", "epochs=4"] },
        { new ResonatorCnnProtocol(), ["learning_rate=0.001", "epochs=2"] },
        { new ResonatorMnistProtocol(), ["learning_rate=0.0001", "batch=20", "epochs=3"] },
    };

    public void Dispose() => data.Dispose();

    [Theory]
    [MemberData(nameof(Trainings))]
    public async Task Train_SquaresInTenPlaces_LearnsThemOnAnyNumberOfThreads(IStudyProtocol protocol, string[] settings)
    {
        string[] common = ["data=fashion-mnist", "seeds=1", .. settings];
        StudyLab.Outcome one = await StudyLab.RunAsync(protocol, seed: 1, [.. common, "threads=1"]);
        StudyLab.Outcome two = await StudyLab.RunAsync(protocol, seed: 1, [.. common, "threads=2"]);

        Assert.InRange(one["test_accuracy"].Value, 0.9, 1);
        Assert.Equal(one.Data.Numbers("loss"), two.Data.Numbers("loss"));
        Assert.All(one.Data.Arrays("confusion"), confusion => Assert.Equal(100, confusion.Sum()));
        Assert.Equal(
            ["Learning curves", "Confusion", "Weights of the first layer"],
            one.Analysis.Figures.Take(3).Select(figure => figure.Title));
    }

    [Fact]
    public async Task Train_WithAShareHeldBack_DoesNotLookAtTheTest()
    {
        string[] common = ["data=fashion-mnist", "seeds=1", "epochs=2", "batch=20", "threads=1", "validation_share=0.25"];
        StudyLab.Outcome before = await StudyLab.RunAsync(new ResonatorMnistProtocol(), seed: 1, common);

        // Other test images change nothing; 50 of 200 images to train with are tested with.
        string labels = data.PathOf("t10k-labels-idx1-ubyte");
        byte[] turned = File.ReadAllBytes(labels);
        turned.AsSpan(8).Reverse();
        File.WriteAllBytes(labels, turned);
        StudyLab.Outcome after = await StudyLab.RunAsync(new ResonatorMnistProtocol(), seed: 1, common);

        Assert.Equal(before["validation_accuracy"].Value, after["validation_accuracy"].Value);
        Assert.Equal(before.Data.Numbers("loss"), after.Data.Numbers("loss"));
        Assert.All(before.Data.Arrays("confusion"), confusion => Assert.Equal(50, confusion.Sum()));
        Assert.DoesNotContain(before.Analysis.Results, result => result.Name == "test_accuracy");
    }

    [Fact]
    public async Task Train_OneNetworkOfMany_IsThatOfTheWholeStudy()
    {
        string[] common = ["data=fashion-mnist", "seeds=1", "hidden=20", "batch=20", "epochs=1", "threads=1"];
        StudyLab.Outcome all = await StudyLab.RunAsync(new OscillatorMlpProtocol(), seed: 1, common);
        StudyLab.Outcome one = await StudyLab.RunAsync(
            new OscillatorMlpProtocol(), seed: 1, [.. common, "only=resonators, low amplification"]);

        Assert.Equal(all["test_accuracy_resonators_low_amplification"].Value, one["test_accuracy"].Value);
        Assert.Equal(
            all["resonators_low_amplification_accuracy_frequency_10"].Value,
            one["resonators_low_amplification_accuracy_frequency_10"].Value);
        Assert.Equal(1, one.Data.Count);
    }

    [Fact]
    public async Task Train_ResonatorsOfTheBench_AreThoseOfItsJunction()
    {
        string[] common = ["data=fashion-mnist", "seeds=1", "batch=20", "epochs=1", "threads=1"];
        BenchDefinition Fitted(BenchDefinition bench) =>
            bench with { Sample = bench.Sample with { Junctions = [bench.Sample.Junctions[0] with { Damping = 0.03 }] } };
        StudyLab.Outcome set = await StudyLab.RunAsync(new ResonatorMnistProtocol(), seed: 1, [.. common, "damping=0.03"]);
        StudyLab.Outcome fitted = await StudyLab.RunAsync(
            new ResonatorMnistProtocol(), Fitted, seed: 1, [.. common, "resonators=bench"]);
        Assert.Equal(set.Data.Numbers("loss"), fitted.Data.Numbers("loss"));

        BenchDefinition Without(BenchDefinition bench) => bench with { Sample = bench.Sample with { Junctions = [] } };
        XunitException error = await Assert.ThrowsAnyAsync<XunitException>(() => StudyLab.RunAsync(
            new ResonatorMnistProtocol(), Without, seed: 1, [.. common, "resonators=bench"]));
        Assert.Contains("has 0 junctions", error.Message);
    }

    [Fact]
    public async Task Transfer_WithoutSpread_ChangesNoAccuracy()
    {
        StudyLab.Outcome outcome = await StudyLab.RunAsync(
            new OscillatorMlpProtocol(), seed: 1, "data=fashion-mnist", "seeds=2", "hidden=40", "batch=20", "epochs=3",
            "threads=1");
        // One image of a hundred.
        Assert.Equal(outcome["test_accuracy_software_synapses"].Value, outcome["transferred_accuracy"].Value, 0.011);
        // Three errors and fine-tuning, five spreads; three dampings, twice.
        Assert.Equal(26, outcome.Data.Arrays("trials")[(3 * 2 * 3) - 1].Length);

        // A spread is a draw of devices, but without any there is nothing to draw.
        double[] direct = outcome.Data.Arrays("trials")[2];
        Assert.Equal(direct[0], direct[5]);
        Assert.Equal(direct[0], outcome.Data.Numbers("test_accuracy")[2]);
    }

    [Fact]
    public void Load_EmnistsOrientation_IsTurned()
    {
        // Row and column are exchanged there; the set in its place has its squares wider apart along columns.
        (ImageSet training, _) = DataCatalog.Load("fashion-mnist");
        Assert.Equal(200, training.Count);
        Assert.True(DataCatalog.Find("emnist-letters").IsTransposed);
        Assert.Equal(1, DataCatalog.Find("emnist-letters").FirstLabel);
        Assert.NotEqual(0, training.Pixels[(4 * 28) + 2]);
    }

    [Fact]
    public void Load_WhatIsMissingDamagedOrForeign_IsToldWithTheFile()
    {
        Assert.StartsWith(
            "The images 'mnist' are missing: there is no train-images-idx3-ubyte[.gz] in ",
            Assert.Throws<RunException>(() => DataCatalog.Load("mnist")).Message);

        string images = data.PathOf("train-images-idx3-ubyte");
        byte[] whole = File.ReadAllBytes(images);
        void Expect(byte[] content, string message)
        {
            File.WriteAllBytes(images, content);
            Assert.Equal(
                $"{images} {message} 'lab data get fashion-mnist' fetches it again.",
                Assert.Throws<RunException>(() => DataCatalog.Load("fashion-mnist")).Message);
        }

        Expect(whole[..^100], "is cut off: 200 × 28 × 28 are announced, 156700 bytes follow.");
        Expect([.. whole, 0], "is damaged: 200 × 28 × 28 are announced, 156801 bytes follow.");
        Expect([.. "PK"u8, .. whole], "is a ZIP archive: unpack it.");
        Expect(
            File.ReadAllBytes(data.PathOf("train-labels-idx1-ubyte")),
            "is an IDX file of kind 8 with 1 sides; bytes with 3 are expected for images.");
        Expect([
            0,
            0,
            8,
            3,
            .. new byte[] { 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 28 }
        ], "is damaged: -1 × 0 × 28 are announced, 0 bytes follow.");
        Expect([
            0,
            0,
            8,
            3,
            .. new byte[] { 255, 255, 255, 255, 0, 0, 0, 28, 0, 0, 0, 28 }
        ], "is damaged: -1 × 28 × 28 are announced, 0 bytes follow.");
    }

    [Fact]
    public void Load_FilesOfDifferentSets_DoNotBelongTogether()
    {
        File.Copy(data.PathOf("t10k-labels-idx1-ubyte"), data.PathOf("train-labels-idx1-ubyte"), overwrite: true);
        Assert.Equal(
            "'fashion-mnist' has 200 images and 100 labels; its files do not belong together.",
            Assert.Throws<RunException>(() => DataCatalog.Load("fashion-mnist")).Message);
    }

    [Fact]
    public async Task Train_TakenUpWhereNothingWasKept_GoesOnTheSame()
    {
        string[] settings = ["data=fashion-mnist", "seeds=1", "hidden=20", "batch=20", "epochs=3", "threads=1"];
        StudyLab.Outcome whole = await StudyLab.RunAsync(new OscillatorMlpProtocol(), seed: 4, settings);
        StudyLab.Outcome rest = await StudyLab.ResumeAsync(
            new OscillatorMlpProtocol(), bench => bench, whole.Data, 5, seed: 4, settings);
        Assert.Equal(whole.Data.Numbers("loss")[5..], rest.Data.Numbers("loss"));
        Assert.Equal(whole.Data.Numbers("test_accuracy")[5..], rest.Data.Numbers("test_accuracy"));
    }

    [Fact]
    public async Task Train_TakenUpFromWhatWasKept_GoesOnTheSameWithoutTheFirstEpochs()
    {
        (ImageSet images, _) = DataCatalog.Load("fashion-mnist");
        var settings = new OscillatorMlpSettings { Batch = 20, Threads = 1 };
        var plan = new ClassifierPlan(
            "oscillators", 0, 0.005, seed => new OscillatorPerceptron(new(784, 12, 10), seed))
        { DetuningNoise = 0.1 };
        ClassifierTrainingState New(string? folder) => new(settings, "fashion-mnist", plan, 0, 7, folder, threads: 1);

        ClassifierTrainingState whole = New(folder: null);
        ClassifierTrainingState killed = New(data.Folder);
        for (int epoch = 0; epoch < 4; epoch++)
        {
            await whole.TrainEpochAsync(images, default);
            if (epoch < 2)
            {
                await killed.TrainEpochAsync(images, default);
            }
        }

        ClassifierTrainingState rest = New(data.Folder);
        rest.TakeUp(2);
        Assert.Equal(2, rest.Epochs);
        await rest.TrainEpochAsync(images, default);
        await rest.TrainEpochAsync(images, default);
        Assert.Equal(whole.Network.Parameters, rest.Network.Parameters);

        NetworkFile.Write(
            Path.Combine(data.Folder, "training-1-epoch-3.npz"),
            rest.Network,
            new Dictionary<string, object>(),
            new Dictionary<string, double[]> { ["adam_steps"] = [1], ["adam_mean"] = [0], ["adam_mean_square"] = [0] });
        Assert.Contains(
            "'adam_mean' has 1 numbers; the network has", Assert.Throws<RunException>(() => New(data.Folder).TakeUp(3)).Message);

        rest.Finish(0.5);
        var read = new OscillatorPerceptron(new(784, 12, 10), 1);
        NetworkFile.Read(Path.Combine(data.Folder, "network-1.npz"), read);
        Assert.Equal(whole.Network.Parameters, read.Parameters);
    }

    [Fact]
    public void NetworkFile_Opened_MakesTheSameNetworkOfEveryKind()
    {
        string path = Path.Combine(data.Folder, "network.npz");
        ClassifierModel[] models =
        [
            new OscillatorPerceptron.Options(20, 12, 4) { CrossTalk = new(1e9, 1.3e9, 0.01), Neurons = NeuronModel.Rectifier },
            new OscillatorPerceptron.Options(20, 12, 4) { Synapses = SynapseModel.Software },
            new OscillatorConvolutionNetwork.Options(10) { Damping = 0.02 },
            new ResonatorPerceptron.Options(20, 4) { IsNonlinear = true, SymmetricRatio = 0.5, HighestHertz = 60e6 },
            new SoftwarePerceptron.Options(20, 4),
        ];
        foreach (ClassifierModel model in models)
        {
            ClassifierNetwork network = model.Make(3);
            NetworkFile.Write(path, network, new Dictionary<string, object> { ["data"] = "none", ["seed"] = ulong.MaxValue });
            (ClassifierNetwork again, string trainedWith, ulong seed) = NetworkFile.Open(path);

            Assert.Equal(model, again.Model);
            Assert.Equal(network.Parameters, again.Parameters);
            Assert.Equal(("none", ulong.MaxValue), (trainedWith, seed));
        }
    }

    [Fact]
    public void NetworkFile_OpenedWithoutAModelOrWithOneTooLarge_IsTold()
    {
        string path = Path.Combine(data.Folder, "network.npz");
        void Expect(string start, ClassifierNetwork network)
        {
            NetworkFile.Write(path, network, new Dictionary<string, object>());
            Assert.StartsWith(
                $"{path} is not a file of a network: {start}", Assert.Throws<RunException>(() => NetworkFile.Open(path)).Message);
        }

        Expect("its 'model' is of 90000000 numbers; 1 to 67108864 can be", new SoftwarePerceptron(9_000_000, 10));
        File.Delete(path);
        Assert.StartsWith(
            $"{path} is not a file of a network: Could not find file",
            Assert.Throws<RunException>(() => NetworkFile.Open(path)).Message);
    }

    [Fact]
    public async Task NetworkTest_OfANetworkInAFile_FindsItsAccuracy()
    {
        (ImageSet images, ImageSet test) = DataCatalog.Load("fashion-mnist");
        var network = new OscillatorPerceptron(new(784, 40, 10) { Synapses = SynapseModel.Software, InitialSpread = 0.008 }, 1);
        var training =
            new Trainer(network, new OffChip(), new Adam(), LearningRate.Constant(0.005), new TrainerOptions(Batch: 20, Seed: 1));
        await training.TrainEpochAsync(images);
        await training.TrainEpochAsync(images);
        double expected = Confusion.AccuracyOf(Confusion.Of(network, test));
        string path = Path.Combine(data.Folder, "network.npz");
        NetworkFile.Write(path, network, new Dictionary<string, object> { ["data"] = "fashion-mnist" });

        StudyLab.Outcome asItIs = await StudyLab.RunAsync(new NetworkTestProtocol(), seed: 1, $"network={path}");
        StudyLab.Outcome carried = await StudyLab.RunAsync(
            new NetworkTestProtocol(), seed: 1, $"network={path}", "transfer=on", "spread=0.1", "chips=2");

        Assert.Equal(expected, asItIs["test_accuracy"].Value);
        Assert.Equal(expected, carried["test_accuracy"].Value, 0.011);
        Assert.Equal(7, carried.Data.Numbers("accuracy").Length);
        Assert.InRange(carried["test_accuracy_linewidth"].Value, expected - 0.05, expected + 0.05);
    }

    [Theory]
    [InlineData("The setting 'network' names no file")]
    [InlineData("The setting 'transfer' is on, but", "transfer=on")]
    [InlineData("The setting 'spread' is 0.1, but", "spread=0.1")]
    [InlineData("The setting 'data' is 'nothing'; there are digits, mnist", "data=nothing")]
    public async Task NetworkTest_OfWhatCannotBe_IsTold(string start, params string[] settings)
    {
        string path = Path.Combine(data.Folder, "network.npz");
        NetworkFile.Write(path, new SoftwarePerceptron(784, 10), new Dictionary<string, object> { ["data"] = "fashion-mnist" });
        string[] all = settings.Length > 0 ? [$"network={path}", .. settings] : [];
        Assert.Contains(
            start,
            (await Assert.ThrowsAnyAsync<XunitException>(() => StudyLab.RunAsync(
                new NetworkTestProtocol(), seed: 1, all))).Message);
    }

    [Fact]
    public void NetworkFile_ReadBack_IsTheNetwork()
    {
        string path = Path.Combine(data.Folder, "network.npz");
        var network = new OscillatorPerceptron(new(20, 12, 4), 1);
        NetworkFile.Write(path, network, new Dictionary<string, object> { ["data"] = "none" });

        var other = new OscillatorPerceptron(new(20, 12, 4), 2);
        NetworkFile.Read(path, other);
        Assert.Equal(network.Parameters, other.Parameters);

        Assert.Equal(
            $"{path} is not a file of this network: 'hidden_detuning' has 240 numbers; the network has 260.",
            Assert.Throws<RunException>(() => NetworkFile.Read(path, new OscillatorPerceptron(new(20, 13, 4), 2)).Count).Message);
        Assert.StartsWith(
            $"{path} is not a file of this network: it has no array 'frequency_offset'; it has description, ",
            Assert.Throws<RunException>(() => NetworkFile.Read(path, new ResonatorPerceptron(new(20, 4), 2)).Count).Message);
        File.WriteAllText(path, "no archive");
        Assert.StartsWith(
            $"{path} is not a file of this network: ",
            Assert.Throws<RunException>(() => NetworkFile.Read(path, other).Count).Message);
        Assert.Equal(network.Parameters, other.Parameters);
    }
}
