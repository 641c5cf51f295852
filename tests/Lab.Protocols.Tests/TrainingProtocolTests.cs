using Lab.Models.Data;
using Lab.Protocols.Training;
using Lab.Protocols.WeightMaps;
using Lab.Runs.Calibrations;
using Lab.Runs.Protocols;
using Lab.Runs.Records;

namespace Lab.Protocols.Tests;

public sealed class TrainingProtocolTests
{
    [Theory]
    [InlineData("in-the-loop")]
    [InlineData("output-substitution")]
    [InlineData("off-chip")]
    public async Task Train_OnAKnownBoundary_LearnsIt(string scheme)
    {
        VirtualLab.Outcome training = await VirtualLab.RunAsync(new TrainClassifierProtocol(), seed: 3, "task=boundary", $"scheme={scheme}");

        Assert.InRange(training["accuracy"].Value, 0.85, 1);
        Assert.InRange(training["final_loss"].Value, 0, 0.35);
        Assert.Equal(scheme == "off-chip" ? 120 : (80 * 20) + 120, training["measurements"].Value);
    }

    [Fact]
    public void Iris_HasFiftyOfEachAndFishersMeans()
    {
        LabelledSamples iris = IrisPetals.VersicolorOrVirginica();
        Assert.Equal(100, iris.Count);
        Assert.Equal(50, iris.Classes.Sum());

        // Fisher's table II: mean petal lengths 4.26 and 5.552 cm; the lengths run from 3.0 to 6.9 cm.
        double MeanLength(int label) => 3.0 + (3.9 * Enumerable.Range(0, 100).Where(i => iris.Classes[i] == label).Average(i => iris.Features[i][0]));
        Assert.Equal(4.260, MeanLength(0), 1e-9);
        Assert.Equal(5.552, MeanLength(1), 1e-9);
    }

    [Fact]
    public async Task Train_OnIrisPetals_IsFarBetterThanGuessing()
    {
        VirtualLab.Outcome training = await VirtualLab.RunAsync(new TrainClassifierProtocol(), seed: 1);
        Assert.InRange(training["accuracy"].Value, 0.8, 1);
    }

    [Fact]
    public async Task Train_WithTheMapOfACalibration_MeasuresNone()
    {
        VirtualLab.Outcome map = await VirtualLab.RunAsync(new WeightMapProtocol(), seed: 1);
        var calibrations = new CalibrationsInForce(map.Analysis.Calibrations, DateTimeOffset.UnixEpoch);

        VirtualLab.Outcome training = await VirtualLab.RunAsync(new TrainClassifierProtocol(), bench => bench, calibrations, seed: 1, "map=calibration");

        Assert.Equal(81, training.Data.Count);
        Assert.InRange(training["accuracy"].Value, 0.8, 1);
        Assert.Equal("chain/weight-map", training.Info.Calibrations.Single(calibration => calibration.Source != "bench file").Name);
    }

    [Fact]
    public async Task Mismatch_ChipInTheLoopBearsAWrongModelAndOffChipDoesNot()
    {
        VirtualLab.Outcome study = await VirtualLab.RunAsync(
            new MismatchStudyProtocol(), seed: 1, "replicates=4", "levels=2", "largest_mismatch=0.25", "task=boundary");

        Assert.InRange(study["in_the_loop_0"].Value, 0.85, 1);
        Assert.InRange(study["in_the_loop_0"].Value - study["in_the_loop_25"].Value, -0.1, 0.1);
        Assert.InRange(study["in_the_loop_25"].Value - study["off_chip_25"].Value, 0.05, 1);
    }

    [Fact]
    public async Task Train_TakenUpAgainFromItsRecord_GoesOnFromTheSameState()
    {
        string[] settings = ["task=boundary", "steps=6"];
        VirtualLab.Outcome whole = await VirtualLab.RunAsync(new TrainClassifierProtocol(), VirtualLab.Quiet, seed: 5, settings);
        IRunData data = whole.Data;
        double[] phase = data.Numbers("phase");
        int third = Array.IndexOf(phase, 1) + 2;

        // A real bench forgets nothing of its device, so that without noise the rest comes out the same.
        VirtualLab.Outcome rest = await VirtualLab.ResumeAsync(new TrainClassifierProtocol(), VirtualLab.Quiet, data, third + 1, seed: 5, settings);

        double[][] states = data.Arrays("state");
        double[][] again = rest.Data.Arrays("state");
        Assert.Equal(data.Count - third - 1, rest.Data.Count);
        for (int i = 0; i < again.Length; i++)
        {
            Assert.Equal(states[third + 1 + i], again[i]);
        }
    }
}
