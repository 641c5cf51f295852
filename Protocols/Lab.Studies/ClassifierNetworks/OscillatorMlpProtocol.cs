using System.Globalization;
using Lab.Models.ClassifierNetworks;
using Lab.Models.Data;
using Lab.Models.HardwareInTheLoop;
using Lab.Models.Randomness;
using Lab.Models.Training;
using Lab.Models.Training.Schemes;
using Lab.Runs.Results;
using Lab.Runs.Settings;
using Lab.Runs.Studies;
using Lab.Studies.Images;
using MathNet.Numerics.Statistics;

namespace Lab.Studies.ClassifierNetworks;

/// <summary>A perceptron of resonators and oscillators with one hidden layer (Leroux thesis, section 6.1): trained directly;
/// trained with weights in software and carried over to resonators, whose devices spread or see each other's tones; with
/// rectifiers in software; and with remedies against the spread. A study in the computer: it needs no instrument.</summary>
public sealed class OscillatorMlpProtocol : Study<OscillatorMlpSettings>
{
    private const string Direct = "resonators";
    private const string CrossTalk = "resonators with cross-talk";
    private const string Software = "software synapses";
    private const string Rectifiers = "rectifiers";
    private const string DirectNoise = "resonators with noise";
    private const string DirectSharpness = "resonators, sharpness-aware";

    // The same with less amplification of the hidden currents.
    private const string Robust = "resonators, low amplification";
    private const string Noise = "resonators, low amplification, with noise";
    private const string Sharpness = "resonators, low amplification, sharpness-aware";

    private static readonly double[] Spreads = [0, 0.05, 0.1, 0.15, 0.2];
    private static readonly DeviceError[] Errors = [DeviceError.Frequency, DeviceError.Linewidth, DeviceError.Sensitivity];

    /// <inheritdoc/>
    public override string Name => "oscillator-mlp";

    /// <inheritdoc/>
    public override string Summary =>
        "A perceptron with a hidden layer of oscillators and synapses of resonators: trained directly, and carried over from "
            + "software to devices that spread.";

