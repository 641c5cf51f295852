using Lab.Models.Data;
using Lab.Models.DynamicalNetworks;
using Lab.Models.Training;
using Lab.Quantities;

namespace Lab.Protocols.SequentialDigits;

/// <summary>One training on digits of one seed: 70 % of them to train with, 10 % to choose the epoch with, 20 % to test with.</summary>
internal sealed class DigitTraining
{
    private const int Layers = 3;
    private const int Width = 32;
    private const int Classes = 10;
    private const double LargestDerivative = 1;
    private const double TestShare = 0.2;
    private const double ValidationShareOfRest = 0.125;

    private readonly Func<(double Loss, double Accuracy)> trainEpoch;
    private readonly Func<double> validate;
    private readonly Func<double> test;

    public DigitTraining(DigitSettings settings, DigitPlan plan, LabelledSamples digits, ulong seed)
    {
        (LabelledSamples rest, LabelledSamples tests) = digits.Split(1 - TestShare, seed);
        (LabelledSamples training, LabelledSamples validation) = rest.Split(1 - ValidationShareOfRest, seed);
        Shape = new NetworkShape(inputs: 1, Layers, Width, Classes, plan.Density, seed);
        double scale = settings is { Model: NetworkModel.Spintronic, Configuration: NetworkConfiguration.B } ? 0.166 : 0.33;
        (float[] train, float[] hold, float[] last) = (Scaled(training, scale), Scaled(validation, scale), Scaled(tests, scale));
        var options = new SequenceTrainingOptions(settings.Batch, LargestDerivative, settings.InitialSpread, settings.Threads);
        var cutOff = Frequency.FromMegahertz(1);
        (trainEpoch, validate, test) = settings switch
        {
            { Model: NetworkModel.Ctrnn } => Start(new ContinuousTimeNeuron<float>(plan.PixelTime, Duration.FromNanoseconds(3)), 0.05),
            { Configuration: NetworkConfiguration.A } => Start(new SpintronicNeuron<float>(plan.PixelTime, Duration.FromNanoseconds(14.12), cutOff), 0.1),
            _ => Start(new SpintronicNeuron<float>(plan.PixelTime, Duration.FromNanoseconds(7.06), cutOff), 0.15),
        };

        (Func<(double Loss, double Accuracy)> Train, Func<double> Validate, Func<double> Test) Start<TNeuron>(TNeuron neuron, double amplification)
            where TNeuron : struct, INeuron<float>
        {
            var network = new SequenceTraining<TNeuron>(Shape, neuron, amplification * plan.AmplificationFactor, Digits.Pixels, options, LearningRate.Hyperbolic(settings.LearningRate, 8.077), seed);
            return (() => network.TrainEpoch(train, training.Classes), () => network.Test(hold, validation.Classes), () => network.Test(last, tests.Classes));
        }
    }

    /// <summary>Layers and masks.</summary>
    public NetworkShape Shape { get; }

    /// <summary>One epoch: loss and accuracy while it went on, and the accuracy on the digits that choose the epoch.</summary>
    public (double Loss, double Accuracy, double Validation) Train()
    {
        (double loss, double accuracy) = trainEpoch();
        return (loss, accuracy, validate());
    }

    /// <summary>Accuracy on digits that neither training nor choice has seen.</summary>
    public double Test() => test();

    private static float[] Scaled(LabelledSamples samples, double scale) =>
        [.. samples.Features.SelectMany(pixels => pixels.Select(pixel => (float)((pixel - Digits.MeanPixel) * scale)))];
}
