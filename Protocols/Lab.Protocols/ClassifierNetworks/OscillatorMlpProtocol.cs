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
/// weights in software and carried over to resonators, whose devices spread; and with rectifiers in software. A study in the computer: it
/// needs no instrument.</summary>
public sealed class OscillatorMlpProtocol : Protocol<OscillatorMlpSettings>
{
    private const string Direct = "resonators";
    private const string Software = "software synapses";
    private const string Rectifiers = "rectifiers";

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
        if (settings.Hidden < 1 || !(settings.SoftwareLearningRate > 0) || !(settings.RectifierLearningRate > 0) || !(settings.InitialSpread > 0))
        {
            throw new SettingsException("The settings 'hidden', 'software_learning_rate', 'rectifier_learning_rate' and 'initial_spread' have to be positive.");
        }

        int classes = DataCatalog.Find(settings.Data).Classes;
        OscillatorPerceptron.Options layout = new(OscillatorConvolutionNetwork.ImageSide * OscillatorConvolutionNetwork.ImageSide, settings.Hidden, classes) { InitialSpread = settings.InitialSpread };
        ClassifierPlan[] plans =
        [
            .. from variant in new[] { (Direct, settings.LearningRate, layout),
                (Software, settings.SoftwareLearningRate, layout with { Synapses = SynapseModel.Software }),
                (Rectifiers, settings.RectifierLearningRate, layout with { Synapses = SynapseModel.Software, Neurons = NeuronModel.Rectifier }) }
               from replicate in Enumerable.Range(0, settings.Seeds)
               select new ClassifierPlan(variant.Item1, replicate, variant.Item2, seed => new OscillatorPerceptron(variant.Item3, seed)),
        ];
        return new ClassifierExperiment(settings, settings.Data, _ => settings.Load(), plans, Transfer, Analyse);
    }

    /// <summary>Accuracies on devices that spread, shape [error · spread]: each spread of each error alone.</summary>
    private static double[] Transfer(ClassifierPlan plan, ClassifierNetwork network, ImageSet test, ulong seed)
    {
        if (plan.Variant != Software)
        {
            return [];
        }

        OscillatorPerceptron chip = ((OscillatorPerceptron)network).ToResonators();
        chip.Threads = network.Threads;
        return
        [
            .. from error in Errors
               from spread in Spreads
               select ClassifierTraining.AccuracyOf(ClassifierTraining.Test(chip.WithDeviceErrors(error, spread, RandomStream.For(seed, "transfer/devices")), test)),
        ];
    }

    private static Analysis Analyse(ClassifierRecord record)
    {
        const int side = OscillatorConvolutionNetwork.ImageSide;
        Analysis common = record.Summarise(side, side);
        int[] software = record.Of(Software);
        double[] At(int error, int spread) => [.. software.Select(index => record.Trials[index][(error * Spreads.Length) + spread])];
        double[] percent = [.. Spreads.Select(spread => 100 * spread)];
        return common with
        {
            Results =
            [
                .. common.Results,
                ClassifierRecord.Mean("transferred_accuracy", string.Empty, At(0, 0), "Mean accuracy after weights in software were carried over to resonators without spread, by the near branch."),
                .. Errors.Select((error, i) => ClassifierRecord.Mean($"transferred_accuracy_{NameOf(error)}_10", string.Empty, At(i, 2), $"The same to devices with a spread of 10 % in {NameOf(error)}.")),
            ],
            Figures =
            [
                .. common.Figures,
                new Figure(
                    "Transfer to devices that spread",
                    "spread of the devices (%)",
                    [
                        new FigurePanel("test accuracy (%)",
                        [
                            .. Errors.Select((error, i) => new FigureSeries(
                                NameOf(error), percent, [.. Spreads.Select((_, spread) => 100 * At(i, spread).Mean())], SeriesStyle.Points, i, [.. Spreads.Select((_, spread) => software.Length > 1 ? 100 * At(i, spread).StandardDeviation() : 0)])),
                        ]),
                    ],
                    "Frequencies are off by a share of the linewidth, linewidths and sensitivities by a share of themselves."),
            ],
            Tables =
            [
                .. common.Tables,
                new ResultTable(
                    "Test accuracy after transfer (%), mean ± standard deviation",
                    ["spread (%)", .. Errors.Select(NameOf)],
                    [.. Spreads.Select((spread, i) => (IReadOnlyList<string>)[$"{100 * spread:0}", .. Errors.Select((_, error) => ClassifierRecord.Percent(At(error, i)))])]),
            ],
        };
    }

    private static string NameOf(DeviceError error) => error.ToString().ToLowerInvariant();
}