    /// <inheritdoc/>
    public override IStudy Create(OscillatorMlpSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        if (!(settings.RobustAmplification > 0) || !(settings.DetuningNoise >= 0) || !(settings.SharpnessRadius >= 0)
            || settings.LoopEpochs < 0)
        {
            throw new SettingsException(
                "The settings 'robust_amplification', 'detuning_noise', 'sharpness_radius' and 'loop_epochs' are "
                    + $"{settings.RobustAmplification}, {settings.DetuningNoise}, {settings.SharpnessRadius} and "
                    + $"{settings.LoopEpochs}; the first has to be positive, the others 0 or more.");
        }

        if (settings.Hidden < 1 || !(settings.SoftwareLearningRate > 0) || !(settings.RectifierLearningRate > 0)
            || !(settings.InitialSpread > 0))
        {
            throw new SettingsException(
                "The settings 'hidden', 'software_learning_rate', 'rectifier_learning_rate' and 'initial_spread' have to be "
                    + "positive.");
        }

        if (!(settings.Damping is > 0 and < 1) || !(settings.LowestFrequency.Hertz > 0)
            || !(settings.HighestFrequency > settings.LowestFrequency))
        {
            throw new SettingsException(
                $"The setting 'damping' is {settings.Damping} and has to lie between 0 and 1; 'lowest_frequency' and "
                    + $"'highest_frequency' are {settings.LowestFrequency} and {settings.HighestFrequency} and have to be "
                    + "positive and ascend.");
        }

        int classes = DataCatalog.Find(settings.Data).Classes;
        OscillatorPerceptron.Options layout = new(
            OscillatorConvolutionNetwork.ImageSide * OscillatorConvolutionNetwork.ImageSide,
            settings.Hidden,
            classes)
        { InitialSpread = settings.InitialSpread };

        // An amplifier raises the errors of devices with the currents. With less of it the same currents need larger detunings,
        // which an error of the same size changes less.
        double gain = layout.HiddenAmplification / settings.RobustAmplification;
        OscillatorPerceptron.Options robust = layout with
        {
            HiddenAmplification = settings.RobustAmplification,
            InitialSpread = gain * settings.InitialSpread
        };
        ClassifierPlan Plan(string variant, double learningRate, OscillatorPerceptron.Options made) =>
            new(variant, 0, learningRate, seed => new OscillatorPerceptron(made, seed));
        ClassifierPlan[] kinds =
        [
            Plan(Direct, settings.LearningRate, layout),
            Plan(CrossTalk, settings.LearningRate, layout with { CrossTalk = Band(settings, settings.Damping) }),
            Plan(Software, settings.SoftwareLearningRate, layout with { Synapses = SynapseModel.Software }),
            Plan(
                Rectifiers,
                settings.RectifierLearningRate,
                layout with { Synapses = SynapseModel.Software, Neurons = NeuronModel.Rectifier }),
            Plan(DirectNoise, settings.LearningRate, layout) with { DetuningNoise = settings.DetuningNoise },
            Plan(DirectSharpness, settings.LearningRate, layout) with { SharpnessRadius = settings.SharpnessRadius },
            Plan(Robust, gain * settings.LearningRate, robust),
            Plan(Noise, gain * settings.LearningRate, robust) with { DetuningNoise = settings.DetuningNoise },
            Plan(Sharpness, gain * settings.LearningRate, robust) with { SharpnessRadius = settings.SharpnessRadius },
        ];
        if (settings.Only.Length > 0)
        {
            string[] names = [.. kinds.Select(kind => kind.Variant)];
            kinds = names.Contains(settings.Only)
                ? [.. kinds.Where(kind => kind.Variant == settings.Only)]
                : throw new SettingsException(
                    $"The setting 'only' is '{settings.Only}'; the networks are {string.Join("; ", names)}.");
        }

        Func<ulong, (ImageSet Training, ImageSet Test)> load = settings.LoadOnce();
        return new ClassifierStudy(settings, settings.Data, load, _ => kinds, record => Analyse(settings, record))
        {
            Finish = (plan, network, images, seed) => TransferAsync(settings, plan, network, images, seed),
            Look = settings.LookWith(load),
        };
    }

    private static double[] DampingsOf(OscillatorMlpSettings settings) =>
        [.. new[] { 0.001, 0.003, 0.01, settings.Damping }.Distinct().Order()];

    private static ToneBand Band(OscillatorMlpSettings settings, double damping) =>
        new(settings.LowestFrequency.Hertz, settings.HighestFrequency.Hertz, damping);

    /// <summary>The accuracies of a trained network, row after row of <see cref="RowsOf"/>.</summary>
    private static async ValueTask<double[]> TransferAsync(
        OscillatorMlpSettings settings, ClassifierPlan plan, ClassifierNetwork network,
            (ImageSet Training, ImageSet Test) images, ulong seed)
    {
        if (plan.Variant is Rectifiers or CrossTalk)
        {
            return [];
        }

        var trained = (OscillatorPerceptron)network;
        OscillatorPerceptron meant = plan.Variant == Software ? trained.ToResonators() : trained;
        meant.Threads = network.Threads;
        OscillatorPerceptron Spread(DeviceError error, double spread) =>
            meant.WithDeviceErrors(error, spread, RandomStream.For(seed, "transfer/devices"));
        List<double> accuracies = [];
        foreach ((DeviceError? wrong, bool isTuned, double[] columns) in RowsOf(settings, plan.Variant))
        {
            foreach (double column in columns)
            {
                OscillatorPerceptron chip =
                    wrong is { } error ? Spread(error, column) : meant.WithCrossTalk(Band(settings, column));
                if (isTuned)
                {
                    await FineTuneAsync(settings, chip, images.Training, seed).ConfigureAwait(false);
                }

                accuracies.Add(Confusion.AccuracyOf(Confusion.Of(chip, images.Test)));
            }
        }

        return [.. accuracies];
    }

