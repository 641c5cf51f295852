using Lab.Models.Data;
using Lab.Models.Training;
using Lab.Protocols.Training;

namespace Lab.Protocols.Tests;

public sealed class HiddenLayerTests
{
    [Fact]
    public async Task Train_ThirtyTwoUnitsOnTheChain_InTheLoopBeatsOffChipAndComesNearSoftware()
    {
        VirtualLab.Outcome training = await VirtualLab.RunAsync(
            new TrainHiddenLayerProtocol(), seed: 2, "replicates=1", "mismatch=0.5", "steps=40", "batch=8", "zero_readings=1",
                "test_share=0.2");

        double inTheLoop = training["in_the_loop_50"].Value;
        Assert.InRange(inTheLoop, 0.8, 1);
        Assert.InRange(inTheLoop - training["off_chip_50"].Value, 0.05, 1);
        Assert.InRange(training["software"].Value - inTheLoop, -0.1, 0.1);

        // Every unit reads the samples of a step and once with both inputs off.
        Assert.Equal(32 * 40 * (8 + 1), training["readings_in_the_loop"].Value);
        Assert.Equal(0, training["readings_off_chip"].Value);
        double[][] volts = training.Data.Arrays("voltage");
        double[][] currents = training.Data.Arrays("unit_line1_current");
        int step = Array.FindIndex(training.Data.Numbers("phase"), phase => phase == 1) + 41 + 1; // in the loop, after software
        Assert.Equal((8 * 32, 32), (volts[step].Length, currents[step].Length));
        Assert.All(currents[step], current => Assert.InRange(current, 0, 0.010));
    }

    [Fact]
    public async Task Train_TakenUpAgainFromItsRecord_GoesOnFromTheSameState()
    {
        string[] settings = ["hidden=4", "replicates=1", "mismatch=0", "steps=4", "batch=6"];
        VirtualLab.Outcome whole = await VirtualLab.RunAsync(new TrainHiddenLayerProtocol(), VirtualLab.Quiet, seed: 5, settings);
        int third = Array.IndexOf(whole.Data.Numbers("phase"), 1) + 5 + 2; // after software and its test

        VirtualLab.Outcome rest = await VirtualLab.ResumeAsync(
            new TrainHiddenLayerProtocol(), VirtualLab.Quiet, whole.Data, third + 1, seed: 5, settings);

        double[][] states = whole.Data.Arrays("state");
        double[][] again = rest.Data.Arrays("state");
        Assert.Equal(whole.Data.Count - third - 1, rest.Data.Count);
        for (int i = 0; i < again.Length; i++)
        {
            Assert.Equal(states[third + 1 + i], again[i]);
        }
    }

    [Fact]
    public void HalfMoons_NoStraightLineDividesThem()
    {
        LabelledSamples moons = HalfMoons.Draw(2000, seed: 1);
        Assert.Equal(1000, moons.Classes.Sum());
        Assert.All(moons.Features, sample => Assert.All(sample, value => Assert.InRange(value, 0, 1)));
        double[] line = LogisticRegression.Fit(moons.Features, [.. moons.Classes.Select(label => (double)label)]);
        double accuracy = moons.Features
            .Zip(moons.Classes, (sample, label) => LogisticRegression.LogOdds(line, sample) > 0 == (label == 1) ? 1.0 : 0)
                .Average();

        // Of moons with noise of 0.1 the best line tells about 88 %.
        Assert.Equal(0.88, accuracy, 0.02);
    }

    [Theory]
    [InlineData("The setting 'hidden' is 0; a hidden layer has 1 to 1024 units.", "hidden=0")]
    [InlineData("The setting 'mismatch' is 1; it has to be 0 or more and below 1.", "mismatch=1")]
    [InlineData("The setting 'replicates' is 0; at least 1 is needed.", "replicates=0")]
    public async Task Settings_ThatCannotBe_AreTold(string message, string setting)
    {
        Exception error =
            await Assert.ThrowsAnyAsync<Exception>(() => VirtualLab.RunAsync(new TrainHiddenLayerProtocol(), seed: 1, setting));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
