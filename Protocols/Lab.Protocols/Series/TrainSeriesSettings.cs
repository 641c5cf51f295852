using Lab.Protocols.DynamicalNetworks;
using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Protocols.Series;

/// <summary>Settings of <see cref="TrainSeriesProtocol"/>.</summary>
public sealed record TrainSeriesSettings : NetworkSettings
{
    /// <summary>Creates the settings.</summary>
    public TrainSeriesSettings()
    {
        Layers = 2;
        Epochs = 100;
        Seeds = 5;
        Batch = 16;
        LearningRate = 0.05;
    }

    /// <summary>The file.</summary>
    [Setting("CSV or NPZ. For classes: a sequence a line with its class behind it, or x (sequence, step, channel) and y (sequence). For prediction: a step a line with a channel a column, or x (step, channel). None takes sines of two frequencies in noise, as a trial.", IsFile = true)]
    public string Data { get; init; } = string.Empty;

    /// <summary>What is learned.</summary>
    [Setting("What is learned: the class of each sequence, or the next value of a series.")]
    public SeriesGoal Goal { get; init; }

    /// <summary>Time of a step.</summary>
    [Setting("Time of a step of the data, by which the design rules choose what is not given.")]
    public Duration StepTime { get; init; } = Duration.FromNanoseconds(1);

    /// <summary>Steps of a piece.</summary>
    [Setting("For prediction: steps of the pieces that the series is cut into.")]
    public int Window { get; init; } = 64;

    /// <summary>τ.</summary>
    [Setting("Relaxation time of the neurons; none for the design rule's.")]
    public Duration? RelaxationTime { get; init; }

    /// <summary>S.</summary>
    [Setting("Amplification S in 1/ns; none for the design rule's.")]
    public double? Amplification { get; init; }

    /// <summary>Scale of the inputs.</summary>
    [Setting("Factor on the inputs, which have mean 0 and standard deviation 1 in the samples to train with.")]
    public double InputScale { get; init; } = 1;

    /// <summary>Share of the weights.</summary>
    [Setting("Share of the weights between and within layers that are there.")]
    public double Density { get; init; } = 0.5;
}
