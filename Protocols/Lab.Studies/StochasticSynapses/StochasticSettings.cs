using Lab.Quantities;
using Lab.Runs;
using Lab.Runs.Records;
using Lab.Runs.Settings;
using Lab.Studies.Images;

namespace Lab.Studies.StochasticSynapses;

/// <summary>Settings that all trainings of stochastic synapses share; the defaults are those of Ellis 2023.</summary>
public abstract record StochasticSettings : INamesFiles
{
    /// <summary>The set of images.</summary>
    [Setting("The set of images: one of 'lab data list', or a folder with four files in the IDX format. Sides are halved.")]
    public string Data { get; init; } = "mnist";

    /// <summary>How many images are trained with.</summary>
    [Setting("Images to train and choose with, the first of the set; 0 for all.")]
    public int TrainingImages { get; init; }

    /// <summary>Share that is held back.</summary>
    [Setting("Share of the images to train with, by chance, that is held back for the choice of the epoch.")]
    public double ValidationShare { get; init; } = 1.0 / 6;

    /// <summary>Most epochs.</summary>
    [Setting("Epochs of a training at most.")]
    public int Epochs { get; init; } = 300;

    /// <summary>Patience.</summary>
    [Setting("A training ends where the loss on the images held back has not fallen for so many epochs.")]
    public int Patience { get; init; } = 20;

    /// <summary>Images of a step.</summary>
    [Setting("Images of a step.")]
    public int Batch { get; init; } = 50;

    /// <summary>Learning rate.</summary>
    [Setting("Learning rate of Adam for fields in mT; none for 0.01 at one sample and 0.001 at more.")]
    public double? LearningRate { get; init; }

    /// <summary>Centre of the pass probability.</summary>
    [Setting("Field h₀ at the middle of the pass probability; trainings begin there.")]
    public MagneticField Centre { get; init; } = MagneticField.FromTesla(4.63e-3);

    /// <summary>Slope of the pass probability.</summary>
    [Setting("Slope Δ of the pass probability, per mT.")]
    public double Slope { get; init; } = 2.73;

    /// <summary>Floor of the pass probability.</summary>
    [Setting("Floor d of the pass probability.")]
    public double Floor { get; init; } = 0.0219;

    /// <summary>Largest field.</summary>
    [Setting("Largest propagation field, below that at which walls nucleate without being injected.")]
    public MagneticField LargestField { get; init; } = MagneticField.FromTesla(10e-3);

    /// <summary>Threads.</summary>
    [Setting("Threads; they change no result.")]
    public int Threads { get; init; } = 2;

    /// <inheritdoc/>
    public IReadOnlyList<NamedFile> FindFiles() => DataCatalog.FilesOf(Data);

    /// <summary>The learning rate for a number of samples.</summary>
    /// <param name="samples">K; <see langword="null"/> for infinitely many.</param>
    internal double RateOf(int? samples) => LearningRate ?? (samples == 1 ? 1e-2 : 1e-3);

    /// <summary>Refuses settings that have no meaning.</summary>
    /// <exception cref="SettingsException">One of them is out of its range.</exception>
    internal virtual void Validate()
    {
        foreach ((string name, double value, double least, double most) in ((string, double, double, double)[])
        [
            ("training_images", TrainingImages, 0, int.MaxValue), ("epochs", Epochs, 1, 1_000_000),
            ("patience", Patience, 1, 1_000_000), ("batch", Batch, 1, 1_000_000), ("threads", Threads, 1, 1024),
        ])
        {
            RequireBetween(name, value, least, most);
        }

        if (!(ValidationShare is > 0 and < 1))
        {
            throw new SettingsException($"The setting 'validation_share' is {ValidationShare}; it has to lie between 0 and 1.");
        }

        if (LearningRate is { } rate && !(rate > 0 && double.IsFinite(rate)))
        {
            throw new SettingsException($"The setting 'learning_rate' is {rate}; it has to be positive.");
        }

        if (!(Slope > 0 && double.IsFinite(Slope)) || !(Floor is >= 0 and < 1))
        {
            throw new SettingsException(
                $"The settings 'slope' and 'floor' are {Slope} and {Floor}; the slope has to be positive, and the floor 0 or "
                    + "more and below 1.");
        }

        if (!(Centre.Tesla > 0 && Centre < LargestField))
        {
            throw new SettingsException(
                $"The setting 'centre' is {Centre} and 'largest_field' {LargestField}; the centre has to lie between 0 T and the "
                    + "largest field.");
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

    /// <summary>Refuses a number out of its range.</summary>
    /// <param name="name">The setting.</param>
    /// <param name="value">Its value.</param>
    /// <param name="least">The least.</param>
    /// <param name="most">The most.</param>
    /// <exception cref="SettingsException">It is out of it.</exception>
    private protected static void RequireBetween(string name, double value, double least, double most)
    {
        if (!(value >= least && value <= most))
        {
            throw new SettingsException($"The setting '{name}' is {value}; it has to lie between {least} and {most}.");
        }
    }
}
