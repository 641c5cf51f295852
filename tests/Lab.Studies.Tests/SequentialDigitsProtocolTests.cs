using System.Globalization;
using Lab.Models.Data;
using Lab.Runs.Results;
using Lab.Studies.DynamicalNetworks;

namespace Lab.Studies.Tests;

public sealed class SequentialDigitsProtocolTests
{
    [Fact]
    public void Digits_AreAllThere()
    {
        LabelledSamples digits = Digits.Load();
        Assert.Equal(1797, digits.Count);
        Assert.Equal(
            [178, 182, 177, 183, 181, 182, 181, 179, 174, 180],
            Enumerable.Range(0, 10).Select(digit => digits.Classes.Count(label => label == digit)));
        Assert.Equal(Digits.MeanPixel, digits.Features.Average(pixels => pixels.Average()), 5e-4);
        Assert.All(digits.Features, pixels => Assert.InRange(pixels.Max(), 1, 16));
    }

    [Theory]
    [InlineData("model=spintronic", "configuration=a")]
    [InlineData("model=spintronic", "configuration=b")]
    [InlineData("model=ctrnn", "configuration=a")]
    public async Task Train_AFewEpochs_LearnsMuch(string model, string configuration)
    {
        StudyLab.Outcome digits = await StudyLab.RunAsync(
            new SequentialDigitsProtocol(), seed: 1, model, configuration, "seeds=1", "epochs=12");

        Assert.Equal(2896, digits["synapses"].Value);
        Assert.InRange(digits["test_accuracy"].Value, 0.6, 1);
        double[] loss = digits.Data.Numbers("loss");
        Assert.InRange(loss[^1] / loss[0], 0, 0.5);
    }

    [Fact]
    public async Task Train_SeveralTimes_DrawsTheirMeanWithABand()
    {
        StudyLab.Outcome digits = await StudyLab.RunAsync(new SequentialDigitsProtocol(), seed: 1, "seeds=3", "epochs=2");

        FigureSeries loss = Assert.Single(digits.Analysis.Figures[0].Panels[0].Series);
        double[] all = digits.Data.Numbers("loss");
        Assert.Equal("mean of 3 trainings", loss.Name);
        Assert.Equal((all[0] + all[2] + all[4]) / 3, loss.Y[0], 1e-12);
        Assert.InRange(loss.Band![0], 1e-6, all.Max() - all.Min());
    }

