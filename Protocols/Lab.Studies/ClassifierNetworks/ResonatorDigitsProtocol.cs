using Lab.Benches.Samples;
using Lab.Models.ClassifierNetworks;
using Lab.Models.Data;
using Lab.Runs.Settings;
using Lab.Runs.Studies;
using Lab.Studies.DynamicalNetworks;

namespace Lab.Studies.ClassifierNetworks;

/// <summary>Digits of 8 × 8 pixels told apart by ten chains of 64 nonlinear resonators, all of which see all tones (Leroux
/// thesis, section 5.4.3); beside it symmetric parts of the lines, software, and a test on images that were trained with. A study
/// in the computer: it needs no instrument.</summary>
public sealed class ResonatorDigitsProtocol : Study<ResonatorDigitsSettings>
{
    private const double TrainingShare = 0.75;
    private const int Side = 8;

    /// <summary>The digits in files of networks that were trained with them.</summary>
    internal const string DataName = "digits";

    /// <inheritdoc/>
    public override string Name => "resonator-digits";

    /// <inheritdoc/>
    public override string Summary =>
        "A perceptron of chains of nonlinear resonators that all see all tones, on digits of 8 × 8 pixels, beside software.";

    /// <inheritdoc/>
    protected override bool TakesDevice(ResonatorDigitsSettings settings) => settings.Resonators == ResonatorSource.Bench;

    /// <inheritdoc/>
    public override IStudy Create(ResonatorDigitsSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        if (!(settings.SoftwareLearningRate > 0) || !(settings.TopPower.Watts > 0) || !(settings.DampingNonlinearity >= 0)
            || !double.IsFinite(settings.FrequencyNonlinearity))
        {
            throw new SettingsException(
                "The settings 'software_learning_rate' and 'top_power' have to be positive, 'damping_nonlinearity' not "
                    + "negative.");
        }

        ResonatorPerceptron.Options asSet = new(Digits.Pixels, Digits.Classes)
        {
            LowestHertz = 100e6,
            HighestHertz = 352.6e6,
            Scale = 4,
            IsNonlinear = true,
            TopWatts = settings.TopPower.Watts,
            FrequencyNonlinearity = settings.FrequencyNonlinearity,
            DampingNonlinearity = settings.DampingNonlinearity,
        };
        var digits = new Lazy<LabelledSamples>(Digits.Load);
        (ImageSet Training, ImageSet Test) Load(ulong seed) => Divide(digits.Value, seed);

        ClassifierPlan[] Plans(ResonatorPerceptron.Options chains) =>
        [
            new("resonators", 0, settings.LearningRate, seed => new ResonatorPerceptron(chains, seed)),
            new("half symmetric", 0, settings.LearningRate, seed => new ResonatorPerceptron(
                chains with { SymmetricRatio = 0.5 }, seed)),
            new("software", 0, settings.SoftwareLearningRate, _ => new SoftwarePerceptron(Digits.Pixels, Digits.Classes)),
            new("tested on what was trained with", 0, settings.LearningRate, seed => new ResonatorPerceptron(chains, seed))
            {
                Load = seed => (Images(digits.Value), Load(seed).Test)
            },
        ];
        ResonatorPerceptron.Options Of(JunctionDefinition? junction) => junction is null ? asSet : asSet with
        {
            Damping = junction.Damping,
            FrequencyNonlinearity = junction.FrequencyNonlinearity,
            DampingNonlinearity = junction.DampingNonlinearity,
            SymmetricRatio = BenchResonator.SymmetricRatioOf(junction),
        };
        return new ClassifierStudy(
            settings, DataName, Load, junction => Plans(Of(junction)), record => record.Summarise(Side, Side))
        {
            Source = settings.Resonators,
        };
    }

    /// <summary>The digits that a training of a seed did not see.</summary>
    internal static ImageSet HeldBack(ulong seed) => Divide(Digits.Load(), seed).Test;

    private static (ImageSet Training, ImageSet Test) Divide(LabelledSamples digits, ulong seed)
    {
        (LabelledSamples training, LabelledSamples test) = digits.Split(TrainingShare, seed);
        return (Images(training), Images(test));
    }

    private static ImageSet Images(LabelledSamples samples) => new(
        [.. samples.Features.SelectMany(pixels => pixels.Select(pixel => (byte)pixel))],
        [.. samples.Classes.Select(label => (byte)label)],
        Side,
        Side,
        Digits.Classes,
        White: 16);
}
