using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Protocols.SequentialDigits;

/// <summary>Settings of <see cref="SequentialDigitsProtocol"/>; the defaults follow Plouet (2025), section III.</summary>
public sealed record SequentialDigitsSettings
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

    /// <summary>Time of a pixel.</summary>
    [Setting("Time of a pixel.")]
    public Duration PixelTime { get; init; } = Duration.FromNanoseconds(1);

    /// <summary>Share of the weights that are there.</summary>
    [Setting("Share of the weights between and within layers that are there.")]
    public double Density { get; init; } = 0.5;

    /// <summary>First learning rate.</summary>
    [Setting("Learning rate of the first epoch; it falls as 1/(epoch/8.077 + 1).")]
    public double LearningRate { get; init; } = 0.149;

    /// <summary>Samples of a step.</summary>
    [Setting("Samples of a step.")]
    public int Batch { get; init; } = 120;

    /// <summary>Spread of the first weights.</summary>
    [Setting("Standard deviation of the first weights and biases.")]
    public double InitialSpread { get; init; } = 0.3;
}
