using System.Globalization;
using Lab.Models.ImageReservoirs;
using Lab.Models.VortexOscillators;
using Lab.Quantities;
using Lab.Runs;
using Lab.Runs.Records;
using Lab.Runs.Settings;
using Lab.Studies.Images;

namespace Lab.Studies.VortexOscillators;

/// <summary>Settings of <see cref="VortexImagesProtocol"/>.</summary>
public sealed record VortexImagesSettings : INamesFiles
{
    /// <summary>The largest Gram matrix: 30,000 nodes take 7 GB.</summary>
    private const int MostNodes = 30_000;

    private const string Fashion = "fashion-mnist";

    /// <summary>The set of images.</summary>
    [Setting("The set of images: one of 'lab data list', or a folder with four files in the IDX format.")]
    public string Data { get; init; } = "mnist";

    /// <summary>How many images are trained with.</summary>
    [Setting("Images to train and choose with, the first of the set; 0 for all.")]
    public int TrainingImages { get; init; }

    /// <summary>Nodes.</summary>
    [Setting("Nodes, one after the other, of the one oscillator. Smaller numbers are tested beside it.")]
    public int Nodes { get; init; } = 2000;

    /// <summary>Components.</summary>
    [Setting("Principal components that an image is reduced to; none for 50, or 100 of fashion-mnist.")]
    public int? Components { get; init; }

    /// <summary>Where a node begins.</summary>
    [Setting(
        "Where the orbit is when a node begins: always at the same small one (reset), where the node before has left it "
            + "(memory), or where heat keeps it without a current (heat), which needs a temperature.")]
    public NodeStart Start { get; init; }

    /// <summary>Mean current.</summary>
    [Setting("Mean current over J_c1; none for 1.15 with memory and 1.1 otherwise.")]
    public double? Bias { get; init; }

    /// <summary>Deviation of the current.</summary>
    [Setting("Standard deviation of the current over J_c1; currents are held between 0 and J_c2.")]
    public double Swing { get; init; } = 0.1;

    /// <summary>Time of a node.</summary>
    [Setting("Time of a node.")]
    public Duration NodeTime { get; init; } = Duration.FromNanoseconds(100);

    /// <summary>Temperature.</summary>
    [Setting(
        "Temperature whose heat moves the core; 0 K for none. With 'coefficients' too the heat is that of the permalloy disk by "
            + "theory.")]
    public Temperature Temperature { get; init; } = Temperature.FromKelvin(0);

    /// <summary>Noise of the reading.</summary>
    [Setting("Noise of the instrument that reads an amplitude, rms in units of the amplitude; 0 for none.")]
    public double ReadNoise { get; init; }

    /// <summary>Repeats.</summary>
    [Setting("How often an image is shown, to average the heat out.")]
    public int Repeats { get; init; } = 1;

    /// <summary>Whether the read-out learns with heat.</summary>
    [Setting("Whether the images to train with are shown with heat too.")]
    public bool TrainWithHeat { get; init; } = true;

    /// <summary>The table.</summary>
    [Setting(
        "Coefficients of the oscillator as CSV with the columns J (A/m²), alpha (1/s), beta (1/s) and n, as vortex-fit writes "
            + "them; none for those of a permalloy disk by theory.",
        IsFile = true)]
    public string Coefficients { get; init; } = string.Empty;

    /// <summary>Scale of the stiffness.</summary>
    [Setting("Factor on the disk's stiffness by theory.")]
    public double StiffnessScale { get; init; } = 1;

    /// <summary>Masks.</summary>
    [Setting("Random masks, each of which is tested with every kind of node.")]
    public int Masks { get; init; } = 3;

    /// <summary>Whether other nodes are tested.</summary>
    [Setting("Whether ReLU, sigmoids, tanh and no hidden layer are tested beside it with the same masks.")]
    public bool Baselines { get; init; } = true;

    /// <summary>Ridge.</summary>
    [Setting("Ridge of the read-out over the mean of the Gram matrix' diagonal; none chooses it on the images held back.")]
    public double? Ridge { get; init; }

    /// <summary>Share that is held back.</summary>
    [Setting("Share of the images to train with, the last of them, that is held back for all choices.")]
    public double ValidationShare { get; init; } = 1.0 / 6;

    /// <summary>What is varied.</summary>
    [Setting("What is varied, for a choice: it is judged on the images held back, and the test images are not looked at.")]
    public StudiedVortex Vary { get; init; }

    /// <summary>Its values.</summary>
    [Setting("The values of what is varied, such as '50, 100, 200'; times in ns. None for usual ones.")]
    public string Values { get; init; } = string.Empty;

    /// <summary>Threads.</summary>
    [Setting("Threads; they change no result.")]
    public int Threads { get; init; } = 2;

    /// <summary>Components as set, or as suit the images.</summary>
    internal int ComponentCount => Components ?? (Data == Fashion ? 100 : 50);

    /// <summary>The mean current as set, or as suits the start.</summary>
    internal double MeanCurrent => Bias ?? (Start == NodeStart.Memory ? 1.15 : 1.1);

    /// <inheritdoc/>
    public IReadOnlyList<NamedFile> FindFiles() => DataCatalog.FilesOf(Data);

    /// <summary>The oscillator.</summary>
    /// <exception cref="SettingsException">Its table cannot be read.</exception>
    internal VortexOscillator ToOscillator()
    {
        var oscillator = new VortexOscillator { Disk = new VortexDisk { StiffnessScale = StiffnessScale } };
        if (Coefficients.Length > 0 && StiffnessScale != 1)
        {
            throw new SettingsException(
                $"The setting 'stiffness_scale' is {StiffnessScale} and 'coefficients' names {Coefficients}: a table has the "
                    + "stiffness of its own oscillator. Leave one of them out.");
        }

        return Coefficients.Length > 0
            ? oscillator with { Coefficients = VortexTableFile.Read("coefficients", Coefficients) }
            : oscillator;
    }

