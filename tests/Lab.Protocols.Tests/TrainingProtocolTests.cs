using Lab.Models.Data;
using Lab.Models.Training;
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
        VirtualLab.Outcome training = await VirtualLab.RunAsync(
            new TrainClassifierProtocol(), seed: 3, "task=boundary", $"scheme={scheme}");

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

        // Fisher's table II: mean petal lengths 4.26 and 5.552 cm.
        double MeanLength(int label) =>
            Enumerable.Range(0, 100).Where(i => iris.Classes[i] == label).Average(i => iris.Features[i][0]);
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

        VirtualLab.Outcome training = await VirtualLab.RunAsync(
            new TrainClassifierProtocol(), bench => bench, calibrations, seed: 1, "map=calibration");

        Assert.Equal(81, training.Data.Count);
        Assert.InRange(training["accuracy"].Value, 0.8, 1);
        Assert.Equal(
            "chain/weight-map", training.Info.Calibrations.Single(calibration => calibration.Source != "bench file").Name);
    }

    [Fact]
    public void Iris_LogisticRegressionInSoftware_HasThePublishedAccuracy()
    {
        // 400 divisions of 60 flowers to train and 40 to test with, by another program: 93.2 ± 0.2 %.
        const int divisions = 400;
        var settings = new MismatchStudySettings();
        double mean = Enumerable.Range(0, divisions).Average(seed =>
        {
            (LabelledSamples training, LabelledSamples test) = settings.Samples((ulong)seed);
            double[] fitted = LogisticRegression.Fit(training.Features, [.. training.Classes.Select(label => (double)label)]);
            return test.Features.Zip(
                test.Classes,
                (sample, label) => LogisticRegression.LogOdds(fitted, sample) > 0 == (label == 1) ? 1.0 : 0.0).Average();
        });
        Assert.Equal(0.932, mean, 4 * 0.002 * Math.Sqrt(2));
    }

    [Fact]
    public void Samples_ToChooseASettingWith_AreNoneOfTheTest()
    {
        var settings = new MismatchStudySettings { Task = ClassificationTask.Boundary };
        (LabelledSamples training, LabelledSamples test) = settings.Samples(seed: 5);
        (LabelledSamples fitted, LabelledSamples validation) = settings.Samples(seed: 5, isTuning: true);

        Assert.Equal(training.Count, fitted.Count + validation.Count);
        Assert.Empty(fitted.Features.Concat(validation.Features).Intersect(test.Features));
        Assert.Empty(fitted.Features.Intersect(validation.Features));
    }

    [Fact]
    public void Samples_OfIris_AreScaledByTheFlowersToTrainWith()
    {
        (LabelledSamples training, LabelledSamples test) = new TrainClassifierSettings().Samples(seed: 1);
        Assert.All((int[])[0, 1], feature =>
        {
            Assert.Equal(0, training.Features.Min(sample => sample[feature]));
            Assert.Equal(1, training.Features.Max(sample => sample[feature]));
        });
        Assert.All(test.Features, sample => Assert.All(sample, value => Assert.InRange(value, 0, 1)));
    }

    [Fact]
    public async Task Mismatch_ChipInTheLoopBearsAWrongModelAndOffChipDoesNot()
    {
        VirtualLab.Outcome study = await VirtualLab.RunAsync(
            new MismatchStudyProtocol(), seed: 1, "replicates=4", "levels=2", "largest_mismatch=0.25", "task=boundary",
            "tuning_replicates=1", "learning_rates=0.2, 0.4");

        Assert.InRange(study["in_the_loop_0"].Value, 0.85, 1);
        Assert.InRange(study["in_the_loop_0"].Value - study["in_the_loop_25"].Value, -0.1, 0.1);
        Assert.InRange(study["in_the_loop_25"].Value - study["off_chip_25"].Value, 0.05, 1);

        // A read-out that is fitted to the chip's own readings mends offset and scale, though not the direction of the boundary.
        Assert.InRange(study["off_chip_refitted_25"].Value - study["off_chip_25"].Value, 0, 1);
        Assert.InRange(study["software"].Value, 0.95, 1);

        // 80 steps of 20 samples and 4 readings with both inputs off.
        Assert.Equal(80 * (20 + 4), study["readings_in_the_loop"].Value);
        Assert.Equal(80 * (20 + 4), study["readings_off_chip_refitted"].Value);
        Assert.Equal(0, study["readings_off_chip"].Value);

        // Differences are taken between trainings of one division, start and order.
        Assert.Equal(study["in_the_loop_25"].Value - study["off_chip_25"].Value, study["gain_over_off_chip_25"].Value, 1e-12);
        Assert.Contains(study["learning_rate_in_the_loop"].Value, (double[])[0.2, 0.4]);
    }

    [Fact]
    public async Task Mismatch_TakenUpAfterTheChoiceOfRates_GoesOnWithIt()
    {
        string[] settings =
        [
            "replicates=2", "levels=2", "task=boundary", "steps=4", "tuning_replicates=1", "learning_rates=0.01, 2"
        ];
        VirtualLab.Outcome whole = await VirtualLab.RunAsync(new MismatchStudyProtocol(), VirtualLab.Quiet, seed: 3, settings);
        double[] training = whole.Data.Numbers("training");
        int firstTested = Array.IndexOf(training, 16); // 2 rates, 2 faults and 4 ways before

        VirtualLab.Outcome rest = await VirtualLab.ResumeAsync(
            new MismatchStudyProtocol(), VirtualLab.Quiet, whole.Data, firstTested + 2, seed: 3, settings);

        double[][] states = whole.Data.Arrays("state");
        double[][] again = rest.Data.Arrays("state");
        Assert.Equal(whole.Data.Count - firstTested - 2, rest.Data.Count);
        for (int i = 0; i < again.Length; i++)
        {
            Assert.Equal(states[firstTested + 2 + i], again[i]);
        }
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
        VirtualLab.Outcome rest = await VirtualLab.ResumeAsync(
            new TrainClassifierProtocol(), VirtualLab.Quiet, data, third + 1, seed: 5, settings);

        double[][] states = data.Arrays("state");
        double[][] again = rest.Data.Arrays("state");
        Assert.Equal(data.Count - third - 1, rest.Data.Count);
        for (int i = 0; i < again.Length; i++)
        {
            Assert.Equal(states[third + 1 + i], again[i]);
        }
    }
}
