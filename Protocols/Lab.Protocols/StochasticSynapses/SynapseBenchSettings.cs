using Lab.Models.StochasticSynapses;
using Lab.Protocols.Nanowires;
using Lab.Quantities;
using Lab.Runs;
using Lab.Runs.Records;
using Lab.Runs.Settings;
using Lab.Studies.Images;
using Lab.Studies.StochasticSynapses;

namespace Lab.Protocols.StochasticSynapses;

/// <summary>Settings of the protocols whose synapses are one wire on a bench, used for each synapse in turn: a task that is small
/// enough for some ten shots a second.</summary>
public abstract record SynapseBenchSettings : WallLoopSettings, INamesFiles
{
    private const int MostSamples = 1 << 16;
    private const double MostOfLoop = 0.95;

    /// <summary>The set of images.</summary>
    [Setting("The set of images: one of 'lab data list', or a folder with four files in the IDX format.")]
    public string Data { get; init; } = "mnist";

    /// <summary>Classes.</summary>
    [Setting("Classes that are told apart, with commas between them.")]
    public string Classes { get; init; } = "3, 8";

    /// <summary>Halvings of the images.</summary>
    [Setting("How often the sides of the images are halved: once for the 14 × 14 inputs of Ellis 2023, twice for 7 × 7.")]
    public int Halvings { get; init; } = 2;

    /// <summary>Images to train with.</summary>
    [Setting("Images of these classes to train with, the first of the set; 0 for all.")]
    public int TrainingImages { get; init; } = 1000;

    /// <summary>Images to test with.</summary>
    [Setting("Images of these classes to test with on the bench, the first of the set.")]
    public int TestImages { get; init; } = 20;

    /// <summary>Learning rate.</summary>
    [Setting("Learning rate of Adam for fields in mT.")]
    public double LearningRate { get; init; } = 0.01;

    /// <summary>Images of a step.</summary>
    [Setting("Images of a step.")]
    public int Batch { get; init; } = 20;

    /// <summary>Centre of the pass probability.</summary>
    [Setting(
        "Field h₀ at the middle of the pass probability that the model has; where `pass-probability` is in force, its values "
            + "count for this and the next two.")]
    public MagneticField Centre { get; init; } = MagneticField.FromTesla(4.63e-3);

    /// <summary>Slope of the pass probability.</summary>
    [Setting("Slope Δ of it, per mT.")]
    public double Slope { get; init; } = 2.73;

    /// <summary>Floor of the pass probability.</summary>
    [Setting("Floor d of it.")]
    public double Floor { get; init; } = 0.0219;

    /// <inheritdoc/>
    public IReadOnlyList<NamedFile> FindFiles() => DataCatalog.FilesOf(Data);

    /// <summary>The classes, in their order.</summary>
    internal int[] ToClasses() => FewClasses.Read("classes", Classes);

    /// <summary>The images.</summary>
    internal FewClasses ToImages() => new(Data, ToClasses(), TrainingImages, TestImages, Halvings);

    /// <summary>Refuses settings that have no meaning.</summary>
    /// <exception cref="SettingsException">One of them is out of its range.</exception>
    internal virtual void Validate()
    {
        RequireMeaning();
        double largest = new StochasticPerceptron.Options(1, 2).LargestMillitesla * 1e-3;
        if (!(largest < MostOfLoop * LoopAmplitude.Tesla))
        {
            throw new SettingsException(
                $"The setting 'loop_amplitude' is {LoopAmplitude}; synapses have fields up to "
                    + $"{MagneticField.FromTesla(largest)}, which has to be less than {MostOfLoop} of it.");
        }

        RequiredSetting.AtLeast(
            "freed_by", FreedBy, MagneticField.FromTesla(largest), "synapses have fields up to there, at which walls are pinned");
        ToClasses();
        RequireBetween("halvings", Halvings, 1, 8);
        RequireBetween("training_images", TrainingImages, 0, int.MaxValue);
        RequireBetween("test_images", TestImages, 1, int.MaxValue);
        RequireBetween("batch", Batch, 1, 1_000_000);
        RequiredSetting.Positive("centre", Centre);
        if (!(LearningRate > 0 && double.IsFinite(LearningRate)))
        {
            throw new SettingsException($"The setting 'learning_rate' is {LearningRate}; it has to be positive.");
        }

        if (!(Slope > 0 && double.IsFinite(Slope)) || !(Floor is >= 0 and < 1))
        {
            throw new SettingsException(
                $"The settings 'slope' and 'floor' are {Slope} and {Floor}; the slope has to be positive, and the floor 0 or "
                    + "more and below 1.");
        }

        try
        {
            DataCatalog.Find(Data);
        }
        catch (RunException error)
        {
            throw new SettingsException($"The setting 'data' is '{Data}'. {error.Message}");
        }
    }

    /// <summary>Refuses a number of samples that is none.</summary>
    /// <param name="name">The setting.</param>
    /// <param name="samples">Its value.</param>
    /// <exception cref="SettingsException">It is out of its range.</exception>
    private protected static void RequireSamples(string name, int samples) => RequireBetween(name, samples, 1, MostSamples);

    /// <summary>Refuses a number out of its range.</summary>
    /// <param name="name">The setting.</param>
    /// <param name="value">Its value.</param>
    /// <param name="least">The least.</param>
    /// <param name="most">The most.</param>
    /// <exception cref="SettingsException">It is out of it.</exception>
    private protected static void RequireBetween(string name, int value, int least, int most)
    {
        if (value < least || value > most)
        {
            throw new SettingsException($"The setting '{name}' is {value}; it has to lie between {least} and {most}.");
        }
    }
}
