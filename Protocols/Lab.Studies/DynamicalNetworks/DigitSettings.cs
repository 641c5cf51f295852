using Lab.Models.Data;
using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Studies.DynamicalNetworks;

/// <summary>Settings that trainings on sequential digits share.</summary>
public abstract record DigitSettings : NetworkSettings
{
    private const double RelaxationOfCtrnn = 3;

    /// <summary>Relaxation time, amplification and scale of the inputs.</summary>
    [Setting(
        "Of the spintronic network: a is τ 14.12 ns, S 0.1/ns, inputs times 0.33; b is τ 7.06 ns, S 0.15/ns, inputs times "
            + "0.166.")]
    public NetworkConfiguration Configuration { get; init; }

    /// <summary>τ of the neurons.</summary>
    [Setting("Relaxation time of the neurons, in the place of the configuration's.")]
    public Duration? RelaxationTime { get; init; }

    /// <summary>S.</summary>
    [Setting("Amplification S in 1/ns, in the place of the configuration's.")]
    public double? Amplification { get; init; }

    /// <summary>Factor on the grey values.</summary>
    [Setting("Factor on the grey values less their mean, in the place of the configuration's.")]
    public double? InputScale { get; init; }

    /// <summary>The digits as sequences: 70 % of them to train with, 10 % to choose the epoch with, 20 % to test with,
    /// which are the same for every seed.</summary>
    internal SequenceTask Task()
    {
        double scale = InputScale
            ?? (this is { Model: NetworkModel.Spintronic, Configuration: NetworkConfiguration.B } ? 0.166 : 0.33);
        var digits = new Lazy<LabelledSamples>(Digits.Load);
        return new SequenceTask(Inputs: 1, Digits.Classes, Digits.Pixels, IsClassification: true, seed =>
        {
            (LabelledSamples training, LabelledSamples validation, LabelledSamples test) = SequenceSplit.Divide(
                digits.Value, seed);
            return new SequenceSplit(Sequences(training, scale), Sequences(validation, scale), Sequences(test, scale));
        });
    }

    /// <summary>A training with these settings.</summary>
    /// <param name="pixelTime">Time of a pixel.</param>
    /// <param name="density">Share of the weights that are there.</param>
    /// <param name="replicate">Number among the trainings that differ by their random numbers alone.</param>
    internal NetworkPlan Plan(Duration pixelTime, double density, int replicate) => new(
        pixelTime,
        RelaxationTime ?? Duration.FromNanoseconds(
            Model == NetworkModel.Ctrnn ? RelaxationOfCtrnn : Configuration == NetworkConfiguration.A ? 14.12 : 7.06),
        Amplification ?? (Model == NetworkModel.Ctrnn ? 0.05 : Configuration == NetworkConfiguration.A ? 0.1 : 0.15),
        density,
        density,
        Layers,
        Width,
        LearningRate,
        replicate);

    /// <summary>Refuses settings that cannot be trained with.</summary>
    /// <exception cref="SettingsException">A number is out of its range.</exception>
    internal void ValidateDigits()
    {
        Validate();
        RequirePositive("relaxation_time", RelaxationTime?.Seconds ?? 1, $"{RelaxationTime}");
        RequirePositive("amplification", Amplification ?? 1);
        RequirePositive("input_scale", InputScale ?? 1);
    }

    private static SampleSet Sequences(LabelledSamples samples, double scale) => SampleSet.OfClasses(
        [.. samples.Features.SelectMany(pixels => pixels.Select(pixel => (float)((pixel - Digits.MeanPixel) * scale)))],
        samples.Classes,
        Digits.Classes);
}