    /// <summary>How it is driven.</summary>
    /// <param name="oscillator">The oscillator.</param>
    internal VortexDrive ToDrive(VortexOscillator oscillator) => new()
    {
        Oscillator = oscillator,
        NodeTime = NodeTime,
        Bias = MeanCurrent,
        Swing = Swing,
        Start = Start,
        Temperature = Temperature,
        ReadNoise = ReadNoise,
        Repeats = Repeats,
    };

    /// <summary>The values of what is varied; one that has no meaning where nothing is.</summary>
    /// <exception cref="SettingsException">They are no numbers, one is there twice, or nothing is varied.</exception>
    internal double[] ToValues()
    {
        if (Values.Length > 0 && Vary == StudiedVortex.Nothing)
        {
            throw new SettingsException(
                $"The setting 'values' is '{Values}' and 'vary' is nothing: say what has these values, such as --vary "
                    + "components, or leave 'values' out.");
        }

        if (Values.Length == 0)
        {
            return Vary switch
            {
                StudiedVortex.Components => [20, 35, 50, 70, 100],
                StudiedVortex.NodeTime => [25, 50, 100, 200, 500, 1000],
                StudiedVortex.Bias => [0.9, 1, 1.05, 1.1, 1.15, 1.2, 1.3],
                StudiedVortex.Swing => [0.025, 0.05, 0.1, 0.2, 0.4],
                _ => [0],
            };
        }

        double[] values =
        [
            .. Values.Split(',').Select(text => double.TryParse(
                text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                && value > 0 && double.IsFinite(value)
                ? value
                : throw new SettingsException(
                    $"The setting 'values' has '{text.Trim()}'; positive numbers with commas between them are expected.")),
        ];
        if (values.GroupBy(value => value).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new SettingsException(
                $"The setting 'values' has {twice.Key} {twice.Count()} times; each value once. More masks ('masks') repeat a "
                    + "value.");
        }

        if (Vary == StudiedVortex.Components && values.Any(value => value != Math.Round(value) || value > int.MaxValue))
        {
            throw new SettingsException(
                $"The setting 'values' has {values.First(value => value != Math.Round(value) || value > int.MaxValue)}; "
                    + "components are counted: whole numbers such as 20, 50.");
        }

        return values;
    }

    /// <summary>The settings with one of the values of what is varied.</summary>
    internal VortexImagesSettings With(double value) => Vary switch
    {
        StudiedVortex.Components => this with { Components = (int)Math.Round(value) },
        StudiedVortex.NodeTime => this with { NodeTime = Duration.FromNanoseconds(value) },
        StudiedVortex.Bias => this with { Bias = value },
        StudiedVortex.Swing => this with { Swing = value },
        _ => this,
    };

    /// <summary>Refuses settings that have no meaning.</summary>
    /// <param name="oscillator">The oscillator.</param>
    /// <exception cref="SettingsException">One of them is out of its range.</exception>
    internal void Validate(VortexOscillator oscillator)
    {
        foreach ((string name, double value, double least, double most) in ((string, double, double, double)[])
        [
            ("training_images", TrainingImages, 0, int.MaxValue), ("nodes", Nodes, 1, MostNodes), ("repeats", Repeats, 1, 10_000),
            ("masks", Masks, 1, 1000), ("threads", Threads, 1, 1024), ("ridge", Ridge ?? 0, 0, 1),
            ("temperature", Temperature.Kelvin, 0, 10_000), ("read_noise", ReadNoise, 0, 1),
            ("components", ComponentCount, 1, 1_000_000),
        ])
        {
            if (!(value >= least && value <= most))
            {
                throw new SettingsException($"The setting '{name}' is {value}; it has to lie between {least} and {most}.");
            }
        }

        foreach ((string name, double value) in ((string, double)[])
            [("swing", Swing), ("node_time", NodeTime.Seconds), ("stiffness_scale", StiffnessScale)])
        {
            if (!(value > 0 && double.IsFinite(value)))
            {
                throw new SettingsException($"The setting '{name}' is {value}; it has to be positive.");
            }
        }

        // Currents of the other sign are not used.
        CurrentDensity first = oscillator.Coefficients.FirstCritical;
        double smallest = Math.Max(oscillator.Coefficients.Smallest / first, 0);
        double largest = oscillator.Coefficients.Largest / first;
        if (!(MeanCurrent > 0 && MeanCurrent >= smallest && MeanCurrent <= largest))
        {
            throw new SettingsException(
                $"The setting 'bias' is {MeanCurrent}; the model of the vortex holds from {smallest:0.###} to {largest:0.###} "
                    + $"times J_c1, {first * smallest} to {first * largest}. Take a "
                    + (MeanCurrent > largest ? "smaller one." : "larger one."));
        }

        if (!(ValidationShare is > 0 and < 1))
        {
            throw new SettingsException($"The setting 'validation_share' is {ValidationShare}; it has to lie between 0 and 1.");
        }

        if (Start == NodeStart.Heat && (Temperature.Kelvin == 0 || !TrainWithHeat))
        {
            throw new SettingsException(
                "The setting 'start' is heat, which needs a 'temperature' above 0 K and 'train_with_heat' on: without heat the "
                    + "core rests in the centre and does not leave it.");
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
}
