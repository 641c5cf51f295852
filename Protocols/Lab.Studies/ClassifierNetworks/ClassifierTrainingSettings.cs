using Lab.Runs.Settings;

namespace Lab.Studies.ClassifierNetworks;

/// <summary>Settings that all trainings of classifiers share.</summary>
public abstract record ClassifierTrainingSettings
{
    /// <summary>Epochs of a training.</summary>
    [Setting("Epochs of a training.")]
    public int Epochs { get; init; } = 20;

    /// <summary>Trainings.</summary>
    [Setting("Trainings of each kind, which differ in first parameters and order of the images.")]
    public int Seeds { get; init; } = 3;

    /// <summary>Threads.</summary>
    [Setting("Threads; they change no result.")]
    public int Threads { get; init; } = 2;

    /// <summary>Images of a step.</summary>
    [Setting("Images of a step.")]
    public int Batch { get; init; } = 500;

    /// <summary>Learning rate.</summary>
    [Setting("Learning rate of Adam, for detunings in linewidths.")]
    public double LearningRate { get; init; } = 5e-4;

    /// <summary>Share that is held back for a choice of settings.</summary>
    [Setting(
        "For a choice of settings: share of the images to train with, the last of them, that is held back and tested with in "
            + "the place of the test images, which are not looked at then; 0 for none.")]
    public double ValidationShare { get; init; }

    /// <summary>The images of the accuracies, as results are named.</summary>
    internal string Tested => ValidationShare > 0 ? "validation" : "test";

    /// <summary>The same in words.</summary>
    internal string TestedImages => ValidationShare > 0 ? "images held back from those to train with" : "test images";

    /// <summary>Refuses settings that cannot be trained with.</summary>
    /// <exception cref="SettingsException">A number is out of its range.</exception>
    internal virtual void Validate()
    {
        foreach ((string name, int value, int least) in ((string, int, int)[])[
            ("epochs", Epochs, 1),
            ("seeds", Seeds, 1),
            ("threads", Threads, 1),
            ("batch", Batch, 1)
        ])
        {
            if (value < least)
            {
                throw new SettingsException($"The setting '{name}' is {value}; it has to be at least {least}.");
            }
        }

        if (!(ValidationShare is >= 0 and < 1))
        {
            throw new SettingsException(
                $"The setting 'validation_share' is {ValidationShare}; it has to be 0 or more and below 1.");
        }

        if (!(LearningRate > 0 && double.IsFinite(LearningRate)))
        {
            throw new SettingsException($"The setting 'learning_rate' is {LearningRate}; it has to be positive.");
        }
    }
}
