using System.Globalization;
using Lab.Benches.Samples;
using Lab.Models.ClassifierNetworks;
using Lab.Models.Data;
using Lab.Runs.Results;
using Lab.Runs.Settings;
using Lab.Runs.Studies;
using Lab.Studies.Images;
using MathNet.Numerics.Statistics;

namespace Lab.Studies.ClassifierNetworks;

/// <summary>Images of 28 × 28 pixels told apart by chains of 784 resonators, all of which see all tones (Leroux thesis, section
/// 5.4.4), against the range of the frequencies or the damping. A study in the computer: it needs no instrument.</summary>
public sealed class ResonatorMnistProtocol : Study<ResonatorMnistSettings>
{
    private const double LowestHertz = 50e6;

    // The peak of a resonator of 50 MHz, β/(2Γ) with β of 6·10⁷ rad/C, in V/W times the damping: 9.55 V/W at a damping of 0.01.
    private const double PeakTimesDamping = 6e7 / (2 * Math.Tau * LowestHertz);
    private const double DampingOfLearningRate = 0.01;

    private static readonly double[] HighestHertz = [0.1e9, 0.5e9, 1e9, 5e9, 10e9, 20e9];
    private static readonly double[] Dampings = [0.001, 0.003, 0.01, 0.0188, 0.03, 0.1, 0.3];

    /// <inheritdoc/>
    public override string Name => "resonator-mnist";

    /// <inheritdoc/>
    public override string Summary =>
        "A perceptron of chains of 784 resonators that all see all tones, against frequency range and damping, beside software.";

    /// <inheritdoc/>
    protected override bool TakesDevice(ResonatorMnistSettings settings) => settings.Resonators == ResonatorSource.Bench;

    /// <inheritdoc/>
    public override IStudy Create(ResonatorMnistSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        if (!(settings.Damping is > 0 and < 1) || !(settings.HighestFrequency.Hertz > LowestHertz)
            || !(settings.SoftwareLearningRate > 0))
        {
            throw new SettingsException(
                "The settings 'damping' and 'software_learning_rate' have to be positive, the first below 1, and "
                    + $"'highest_frequency' above 50 MHz; they are {settings.Damping}, {settings.SoftwareLearningRate} and "
                    + $"{settings.HighestFrequency}.");
        }

        const int pixels = OscillatorConvolutionNetwork.ImageSide * OscillatorConvolutionNetwork.ImageSide;
        int classes = DataCatalog.Find(settings.Data).Classes;
        (string Name, double At, double Highest, double Damping)[] kinds = settings.Vary switch
        {
            StudiedResonators.HighestFrequency => [.. HighestHertz.Select(
                highest => (Text($"{highest / 1e9:0.0} GHz"), highest / 1e9, highest, DampingOfLearningRate))],
            StudiedResonators.Damping =>
                [.. Dampings.Select(damping => (Text($"damping {damping}"), damping, settings.HighestFrequency.Hertz, damping))],
            _ => [("resonators", settings.Damping, settings.HighestFrequency.Hertz, settings.Damping)],
        };
        IEnumerable<ClassifierPlan> Plans(JunctionDefinition? junction)
        {
            IEnumerable<ClassifierPlan> chains = kinds.Select(kind =>
            {
                double damping = settings.Vary == StudiedResonators.Damping ? kind.Damping : junction?.Damping ?? kind.Damping;
                ResonatorPerceptron.Options made = new(pixels, classes)
                {
                    LowestHertz = LowestHertz,
                    HighestHertz = kind.Highest,
                    Damping = damping,
                    Scale = PeakTimesDamping / damping
                };
                return new ClassifierPlan(
                    kind.Name,
                    0,
                    settings.LearningRate * damping / DampingOfLearningRate,
                    seed => new ResonatorPerceptron(made, seed));
            });
            return settings.Vary == StudiedResonators.Nothing
                ? chains.Append(new ClassifierPlan(
                    "software", 0, settings.SoftwareLearningRate, _ => new SoftwarePerceptron(pixels, classes)))
                : chains;
        }

        Func<ulong, (ImageSet Training, ImageSet Test)> load = settings.LoadOnce();
        return new ClassifierStudy(settings, settings.Data, load, Plans, record => Analyse(settings, record, kinds))
        {
            Source = settings.Resonators,
            Look = settings.LookWith(load),
        };
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static Analysis Analyse(
        ResonatorMnistSettings settings, ClassifierRecord record,
        (string Name, double At, double Highest, double Damping)[] kinds)
    {
        const int side = OscillatorConvolutionNetwork.ImageSide;
        const int shownTones = 60;
        const int shownChains = 4;
        Analysis common = record.Summarise(side, side);
        Figure neighbours = new(
            "Weights of neighbouring tones",
            "tone",
            [
                .. record.Variants.Select(variant => new FigurePanel($"weight, {variant}",
                [
                    .. Enumerable.Range(0, shownChains).Select(chain =>
                    {
                        double[] weights = record.FirstWeights(variant);
                        int first = (chain * side * side) + (side * side / 2);
                        return new FigureSeries(
                            $"chain {chain}",
                            [.. Enumerable.Range(side * side / 2, shownTones).Select(tone => (double)tone)],
                            weights[first..(first + shownTones)],
                            SeriesStyle.Line,
                            chain);
                    }),
                ])),
            ],
            "Where tones lie closer than a linewidth, neighbours get nearly equal weights (Leroux thesis, Fig. 55).");
        Figure[] figures = settings.Vary == StudiedResonators.Nothing
            ? [neighbours]
            :
            [
                new Figure(
                    "Accuracy",
                    settings.Vary == StudiedResonators.Damping ? "damping" : "highest frequency (GHz)",
                    [
                        new FigurePanel("test accuracy (%)",
                        [
                            new FigureSeries(
                                "test",
                                [.. kinds.Select(kind => kind.At)],
                                [.. kinds.Select(kind => 100 * record.Test(kind.Name).Mean())],
                                SeriesStyle.Points,
                                0,
                                [.. kinds.Select(kind => settings.Seeds > 1
                                    ? 100 * record.Test(kind.Name).StandardDeviation()
                                    : 0)]),
                        ]),
                    ]),
                neighbours,
            ];
        return common with { Figures = [.. common.Figures, .. figures] };
    }
}
