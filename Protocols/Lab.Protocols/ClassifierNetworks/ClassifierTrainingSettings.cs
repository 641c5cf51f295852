using Lab.Runs.Settings;

namespace Lab.Protocols.ClassifierNetworks;

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

    /// <summary>Refuses settings that cannot be trained with.</summary>
    /// <exception cref="SettingsException">A number is out of its range.</exception>
    internal virtual void Validate()
    {
        foreach ((string name, int value, int least) in ((string, int, int)[])[("epochs", Epochs, 1), ("seeds", Seeds, 1), ("threads", Threads, 1), ("batch", Batch, 1)])
        {
            if (value < least)
            {
                throw new SettingsException($"The setting '{name}' is {value}; it has to be at least {least}.");
            }
        }

        if (!(LearningRate > 0 && double.IsFinite(LearningRate)))
        {
            throw new SettingsException($"The setting 'learning_rate' is {LearningRate}; it has to be positive.");
        }
    }
}
