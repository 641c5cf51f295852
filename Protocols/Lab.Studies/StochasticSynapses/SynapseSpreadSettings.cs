using System.Globalization;
using Lab.Models.Nanowires;
using Lab.Models.StochasticSynapses;
using Lab.Quantities;
using Lab.Runs;
using Lab.Runs.Records;
using Lab.Runs.Settings;
using Lab.Studies.Images;

namespace Lab.Studies.StochasticSynapses;

/// <summary>Settings of <see cref="SynapseSpreadProtocol"/>.</summary>
public sealed record SynapseSpreadSettings : INamesFiles
{
    /// <summary>The set of images.</summary>
    [Setting("The set of images: one of 'lab data list', or a folder with four files in the IDX format. Sides are quartered.")]
    public string Data { get; init; } = "mnist";

    /// <summary>Classes.</summary>
    [Setting("Classes that are told apart, with commas between them.")]
    public string Classes { get; init; } = "3, 8";

    /// <summary>Images to train with.</summary>
    [Setting("Images of these classes to train with, the first of the set; 0 for all.")]
    public int TrainingImages { get; init; } = 1000;

    /// <summary>Images to test with.</summary>
    [Setting("Images of these classes to test with, the first of the set; 0 for all.")]
    public int TestImages { get; init; }

    /// <summary>Samples.</summary>
    [Setting("Samples of each synapse, K, in training and test.")]
    public int Samples { get; init; } = 8;

    /// <summary>Spreads.</summary>
    [Setting("Spreads between wires, with commas between them: 1 is 0.25 mT of h₀, 10 % of Δ and 30 % of d [assumption].")]
    public string Spreads { get; init; } = "0, 1, 2, 4";

    /// <summary>Epochs.</summary>
    [Setting("Epochs of a training.")]
    public int Epochs { get; init; } = 30;

    /// <summary>Images of a step.</summary>
    [Setting("Images of a step.")]
    public int Batch { get; init; } = 20;

    /// <summary>Learning rate.</summary>
    [Setting("Learning rate of Adam for fields in mT.")]
    public double LearningRate { get; init; } = 0.01;

    /// <summary>Trainings.</summary>
    [Setting("Trainings of each kind, each on wires of its own.")]
    public int Seeds { get; init; } = 5;

    /// <summary>Frequency of the field.</summary>
    [Setting("Frequency of the field: shots a second of one wire.")]
    public Frequency LoopFrequency { get; init; } = Frequency.FromHertz(20);

    /// <summary>Threads.</summary>
    [Setting("Threads; they change no result.")]
    public int Threads { get; init; } = 2;

    /// <inheritdoc/>
    public IReadOnlyList<NamedFile> FindFiles() => DataCatalog.FilesOf(Data);

    /// <summary>The spreads, in their order.</summary>
    internal double[] ToSpreads() =>
    [
        .. Spreads.Split(',').Select(part => double.TryParse(
            part.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out double spread) && spread is >= 0 and <= 10
            ? spread
            : throw new SettingsException(
                $"The setting 'spreads' has '{part.Trim()}'; numbers from 0 to 10 with commas between them are meant.")),
    ];

    /// <summary>The classes, in their order.</summary>
    internal int[] ToClasses() => FewClasses.Read("classes", Classes);

    /// <summary>How far wires differ at a spread.</summary>
    /// <param name="spread">The spread; 1 is the design's.</param>
    internal static NanowireSpread SpreadOf(double spread)
    {
        var design = new NanowireSpread();
        return design with
        {
            Centre = design.Centre * spread,
            SlopeRatio = design.SlopeRatio * spread,
            FloorRatio = design.FloorRatio * spread,
        };
    }

    /// <summary>Refuses settings that have no meaning.</summary>
    /// <exception cref="SettingsException">One of them is out of its range.</exception>
    internal void Validate()
    {
        ToClasses();
        double[] spreads = ToSpreads();
        if (spreads.Distinct().Count() < spreads.Length)
        {
            throw new SettingsException($"The setting 'spreads' is '{Spreads}'; each spread once.");
        }

        int most = new StochasticPerceptron.Options(1, 2).MostSamples;
        foreach ((string name, double value, double least, double largest) in ((string, double, double, double)[])
        [
            ("training_images", TrainingImages, 0, int.MaxValue), ("test_images", TestImages, 0, int.MaxValue),
            ("samples", Samples, 1, most), ("epochs", Epochs, 1, 1_000_000), ("batch", Batch, 1, 1_000_000),
            ("seeds", Seeds, 1, 1000), ("threads", Threads, 1, 1024),
        ])
        {
            if (!(value >= least && value <= largest))
            {
                throw new SettingsException($"The setting '{name}' is {value}; it has to lie between {least} and {largest}.");
            }
        }

        if (!(LearningRate > 0 && double.IsFinite(LearningRate)) || !(LoopFrequency.Hertz > 0))
        {
            throw new SettingsException(
                $"The settings 'learning_rate' and 'loop_frequency' are {LearningRate} and {LoopFrequency}; both have to be "
                    + "positive.");
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