    [Fact]
    public async Task Train_RecordsHowOftenEachDigitIsTakenForEach()
    {
        StudyLab.Outcome digits = await StudyLab.RunAsync(new SequentialDigitsProtocol(), seed: 1, "seeds=2", "epochs=5");

        double[][] confusion = digits.Data.Arrays("confusion");
        double[] test = digits.Data.Numbers("test_accuracy");
        int[] members = [.. SequenceSplit.Divide(Digits.Load(), seed: 1).Test.Classes.GroupBy(digit => digit)
            .OrderBy(group => group.Key).Select(group => group.Count())];
        for (int epoch = 0; epoch < 10; epoch++)
        {
            Assert.Equal(members.Select(count => (double)count), confusion[epoch].Chunk(10).Select(row => row.Sum()));
            Assert.Equal(test[epoch], Enumerable.Range(0, 10).Sum(digit => confusion[epoch][11 * digit]) / members.Sum(), 1e-12);
        }

        // The report has the sum over the chosen epochs.
        ResultTable table = digits.Analysis.Tables.Single(each => each.Title.StartsWith("Confusion", StringComparison.Ordinal));
        Assert.Equal(["class", .. Enumerable.Range(0, 10).Select(digit => $"answer {digit}"), "correct (%)"], table.Headers);
        double[] counts =
        [
            .. table.Rows.SelectMany(row => row.Skip(1).Take(10)).Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))
        ];
        Assert.Equal(2 * members.Sum(), counts.Sum());
        Assert.Equal(
            digits["test_accuracy"].Value, Enumerable.Range(0, 10).Sum(digit => counts[11 * digit]) / counts.Sum(), 1e-12);
        Assert.Equal(
            100 * counts[11 * 3] / counts[30..40].Sum(), double.Parse(table.Rows[3][^1], CultureInfo.InvariantCulture), 0.05);

        FigureSeries map = digits.Analysis.Figures.Single(figure => figure.Title == "Confusion").Panels[0].Series[0];
        int cell = Array.FindIndex(counts, 1, count => count > 0 && count != counts[0]);
        Assert.Equal((cell % 10, cell / 10), (map.X[cell], map.Y[cell]));
        Assert.Equal(100, map.Heat!.Length);
    }

    [Fact]
    public async Task TimeScale_TrainsEachTimeWithBothAmplifications()
    {
        StudyLab.Outcome study = await StudyLab.RunAsync(
            new TimeScaleStudyProtocol(), seed: 1, "seeds=1", "epochs=2", "pixel_times=0.4, 1 ns", "rate_factors=1");
        Assert.Equal(
            ["following_0_4_ns", "following_1_ns", "fixed_0_4_ns", "fixed_1_ns"],
            study.Analysis.Results.Select(result => result.Name));

        // At the reference both have the same amplification, and so the same training.
        Assert.Equal(study["following_1_ns"].Value, study["fixed_1_ns"].Value);
        Assert.NotEqual(study.Data.Numbers("loss")[1], study.Data.Numbers("loss")[5]);
    }

    [Fact]
    public async Task TimeScale_ChoosesALearningRateForEachTimeOnValidationAlone()
    {
        // With a rate of nought to speak of nothing is learned, and one a million times as high throws the training off: neither
        // is taken.
        StudyLab.Outcome study = await StudyLab.RunAsync(
            new TimeScaleStudyProtocol(), seed: 1, "seeds=1", "epochs=6", "pixel_times=1 ns", "rate_factors=1e-7, 1, 1e6");

        Assert.Equal(0.149, study["learning_rate_following_1_ns"].Value, 1e-12);
        Assert.Equal(0.149, study["learning_rate_fixed_1_ns"].Value, 1e-12);
        double[] validation = study.Data.Numbers("validation_accuracy");
        double[] test = study.Data.Numbers("test_accuracy");
        int chosen = Enumerable.Range(6, 6).Last(point => validation[point] == validation[6..12].Max());
        Assert.Equal(test[chosen], study["following_1_ns"].Value);
        Assert.Empty(study.Analysis.Warnings);
    }

    [Fact]
    public void Split_OfAnySeeds_TestsTheSameSamples()
    {
        LabelledSamples digits = Digits.Load();
        var first = SequenceSplit.Divide(digits, seed: 1);
        var second = SequenceSplit.Divide(digits, seed: 2);

        Assert.Equal(first.Test.Features, second.Test.Features);
        Assert.NotEqual(first.Training.Features, second.Training.Features);

        // What one training is tested with, no other was trained with or chosen with.
        Assert.Empty(first.Test.Features.Intersect(second.Training.Features.Concat(second.Validation.Features)));
        Assert.Equal(1797, second.Training.Count + second.Validation.Count + second.Test.Count);
        Assert.InRange(second.Test.Count, 355, 365);
    }

    [Fact]
    public async Task Density_GivesTheShareOfTheWeights()
    {
        StudyLab.Outcome study = await StudyLab.RunAsync(
            new DensityStudyProtocol(), seed: 1, "seeds=1", "epochs=1", "densities=1, 0.1");
        Assert.Equal(["density_100", "density_10"], study.Analysis.Results.Select(result => result.Name));
        // 32 + 5 · 1024 + 320, and 3 + 5 · 102 + 320 rounded in each block.
        Assert.Equal([5472, 833], study.Data.Numbers("synapses"));
    }

    [Fact]
    public async Task Train_OnAnyNumberOfThreads_GivesTheSame()
    {
        string[] settings = ["seeds=1", "epochs=2"];
        StudyLab.Outcome one = await StudyLab.RunAsync(new SequentialDigitsProtocol(), seed: 2, [.. settings, "threads=1"]);
        StudyLab.Outcome three = await StudyLab.RunAsync(new SequentialDigitsProtocol(), seed: 2, [.. settings, "threads=3"]);
        Assert.Equal(one.Data.Numbers("loss"), three.Data.Numbers("loss"));
        Assert.Equal(one.Data.Numbers("test_accuracy"), three.Data.Numbers("test_accuracy"));
    }

    [Fact]
    public async Task TimeScale_AlsoVariesRelaxationTimeAndLearningRate()
    {
        StudyLab.Outcome times = await StudyLab.RunAsync(
            new TimeScaleStudyProtocol(),
            seed: 1,
            "seeds=1",
            "epochs=2",
            "vary=relaxation-time",
            "relaxation_times=3, 14.12 ns",
            "rate_factors=1");
        Assert.Equal(["relaxation_3_ns", "relaxation_14_12_ns"], times.Analysis.Results.Select(result => result.Name));
        StudyLab.Outcome rates = await StudyLab.RunAsync(
            new TimeScaleStudyProtocol(), seed: 1, "seeds=1", "epochs=2", "vary=learning-rate", "learning_rates=0.149, 0.3");
        Assert.Equal(["learning_rate_0_149", "learning_rate_0_3"], rates.Analysis.Results.Select(result => result.Name));

        // 14.12 ns and 0.149 are the configuration's own.
        Assert.Equal(times.Data.Numbers("loss")[2..], rates.Data.Numbers("loss")[..2]);
        Assert.NotEqual(times.Data.Numbers("loss")[..2], times.Data.Numbers("loss")[2..]);
        Assert.All(times.Data.Numbers("cumulative_drive"), drive => Assert.InRange(drive, 0.05, 1));
    }

    [Theory]
    [InlineData("between", 32 + (3 * 1024) + (2 * 102) - 29 + 320)] // 3 of 32 from the input
    [InlineData("within", 32 + (2 * 1024) + (3 * 102) + 320)]
    public async Task Density_OfOneKindOfWeights_LeavesTheOthers(string vary, int synapses)
    {
        StudyLab.Outcome study = await StudyLab.RunAsync(
            new DensityStudyProtocol(), seed: 1, "seeds=1", "epochs=1", "densities=0.1", $"vary={vary}");
        Assert.Equal([synapses], study.Data.Numbers("synapses"));
    }

    [Fact]
    public async Task Train_TakenUpWithinATraining_GoesOnTheSame()
    {
        string[] settings = ["seeds=2", "epochs=4"];
        StudyLab.Outcome whole = await StudyLab.RunAsync(new SequentialDigitsProtocol(), seed: 4, settings);
        StudyLab.Outcome rest = await StudyLab.ResumeAsync(
            new SequentialDigitsProtocol(), bench => bench, whole.Data, 6, seed: 4, settings);
        Assert.Equal(whole.Data.Numbers("loss")[6..], rest.Data.Numbers("loss"));
        Assert.Equal(whole.Data.Numbers("test_accuracy")[6..], rest.Data.Numbers("test_accuracy"));
    }

    [Fact]
    public async Task Energy_OfThePapersNetwork_IsThatOfThePaper()
    {
        // 64 pixels of 100/64 ns are the paper's 100 ns: about 40 pJ.
        StudyLab.Outcome digits = await StudyLab.RunAsync(
            new SequentialDigitsProtocol(), seed: 1, "seeds=1", "epochs=1", "pixel_time=1.5625 ns");
        Assert.Equal(100e-9, digits["presentation_time"].Value, 1e-12);
        Assert.Equal(38.56e-12, digits["energy"].Value, 1e-15);
    }

    [Fact]
    public async Task Chips_ThatDiffer_AreTrainedInTheLoopBetterThanOffIt()
    {
        StudyLab.Outcome study = await StudyLab.RunAsync(
            new DynamicalMismatchStudyProtocol(), seed: 1, "seeds=2", "epochs=4", "levels=2", "largest_mismatch=0.3", "noise=0",
            "tuning_chips=1", "injected_noise=0.05, 5", "uphill_step=0.1");

        // Without noise a chip without spread is its model, and every scheme of plain descent is the same training.
        Assert.Equal(study["off_chip_0"].Value, study["in_the_loop_0"].Value);
        Assert.Equal(study["off_chip_0"].Value, study["output_substitution_0"].Value);
        Assert.NotEqual(study["off_chip_0"].Value, study["noise_injection_0"].Value);
        Assert.NotEqual(study["off_chip_0"].Value, study["sharpness_aware_0"].Value);
        Assert.InRange(study["in_the_loop_30"].Value - study["off_chip_30"].Value, 0.05, 1);

        // Noise that drowns all weights is not chosen; both ways that measure show as many digits to the chip.
        Assert.Equal(0.05, study["strength_noise_injection"].Value);
        Assert.Equal(study["readings_in_the_loop"].Value, study["readings_off_chip_refitted"].Value);
        // 70 and 10 % of 1797, rounded in each class.
        Assert.Equal(4 * (1258 + 179), study["readings_in_the_loop"].Value, 4 * 3.0);
        Assert.Equal(0, study["readings_noise_injection"].Value);
        Assert.Equal(study["in_the_loop_30"].Value - study["off_chip_30"].Value, study["gain_over_off_chip_30"].Value, 1e-12);
        Assert.InRange(study["off_chip_refitted_30"].Value - study["off_chip_30"].Value, 0, 1);
    }
}