    /// <summary>Rows of trials: each error of devices alone, against its spread; then cross-talk, against the damping. Weights
    /// from software are also tuned in the loop, on devices whose frequencies are off and on those with cross-talk.</summary>
    private static (DeviceError? Error, bool IsTuned, double[] Columns)[] RowsOf(OscillatorMlpSettings settings, string variant)
    {
        bool isTuned = variant == Software && settings.LoopEpochs > 0;
        return
        [
            .. Errors.Select(error => ((DeviceError?)error, false, Spreads)),
            .. isTuned ? ((DeviceError?, bool, double[])[])[(DeviceError.Frequency, true, Spreads)] : [],
            .. variant is Direct or Software ? ((DeviceError?, bool, double[])[])[(null, false, DampingsOf(settings))] : [],
            .. isTuned ? ((DeviceError?, bool, double[])[])[(null, true, DampingsOf(settings))] : [],
        ];
    }

    /// <summary>Trains on with the chip in the loop: the synapses are measured as physical layers, a batch at a time.</summary>
    private static async ValueTask FineTuneAsync(
        OscillatorMlpSettings settings, OscillatorPerceptron chip, ImageSet images, ulong seed)
    {
        LayeredNetwork layers = chip.ToLayers();
        Trainer training =
            ClassifierTrainingState.TrainerOf(layers, new InTheLoop(), new Adam(), settings.LearningRate, settings.Batch, seed);
        for (int epoch = 0; epoch < settings.LoopEpochs; epoch++)
        {
            await training.TrainEpochAsync(images).ConfigureAwait(false);
        }

        layers.Parameters.CopyTo(chip.Parameters, 0);
    }

