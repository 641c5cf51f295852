using Lab.Instruments;
using Lab.Models.ClassifierNetworks;
using Lab.Models.Data;
using Lab.Models.Randomness;
using Lab.Protocols.Images;
using Lab.Runs.Protocols;
using Lab.Runs.Results;
using Lab.Runs.Settings;
using MathNet.Numerics.Statistics;

namespace Lab.Protocols.ClassifierNetworks;

/// <summary>A perceptron of resonators and oscillators with one hidden layer (Leroux thesis, section 6.1): trained directly; trained with
/// weights in software and carried over to resonators, whose devices spread; with rectifiers in software; and with remedies against the
/// spread. A study in the computer: it
/// needs no instrument.</summary>
public sealed class OscillatorMlpProtocol : Protocol<OscillatorMlpSettings>
{
    private const string Direct = "resonators";
    private const string Software = "software synapses";
    private const string Rectifiers = "rectifiers";
    private const string Noise = "resonators with noise";
    private const string Sharpness = "resonators, sharpness-aware";

    private static readonly double[] Spreads = [0, 0.05, 0.1, 0.15, 0.2];
    private static readonly DeviceError[] Errors = [DeviceError.Frequency, DeviceError.Linewidth, DeviceError.Sensitivity];

    /// <inheritdoc/>
    public override string Name => "oscillator-mlp";

    /// <inheritdoc/>
    public override string Summary => "A perceptron with a hidden layer of oscillators and synapses of resonators: trained directly, and carried over from software to devices that spread.";

    /// <inheritdoc/>
    public override string DefaultBench => "spin-diode";

    /// <inheritdoc/>
    public override IReadOnlyList<InstrumentNeed> Needs => [];

    /// <inheritdoc/>
    public override IExperiment Create(OscillatorMlpSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        if (!(settings.RobustAmplification > 0) || !(settings.DetuningNoise >= 0) || !(settings.SharpnessRadius >= 0) || settings.LoopEpochs < 0)
        {
            throw new SettingsException($"The settings 'robust_amplification', 'detuning_noise', 'sharpness_radius' and 'loop_epochs' are {settings.RobustAmplification}, {settings.DetuningNoise}, {settings.SharpnessRadius} and {settings.LoopEpochs}; the first has to be positive, the others 0 or more.");
        }

        if (settings.Hidden < 1 || !(settings.SoftwareLearningRate > 0) || !(settings.RectifierLearningRate > 0) || !(settings.InitialSpread > 0))
        {
            throw new SettingsException("The settings 'hidden', 'software_learning_rate', 'rectifier_learning_rate' and 'initial_spread' have to be positive.");
        }

        int classes = DataCatalog.Find(settings.Data).Classes;
        OscillatorPerceptron.Options layout = new(OscillatorConvolutionNetwork.ImageSide * OscillatorConvolutionNetwork.ImageSide, settings.Hidden, classes) { InitialSpread = settings.InitialSpread };

        // An amplifier raises the errors of devices with the currents. With less of it the same currents need larger detunings, which an
        // error of the same size changes less.
        double gain = layout.HiddenAmplification / settings.RobustAmplification;
        OscillatorPerceptron.Options robust = layout with { HiddenAmplification = settings.RobustAmplification, InitialSpread = gain * settings.InitialSpread };
        ClassifierPlan Plan(string variant, double learningRate, OscillatorPerceptron.Options made) => new(variant, 0, learningRate, seed => new OscillatorPerceptron(made, seed));
        ClassifierPlan[] kinds =
        [
            Plan(Direct, settings.LearningRate, layout),
            Plan(Software, settings.SoftwareLearningRate, layout with { Synapses = SynapseModel.Software }),
            Plan(Rectifiers, settings.RectifierLearningRate, layout with { Synapses = SynapseModel.Software, Neurons = NeuronModel.Rectifier }),
            Plan(Noise, gain * settings.LearningRate, robust) with { DetuningNoise = settings.DetuningNoise },
            Plan(Sharpness, gain * settings.LearningRate, robust) with { SharpnessRadius = settings.SharpnessRadius },
        ];
        ClassifierPlan[] plans = [.. from kind in kinds from replicate in Enumerable.Range(0, settings.Seeds) select kind with { Replicate = replicate }];
        return new ClassifierExperiment(
            settings, settings.Data, settings.LoadOnce(), plans, (plan, network, images, seed) => Transfer(settings, plan, network, images, seed), record => Analyse(settings, record));
    }

