using Lab.Models.Randomness;
using Lab.Models.Reservoirs;
using Lab.Runs.Records;
using Lab.Runs.Settings;
using Lab.Studies.Series;

namespace Lab.Studies.Reservoirs;

/// <summary>What a reservoir is tried with, on a model or on a bench: its masks, and each with all inputs.</summary>
internal sealed class ReservoirPlan
{
    /// <summary>Parts of the training by which a ridge is chosen.</summary>
    private const int Folds = 5;

    private readonly ReservoirSettings settings;
    private readonly SeriesFile? series;
    private readonly double[]? maskOfFile;

    /// <summary>Makes the plan and reads the files that it needs.</summary>
    /// <param name="settings">The settings.</param>
    /// <exception cref="SettingsException">They contradict each other, or a file cannot be read.</exception>
    public ReservoirPlan(ReservoirSettings settings)
    {
        settings.Validate();
        this.settings = settings;
        Inputs = settings.Task switch
        {
            ReservoirTasks.Memory => [ReservoirInputKind.Uniform],
            ReservoirTasks.Parity => [ReservoirInputKind.Binary],
            ReservoirTasks.MackeyGlass => [ReservoirInputKind.MackeyGlass],
            ReservoirTasks.Own => [ReservoirInputKind.Own],
            _ => [ReservoirInputKind.Uniform, ReservoirInputKind.Binary, ReservoirInputKind.MackeyGlass],
        };
        series = settings.Task == ReservoirTasks.Own ? ReadSeries(settings) : null;
        maskOfFile = settings.Mask == MaskKind.File ? ReadMask(settings) : null;
        Trial = new ReservoirTrial(settings.Washout, settings.Training, settings.Test, FitOf(settings));
        if (series is not null)
        {
            int steps = OwnSteps(series) - settings.Washout;
            int training = (int)((long)steps * settings.Training / (settings.Training + settings.Test));
            Trial = Trial with { Training = training, Test = steps - training };
            if (training < 2 || Trial.Test < 2)
            {
                throw new SettingsException(
                    $"The setting 'data': {series.Source} has {series.Steps} steps, and 'washout' leaves {steps} of them to "
                        + "train and to test on. Leave fewer out, or bring a longer series.");
            }
        }

        ReservoirSize.RequireStates(
            Trial.Steps, Nodes, series is null ? "'washout', 'training' and 'test'" : "of the file");
    }

    /// <summary>The inputs that each mask is given.</summary>
    public IReadOnlyList<ReservoirInputKind> Inputs { get; }

    /// <summary>How the states of an input are trained and tested.</summary>
    public ReservoirTrial Trial { get; }

    /// <summary>How often a mask meets an input.</summary>
    public int Count => settings.Masks * Inputs.Count;

    /// <summary>Nodes of a step.</summary>
    public int Nodes => maskOfFile?.Length ?? settings.Nodes;

    /// <summary>What was read of files.</summary>
    public IReadOnlyList<ReadData> Data => series is null ? [] : [series.Describe()];

    /// <summary>Which mask, and which input, one of the meetings has.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> − 1.</param>
    public (int Mask, ReservoirInputKind Input) At(int index) => (index / Inputs.Count, Inputs[index % Inputs.Count]);

    /// <summary>A meeting in words.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> − 1.</param>
    public string Describe(int index) => At(index) is var (mask, input) ? $"mask {mask + 1} of {settings.Masks}, {NameOf(input)}"
        : string.Empty;

    /// <summary>A mask.</summary>
    /// <param name="mask">Which.</param>
    /// <param name="seed">The seed of the run.</param>
    public Mask DrawMask(int mask, ulong seed)
    {
        var random = RandomStream.For(seed, "reservoir/mask", (ulong)mask);
        return settings.Mask switch
        {
            MaskKind.File => new Mask(maskOfFile ?? []),
            MaskKind.Binary => Mask.Binary(settings.Nodes, random),
            _ => Mask.Uniform(settings.Nodes, random),
        };
    }

