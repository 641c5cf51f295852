using Lab.Models.Data;
using Lab.Protocols.DynamicalNetworks;

namespace Lab.Protocols.Tests;

public sealed class SequentialDigitsProtocolTests
{
    [Fact]
    public void Digits_AreAllThere()
    {
        LabelledSamples digits = Digits.Load();
        Assert.Equal(1797, digits.Count);
        Assert.Equal([178, 182, 177, 183, 181, 182, 181, 179, 174, 180], Enumerable.Range(0, 10).Select(digit => digits.Classes.Count(label => label == digit)));
        Assert.Equal(Digits.MeanPixel, digits.Features.Average(pixels => pixels.Average()), 5e-4);
        Assert.All(digits.Features, pixels => Assert.InRange(pixels.Max(), 1, 16));
    }

    [Theory]
    [InlineData("model=spintronic", "configuration=a")]
    [InlineData("model=spintronic", "configuration=b")]
    [InlineData("model=ctrnn", "configuration=a")]
    public async Task Train_AFewEpochs_LearnsMuch(string model, string configuration)
    {
        VirtualLab.Outcome digits = await VirtualLab.RunAsync(new SequentialDigitsProtocol(), seed: 1, model, configuration, "seeds=1", "epochs=12");

        Assert.Equal(2896, digits["synapses"].Value);
        Assert.InRange(digits["test_accuracy"].Value, 0.6, 1);
        double[] loss = digits.Data.Numbers("loss");
        Assert.InRange(loss[^1] / loss[0], 0, 0.5);
    }

    [Fact]
    public async Task TimeScale_TrainsEachTimeWithBothAmplifications()
    {
        VirtualLab.Outcome study = await VirtualLab.RunAsync(new TimeScaleStudyProtocol(), seed: 1, "seeds=1", "epochs=2", "pixel_times=0.4, 1 ns");
        Assert.Equal(["following_0_4_ns", "following_1_ns", "fixed_0_4_ns", "fixed_1_ns"], study.Analysis.Results.Select(result => result.Name));

        // At the reference both have the same amplification, and so the same training.
        Assert.Equal(study["following_1_ns"].Value, study["fixed_1_ns"].Value);
        Assert.NotEqual(study.Data.Numbers("loss")[1], study.Data.Numbers("loss")[5]);
    }

    [Fact]
    public async Task Density_GivesTheShareOfTheWeights()
    {
        VirtualLab.Outcome study = await VirtualLab.RunAsync(new DensityStudyProtocol(), seed: 1, "seeds=1", "epochs=1", "densities=1, 0.1");
        Assert.Equal(["density_100", "density_10"], study.Analysis.Results.Select(result => result.Name));
        Assert.Equal([5472, 833], study.Data.Numbers("synapses")); // 32 + 5 · 1024 + 320, and 3 + 5 · 102 + 320 rounded in each block
    }

    [Fact]
    public async Task Train_OnAnyNumberOfThreads_GivesTheSame()
    {
        string[] settings = ["seeds=1", "epochs=2"];
        VirtualLab.Outcome one = await VirtualLab.RunAsync(new SequentialDigitsProtocol(), seed: 2, [.. settings, "threads=1"]);
        VirtualLab.Outcome three = await VirtualLab.RunAsync(new SequentialDigitsProtocol(), seed: 2, [.. settings, "threads=3"]);
        Assert.Equal(one.Data.Numbers("loss"), three.Data.Numbers("loss"));
        Assert.Equal(one.Data.Numbers("test_accuracy"), three.Data.Numbers("test_accuracy"));
    }
}
