using Lab.Models.DynamicalNetworks;
using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Studies.DynamicalNetworks;

/// <summary>Settings that all trainings of dynamical networks share; the defaults follow Plouet (2025), section III.</summary>
public abstract record NetworkSettings
{
    /// <summary>The neurons.</summary>
    [Setting("The neurons: auto-oscillators with a high-pass, or continuous-time neurons with tanh.")]
    public NetworkModel Model { get; init; }

    /// <summary>Layers.</summary>
    [Setting("Layers of neurons.")]
    public int Layers { get; init; } = 3;

    /// <summary>Neurons of a layer.</summary>
    [Setting("Neurons of a layer.")]
    public int Width { get; init; } = 32;

    /// <summary>Epochs of a training.</summary>
    [Setting("Epochs of a training.")]
    public int Epochs { get; init; } = 150;

    /// <summary>Epochs without gain after which a training ends.</summary>
    [Setting(
        "A training ends early after so many epochs without a better result on the samples that choose the epoch; 0 for never.")]
    public int Patience { get; init; }

    /// <summary>Trainings.</summary>
    [Setting("Trainings, which differ in masks, first weights, order, and division of the samples that are not tested with.")]
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

    /// <summary>The method.</summary>
    [Setting("How the neurons are stepped through the time of one input.")]
    public Integrator Integrator { get; init; }

    /// <summary>Steps within the time of one input.</summary>
    [Setting("Steps in the time of one input, in which the drives stay as they are.")]
    public int Substeps { get; init; } = 1;

    /// <summary>Refuses settings that cannot be trained with.</summary>
    /// <exception cref="SettingsException">A number is out of its range.</exception>
    internal void Validate()
    {
        foreach ((string name, int value) in ((string, int)[])[
            ("epochs", Epochs),
            ("seeds", Seeds),
            ("threads", Threads),
            ("batch", Batch),
            ("substeps", Substeps)
        ])
        {
            if (value < 1)
            {
                throw new SettingsException($"The setting '{name}' is {value}; it has to be at least 1.");
            }
        }

        if (Patience < 0)
        {
            throw new SettingsException($"The setting 'patience' is {Patience}; it has to be 0 or more.");
        }

        RequirePositive("layers", Layers);
        RequirePositive("width", Width);
        RequirePositive("learning_rate", LearningRate);
        RequirePositive("initial_spread", InitialSpread);
    }

    /// <summary>Refuses what is not positive.</summary>
    /// <exception cref="SettingsException">It is not.</exception>
    internal static void RequirePositive(string name, double value, string? text = null)
    {
        if (!(value > 0))
        {
            throw new SettingsException($"The setting '{name}' is {text ?? $"{value}"}; it has to be positive.");
        }
    }

    /// <summary>Reads numbers with commas between them.</summary>
    /// <param name="name">The setting.</param>
    /// <param name="text">Its text.</param>
    /// <param name="fits">Whether a number is allowed.</param>
    /// <param name="rule">The same in words.</param>
    /// <exception cref="SettingsException">One of them is none, or does not fit.</exception>
    internal static IReadOnlyList<double> ReadNumbers(string name, string text, Func<double, bool> fits, string rule) =>
    [
        .. NumberList(name, text).Select(piece => NumberText.TryParse(piece, out double number) && fits(number)
            ? number
            : throw new SettingsException($"The setting '{name}' has '{piece}'; {rule}.")),
    ];

    private static IReadOnlyList<string> NumberList(string name, string text)
    {
        try
        {
            return NumberText.Split(text);
        }
        catch (QuantityFormatException error)
        {
            throw new SettingsException($"The setting '{name}': {error.Message}");
        }
    }

    /// <summary>Refuses what is no share.</summary>
    /// <exception cref="SettingsException">It is not above 0 and at most 1.</exception>
    internal static void RequireShare(string name, double value)
    {
        if (!(value > 0 && value <= 1))
        {
            throw new SettingsException($"The setting '{name}' is {value}; it has to lie above 0 and at most at 1.");
        }
    }
}
