using Lab.Models.Data;
using Lab.Protocols.Chains;
using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Protocols.Training;

/// <summary>Settings that trainings of a classifier with two inputs share.</summary>
public abstract record ClassifierSettings : CharacterisationSettings
{
    private const int DrawnSamples = 300;

    // Of the samples to train with, where a setting is chosen: so many are held back to choose with.
    private const double ValidationShare = 0.25;

    /// <summary>Creates the settings, with the defaults of a weight map.</summary>
    protected ClassifierSettings()
    {
        Powers = Sweep<Power>.Parse("4..12 uW step 4 uW");
        Currents = Sweep<Current>.Parse("0..10 mA step 1 mA");
        Repeats = 4;
        ZeroReadings = 4;
        IntegrationCycles = 5;
    }

    /// <summary>The task.</summary>
    [Setting("What is learned: iris petals, points on either side of a straight line, or two half moons.")]
    public ClassificationTask Task { get; init; }

    /// <summary>Where the map of the weights comes from.</summary>
    [Setting(
        "Where the map of the weights comes from: measured at the beginning of the run, or the calibration that "
            + "weight-map made.")]
    public WeightMapSource Map { get; init; }

    /// <summary>Steps of a training.</summary>
    [Setting("Steps of a training.")]
    public int Steps { get; init; } = 80;

    /// <summary>Samples of a step.</summary>
    [Setting("Samples that are measured in each step.")]
    public int Batch { get; init; } = 20;

    /// <summary>Size of the first step.</summary>
    [Setting("Size of the first step; it falls to a twentieth along half a cosine. Weights move in units of 0.1 V/W.")]
    public double LearningRate { get; init; } = 0.4;

    /// <summary>Share of the samples that is held back.</summary>
    [Setting("Share of the samples that training never sees and the result is measured with.")]
    public double TestShare { get; init; } = 0.4;

    /// <summary>Power of the least input.</summary>
    [Setting("Power at the chain that stands for the least value of a feature among the samples to train with.")]
    public Power LowestInput { get; init; } = Power.FromMicrowatts(2);

    /// <summary>Power of the largest input.</summary>
    [Setting("Power at the chain that stands for the largest value of a feature among the samples to train with.")]
    public Power HighestInput { get; init; } = Power.FromMicrowatts(12);

    /// <summary>Units of the hidden layer; 0 for none.</summary>
    internal virtual int HiddenUnits => 0;

    /// <summary>Steps on the model in the place of a step that measures.</summary>
    internal virtual int StepsOnModel => 1;

    /// <summary>Whether some trainings choose a setting, and have fewer samples for it.</summary>
    internal virtual bool IsTuned => false;

    /// <summary>Samples to train with and samples to test with, of one seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="isTuning">Whether a setting is chosen: the first part is then divided again, and the samples of the second
    /// are not looked at.</param>
    internal (LabelledSamples Training, LabelledSamples Test) Samples(ulong seed, bool isTuning = false)
    {
        bool isIris = Task == ClassificationTask.Iris;
        LabelledSamples all = Task switch
        {
            ClassificationTask.Iris => IrisPetals.VersicolorOrVirginica(),
            ClassificationTask.Moons => HalfMoons.Draw(DrawnSamples, seed),
            _ => LinearBoundary.Draw(DrawnSamples, seed),
        };
        (LabelledSamples training, LabelledSamples test) = all.Split(1 - TestShare, seed);
        (training, test) = isTuning ? training.Split(1 - ValidationShare, seed) : (training, test);

        // Scales come from the flowers to train with alone; the range of a boundary's points is known.
        return isIris ? (training.ScaledBy(training), test.ScaledBy(training)) : (training, test);
    }

    /// <summary>Refuses settings that cannot be trained with.</summary>
    /// <exception cref="SettingsException">Numbers out of their range.</exception>
    internal new void Validate()
    {
        base.Validate();
        const int fewestCurrents = 4;
        if (Currents.Distinct().Count() < fewestCurrents)
        {
            throw new SettingsException(
                $"The setting 'currents' has {Currents.Distinct().Count()} values; a map of the weights needs at least "
                    + $"{fewestCurrents}.");
        }

        if (!(TestShare > 0 && TestShare < 1))
        {
            throw new SettingsException($"The setting 'test_share' is {TestShare}; it has to lie between 0 and 1.");
        }

        if (Steps < 1)
        {
            throw new SettingsException($"The setting 'steps' is {Steps}; a training needs at least one.");
        }

        int samples = Samples(seed: 1, isTuning: IsTuned).Training.Count;
        if (Batch < 1 || Batch > samples)
        {
            throw new SettingsException(
                $"The setting 'batch' is {Batch}; it has to lie between 1 and {samples}, the number of samples to train with.");
        }

        if (!(LearningRate > 0))
        {
            throw new SettingsException($"The setting 'learning_rate' is {LearningRate}; it has to be positive.");
        }

        if (!(LowestInput.Watts > 0 && HighestInput > LowestInput))
        {
            throw new SettingsException(
                $"The settings 'lowest_input' and 'highest_input' are {LowestInput} and {HighestInput}; the first has to be "
                    + "positive and less than the second.");
        }
    }
}