    /// <summary>An input with its target.</summary>
    /// <param name="kind">The input.</param>
    /// <param name="mask">The mask that meets it.</param>
    /// <param name="seed">The seed of the run.</param>
    public ReservoirTask DrawTask(ReservoirInputKind kind, int mask, ulong seed)
    {
        var random = RandomStream.For(seed, $"reservoir/{kind}", (ulong)mask);
        return kind switch
        {
            ReservoirInputKind.Uniform => ReservoirTask.Narma10(Trial.Steps, random),
            ReservoirInputKind.Binary => ReservoirTask.Parity(Trial.Steps, 2, random),

            // The part of the series depends on where it starts; 1 is its point of rest.
            ReservoirInputKind.MackeyGlass => ReservoirTask.MackeyGlass(
                Trial.Steps, settings.Ahead, 1.1 + (0.3 * random.NextDouble())),
            _ => OwnTask(series ?? throw new InvalidOperationException("Bug in Lab: the plan has no series."), settings.Ahead),
        };
    }

    /// <summary>The name of an input in words.</summary>
    /// <param name="kind">The input.</param>
    public static string NameOf(ReservoirInputKind kind) => kind switch
    {
        ReservoirInputKind.Uniform => "evenly spread input",
        ReservoirInputKind.Binary => "bits",
        ReservoirInputKind.MackeyGlass => "Mackey–Glass series",
        _ => "own input",
    };

    /// <summary>The name of an input in names of files.</summary>
    /// <param name="kind">The input.</param>
    public static string KeyOf(ReservoirInputKind kind) => kind switch
    {
        ReservoirInputKind.Uniform => "narma10",
        ReservoirInputKind.Binary => "parity2",
        ReservoirInputKind.MackeyGlass => "mackey-glass",
        _ => "own",
    };

    private static ReadoutFit FitOf(ReservoirSettings settings) => settings.Readout switch
    {
        ReadoutKind.PseudoInverse => new ReadoutFit { HasBias = settings.Bias },
        ReadoutKind.CrossValidated => new ReadoutFit { HasBias = settings.Bias, IsStandardised = settings.Bias, Folds = Folds },
        _ => new ReadoutFit { HasBias = settings.Bias, IsStandardised = settings.Bias, Ridge = settings.Ridge },
    };

    private static SeriesFile ReadSeries(ReservoirSettings settings)
    {
        var read = SeriesFile.ReadSeries(
            new SeriesSource("data", settings.Data, settings.Columns, settings.Table) { HasTargets = true });
        if (read.Channels > 2)
        {
            throw new SettingsException(
                $"The setting 'data': {read.Source} has {read.Channels} columns of values; a device with one input takes one, "
                    + "and the target stands beside it. Say which: --columns 'input,target'.");
        }

        SeriesSplit.RequireVariance(read, read.Values, "all steps");
        return read;
    }

    private static double[] ReadMask(ReservoirSettings settings)
    {
        var read = SeriesFile.ReadSeries(new SeriesSource("mask_file", settings.MaskFile, SeriesLayout.All, settings.Table));
        double[] weights = read.Values[0];
        return weights.All(weight => Math.Abs(weight) <= 1) && weights.Any(weight => weight != 0)
            ? weights
            : throw new SettingsException(
                $"The setting 'mask_file': {read.Source} has weights from {weights.Min():g4} to {weights.Max():g4}; weights lie "
                    + "within -1 and 1, and one of them is not 0.");
    }

    private int OwnSteps(SeriesFile file) => file.Channels == 2 ? file.Steps : file.Steps - settings.Ahead;

    // The input between −1 and 1.
    private static ReservoirTask OwnTask(SeriesFile file, int ahead)
    {
        double[] values = file.Values[0];
        double[] input = file.Channels == 2 ? [.. values.Where((_, i) => i % 2 == 0)] : values[..^ahead];
        double[] target = file.Channels == 2 ? [.. values.Where((_, i) => i % 2 == 1)] : values[ahead..];
        (double least, double largest) = (input.Min(), input.Max());
        return new ReservoirTask([.. input.Select(value => (2 * (value - least) / (largest - least)) - 1)], target);
    }
}