    /// <summary>Accuracies on devices that spread: each spread of each error alone, shape [error · spread]; then, for weights from
    /// software, each spread of the frequencies after fine-tuning in the loop, shape [spread].</summary>
    private static double[] Transfer(OscillatorMlpSettings settings, ClassifierPlan plan, ClassifierNetwork network, (ImageSet Training, ImageSet Test) images, ulong seed)
    {
        if (plan.Variant == Rectifiers)
        {
            return [];
        }

        var trained = (OscillatorPerceptron)network;
        OscillatorPerceptron meant = plan.Variant == Software ? trained.ToResonators() : trained;
        meant.Threads = network.Threads;
        OscillatorPerceptron Chip(DeviceError error, double spread) => meant.WithDeviceErrors(error, spread, RandomStream.For(seed, "transfer/devices"));
        double Accuracy(OscillatorPerceptron chip) => ClassifierTraining.AccuracyOf(ClassifierTraining.Test(chip, images.Test));
        IEnumerable<double> accuracies = from error in Errors from spread in Spreads select Accuracy(Chip(error, spread));
        return plan.Variant == Software && settings.LoopEpochs > 0
            ? [.. accuracies, .. Spreads.Select(spread => Accuracy(FineTuned(settings, Chip(DeviceError.Frequency, spread), images.Training, seed)))]
            : [.. accuracies];
    }

    private static OscillatorPerceptron FineTuned(OscillatorMlpSettings settings, OscillatorPerceptron chip, ImageSet images, ulong seed)
    {
        var training = new ClassifierTraining(chip, settings.Batch, seed);
        for (int epoch = 0; epoch < settings.LoopEpochs; epoch++)
        {
            training.TrainEpoch(images, settings.LearningRate);
        }

        return chip;
    }

    private static Analysis Analyse(OscillatorMlpSettings settings, ClassifierRecord record)
    {
        const int side = OscillatorConvolutionNetwork.ImageSide;
        Analysis common = record.Summarise(side, side);
        double[] At(string variant, int error, int spread) => [.. record.Of(variant).Select(index => record.Trials[index][(error * Spreads.Length) + spread])];
        double[] percent = [.. Spreads.Select(spread => 100 * spread)];
        (string Name, string Variant, int Error)[] ways =
        [
            .. Errors.Select((error, i) => ($"from software, {NameOf(error)}", Software, i)),
            .. settings.LoopEpochs > 0 ? ((string, string, int)[])[("from software, frequency, tuned in the loop", Software, Errors.Length)] : [],
            .. new[] { Direct, Noise, Sharpness }.Select(variant => ($"{variant}, frequency", variant, 0)),
        ];
        return common with
        {
            Results =
            [
                .. common.Results,
                ClassifierRecord.Mean("transferred_accuracy", string.Empty, At(Software, 0, 0), "Mean accuracy after weights in software were carried over to resonators without spread, by the near branch."),
                .. Errors.Select((error, i) => ClassifierRecord.Mean($"transferred_accuracy_{NameOf(error)}_10", string.Empty, At(Software, i, 2), $"The same to devices with a spread of 10 % in {NameOf(error)}.")),
                .. settings.LoopEpochs > 0
                    ? (ResultValue[])[ClassifierRecord.Mean("tuned_accuracy_frequency_10", string.Empty, At(Software, Errors.Length, 2), "The same after fine-tuning with the chip in the loop.")]
                    : [],
                ClassifierRecord.Mean("noise_accuracy_frequency_10", string.Empty, At(Noise, 0, 2), "Mean accuracy on devices with a spread of 10 % in frequency after training with noise."),
            ],
            Figures =
            [
                .. common.Figures,
                new Figure(
                    "Devices that spread",
                    "spread of the devices (%)",
                    [
                        new FigurePanel("test accuracy (%)",
                        [
                            .. ways.SelectMany((way, color) =>
                            {
                                double[][] values = [.. Spreads.Select((_, spread) => At(way.Variant, way.Error, spread))];
                                double[] means = [.. values.Select(each => 100 * each.Mean())];
                                return (FigureSeries[])
                                [
                                    new(way.Name, percent, means, SeriesStyle.Points, color, [.. values.Select(each => each.Length > 1 ? 100 * each.StandardDeviation() : 0)]),
                                    new($"{way.Name}, mean", percent, means, SeriesStyle.Line, color),
                                ];
                            }),
                        ]),
                    ],
                    "Frequencies are off by a share of the linewidth, linewidths and sensitivities by a share of themselves."),
            ],
            Tables =
            [
                .. common.Tables,
                new ResultTable(
                    "Test accuracy on devices that spread (%), mean ± standard deviation",
                    ["", .. Spreads.Select(spread => $"{100 * spread:0} %")],
                    [.. ways.Select(way => (IReadOnlyList<string>)[way.Name, .. Spreads.Select((_, spread) => ClassifierRecord.Percent(At(way.Variant, way.Error, spread)))])]),
            ],
        };
    }

    private static string NameOf(DeviceError error) => error.ToString().ToLowerInvariant();
}
