using Lab.Quantities;
using Lab.Runs.Settings;
using Lab.Studies.DynamicalNetworks;
using Lab.Studies.Tables;

namespace Lab.Studies.Series;

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
    [Setting(
        "CSV or its like, NPY or NPZ. For classes: a sequence a line with its class first or last, or x (sequence, step, "
            + "channel) and y (sequence). For prediction: a step a line with a channel a column, or x (step, channel). None "
            + "takes sines of two frequencies in noise, as a trial.",
        IsFile = true)]
    public string Data { get; init; } = string.Empty;

    /// <summary>Columns of values.</summary>
    [Setting(
        "Columns of a CSV that are values, by name or number from 1: 'V', '2,3', '2..21', or 'all'; 'auto' leaves out those "
            + "that are named as a time or an index.")]
    public string Columns { get; init; } = SeriesLayout.Auto;

    /// <summary>Column of the classes.</summary>
    [Setting("Column of a CSV that is the class: 'first', 'last', its name or its number; 'auto' finds it.")]
    public string Label { get; init; } = SeriesLayout.Auto;

    /// <summary>The separator of cells.</summary>
    [Setting("What stands between the cells of a CSV.")]
    public TableSeparator Separator { get; init; }

    /// <summary>The decimal mark.</summary>
    [Setting("What stands before the decimals of a CSV.")]
    public DecimalMark DecimalMark { get; init; }

    /// <summary>Whether the first line has names.</summary>
    [Setting("Whether the first line of a CSV has names or numbers.")]
    public TableHeader Header { get; init; }

    /// <summary>The goal.</summary>
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

    /// <summary>The user's options for a table.</summary>
    internal TableOptions Table => new(Separator, DecimalMark, Header);
}
