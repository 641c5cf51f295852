using Lab.Runs.Settings;

namespace Lab.Protocols.SequentialDigits;

/// <summary>Settings that trainings on sequential digits share; the defaults follow Plouet (2025), section III.</summary>
public abstract record DigitSettings
{
    /// <summary>The neurons.</summary>
    [Setting("The neurons: auto-oscillators behind a high-pass, or continuous-time neurons with tanh.")]
    public NetworkModel Model { get; init; }

    /// <summary>Relaxation time, amplification and scale of the inputs.</summary>
    [Setting("Of the spintronic network: a is τ 14.12 ns, S 0.1/ns, inputs times 0.33; b is τ 7.06 ns, S 0.15/ns, inputs times 0.166.")]
    public NetworkConfiguration Configuration { get; init; }

    /// <summary>Epochs of a training.</summary>
    [Setting("Epochs of a training.")]
    public int Epochs { get; init; } = 150;

    /// <summary>Trainings.</summary>
    [Setting("Trainings, which differ in masks, first weights, order and division of the digits.")]
    public int Seeds { get; init; } = 10;

    /// <summary>Threads.</summary>
    [Setting("Threads; they change no result.")]
    public int Threads { get; init; } = 2;

    /// <summary>First learning rate.</summary>
    [Setting("Learning rate of the first epoch; it falls as 1/(epoch/8.077 + 1).")]
    public double LearningRate { get; init; } = 0.149;

    /// <summary>Samples of a step.</summary>
    [Setting("Samples of a step.")]
    public int Batch { get; init; } = 120;

    /// <summary>Spread of the first weights.</summary>
    [Setting("Standard deviation of the first weights and biases.")]
    public double InitialSpread { get; init; } = 0.3;

    /// <summary>Refuses settings that cannot be trained with.</summary>
    /// <exception cref="SettingsException">A number is out of its range.</exception>
    internal void Validate()
    {
        foreach ((string name, int value) in ((string, int)[])[("epochs", Epochs), ("seeds", Seeds), ("threads", Threads), ("batch", Batch)])
        {
            if (value < 1)
            {
                throw new SettingsException($"The setting '{name}' is {value}; it has to be at least 1.");
            }
        }

        if (!(LearningRate > 0) || !(InitialSpread > 0))
        {
            throw new SettingsException("The settings 'learning_rate' and 'initial_spread' have to be positive.");
        }
    }
}