    private static Analysis Analyse(OscillatorMlpSettings settings, ClassifierRecord record)
    {
        const int side = OscillatorConvolutionNetwork.ImageSide;
        Analysis common = record.Summarise(side, side);
        double[] At(string variant, DeviceError? error, bool isTuned, int column)
        {
            (DeviceError? Error, bool IsTuned, double[] Columns)[] rows = RowsOf(settings, variant);
            int row = Array.FindIndex(rows, each => each.Error == error && each.IsTuned == isTuned);
            int first = rows[..row].Sum(each => each.Columns.Length);
            return [.. record.Of(variant).Select(index => record.Trials[index][first + column])];
        }

        double[] dampings = DampingsOf(settings);
        double[] percent = [.. Spreads.Select(spread => 100 * spread)];
        (string Name, string Variant, DeviceError Error, bool IsTuned)[] ways =
        [
            .. Errors.Select(error => ($"from software, {NameOf(error)}", Software, error, false)),
            .. settings.LoopEpochs > 0
                ? ((string, string, DeviceError, bool)[])[
                    ("from software, frequency, tuned in the loop", Software, DeviceError.Frequency, true)
                ]
                : [],
            .. new[] { Direct, DirectNoise, DirectSharpness, Robust, Noise, Sharpness }.Select(
                variant => ($"{variant}, frequency", variant, DeviceError.Frequency, false)),
        ];
        ways = [.. ways.Where(way => record.Variants.Contains(way.Variant))];
        (string Name, string Variant, bool IsTuned)[] crossed =
        [
            ("resonators, trained without", Direct, false),
            ("from software", Software, false),
            .. settings.LoopEpochs > 0 ? ((string, string, bool)[])[("from software, tuned in the loop", Software, true)] : [],
        ];
        crossed = [.. crossed.Where(way => record.Variants.Contains(way.Variant))];
        return common with
        {
            Results =
            [
                .. common.Results,
                .. record.Variants.Contains(Software) ? Transferred(settings, At) : [],
                .. ways.Where(way => way.Variant != Software).Select(way => ClassifierRecord.Mean(
                    $"{KeyOf(way.Variant)}_accuracy_frequency_10",
                    string.Empty,
                    At(way.Variant, DeviceError.Frequency, false, 2),
                    $"Mean accuracy on devices with a spread of 10 % in frequency, {way.Variant}.")),
            ],
            Figures =
            [
                .. common.Figures,
                new Figure(
                    "Devices that spread",
                    "spread of the devices (%)",
                    [
                        new FigurePanel($"{settings.Tested} accuracy (%)",
                        [
                            .. ways.SelectMany((way, color) =>
                            {
                                double[][] values =
                                    [.. Spreads.Select((_, spread) => At(way.Variant, way.Error, way.IsTuned, spread))];
                                double[] means = [.. values.Select(each => 100 * each.Mean())];
                                return (FigureSeries[])
                                [
                                    new(
                                        way.Name,
                                        percent,
                                        means,
                                        SeriesStyle.Points,
                                        color,
                                        [.. values.Select(each => each.Length > 1 ? 100 * each.StandardDeviation() : 0)]),
                                    new($"{way.Name}, mean", percent, means, SeriesStyle.Line, color),
                                ];
                            }),
                        ]),
                    ],
                    "Frequencies are off by a share of the linewidth, linewidths and sensitivities by a share of themselves. "
                        + $"Mean and standard deviation of {settings.Seeds} trainings, each on devices of its own."),
            ],
            Tables =
            [
                .. common.Tables,
                new ResultTable(
                    $"Accuracy on devices that spread (%), {settings.TestedImages}, mean ± standard deviation of "
                        + $"{settings.Seeds} trainings, each on devices of its own",
                    ["", .. Spreads.Select(spread => $"{100 * spread:0} %")],
                    [.. ways.Select(way => (IReadOnlyList<string>)[way.Name, .. Spreads.Select(
                        (_, spread) => ClassifierRecord.Percent(At(way.Variant, way.Error, way.IsTuned, spread)))])]),
                new ResultTable(
                    $"Accuracy where every resonator sees every tone of its layer (%), {settings.TestedImages}, against the "
                        + $"damping, mean ± standard deviation of {settings.Seeds} trainings",
                    ["", "without cross-talk", .. dampings.Select(damping => damping.ToString(CultureInfo.InvariantCulture))],
                    [
                        .. crossed.Select(way => (IReadOnlyList<string>)
                        [
                            way.Name,
                            ClassifierRecord.Percent(At(way.Variant, DeviceError.Frequency, way.IsTuned, 0)),
                            .. dampings.Select((_, damping) => ClassifierRecord.Percent(
                                At(way.Variant, null, way.IsTuned, damping))),
                        ]),
                        .. record.Variants.Contains(CrossTalk)
                            ? (IReadOnlyList<string>[])[[CrossTalk, string.Empty, .. dampings.Select(damping =>
                                damping == settings.Damping ? ClassifierRecord.Percent(record.Test(CrossTalk)) : string.Empty)]]
                            : [],
                    ]),
            ],
        };
    }

    private static IEnumerable<ResultValue> Transferred(
        OscillatorMlpSettings settings, Func<string, DeviceError?, bool, int, double[]> at)
    {
        yield return ClassifierRecord.Mean(
            "transferred_accuracy",
            string.Empty,
            at(Software, DeviceError.Frequency, false, 0),
            "Mean accuracy after weights in software were carried over to resonators without spread, by the near branch.");
        foreach (DeviceError error in Errors)
        {
            yield return ClassifierRecord.Mean(
                $"transferred_accuracy_{NameOf(error)}_10",
                string.Empty,
                at(Software, error, false, 2),
                $"The same to devices with a spread of 10 % in {NameOf(error)}.");
        }

        if (settings.LoopEpochs > 0)
        {
            yield return ClassifierRecord.Mean(
                "tuned_accuracy_frequency_10",
                string.Empty,
                at(Software, DeviceError.Frequency, true, 2),
                "The same after fine-tuning with the chip in the loop.");
        }
    }

    private static string KeyOf(string variant) =>
        variant.Replace(",", string.Empty, StringComparison.Ordinal).Replace(' ', '_').Replace('-', '_');

    private static string NameOf(DeviceError error) => error.ToString().ToLowerInvariant();
}
