using Lab.Instruments.Terminals;
using Lab.Models.DynamicalNetworks;
using Lab.Models.Randomness;
using Lab.Runs.Settings;
using Lab.Runs.Studies;
using Lab.Studies.DynamicalNetworks;

namespace Lab.Studies.Series;

/// <summary>Trains a network of dynamical neurons on series of one's own: to name the class of each, or to predict what comes
/// next. A study in the computer: it needs no instrument.</summary>
public sealed class TrainSeriesProtocol : Study<TrainSeriesSettings>
{
    // Of a Gaussian of standard deviation 1, which the rule assumes of trained weights.
    private const double MeanWeight = 0.8;

    /// <inheritdoc/>
    public override string Name => "train-series";

    /// <inheritdoc/>
    public override string Summary =>
        "Trains a network of dynamical neurons on series of CSV or NPZ, to name their classes or to predict the next value.";

    /// <inheritdoc/>
    public override IStudy Create(TrainSeriesSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        NetworkSettings.RequirePositive("step_time", settings.StepTime.Seconds, $"{settings.StepTime}");
        NetworkSettings.RequirePositive("relaxation_time", settings.RelaxationTime?.Seconds ?? 1, $"{settings.RelaxationTime}");
        NetworkSettings.RequirePositive("amplification", settings.Amplification ?? 1);
        NetworkSettings.RequirePositive("input_scale", settings.InputScale);
        NetworkSettings.RequireShare("density", settings.Density);
        SeriesFile file = FileOf(settings);
        (SequenceTask task, SeriesBaseline baseline) = settings.Goal == SeriesGoal.Classification
            ? Classification(settings, file)
            : Prediction(settings, file);
        var rules = DesignRules.For(settings.StepTime, settings.Width, MeanWeight);
        NetworkPlan[] plans =
        [
            .. Enumerable.Range(0, settings.Seeds).Select(replicate => new NetworkPlan(
                settings.StepTime,
                settings.RelaxationTime ?? rules.RelaxationTime,
                settings.Amplification ?? rules.AmplificationPerNanosecond,
                settings.Density,
                settings.Density,
                settings.Layers,
                settings.Width,
                settings.LearningRate,
                replicate)),
        ];
        return new NetworkStudy(
            settings, task, plans, record => NetworkTrainingAnalysis.Of(settings, task, record, plans[0], baseline))
        {
            Data = [file.Describe()],
        };
    }

    private static SeriesFile FileOf(TrainSeriesSettings settings) => (settings.Goal, settings.Data.Length) switch
    {
        (SeriesGoal.Classification, 0) => Sines(),
        (SeriesGoal.Classification, _) => SeriesFile.ReadLabelled(settings),
        (_, 0) => Beat(),
        _ => SeriesFile.ReadSeries(settings),
    };

    private static (SequenceTask Task, SeriesBaseline Baseline) Classification(TrainSeriesSettings settings, SeriesFile file)
    {
        int[] members = new int[file.ClassNames.Length];
        foreach (int label in file.Classes)
        {
            members[label]++;
        }

        const int fewest = 10;
        if (members.Min() < fewest)
        {
            throw new SettingsException(
                $"The setting 'data': the class '{file.ClassNames[Array.IndexOf(members, members.Min())]}' has {members.Min()} "
                    + $"sequences; {fewest} are needed to train, to choose and to test with.");
        }

        SeriesSplit.RequireVariance(file, file.Values, "all sequences");
        var task = new SequenceTask(
            file.Channels,
            file.ClassNames.Length,
            file.Steps,
            IsClassification: true,
            seed => SeriesSplit.OfSequences(file, settings.InputScale, seed))
        {
            ClassNames = file.ClassNames,
        };
        return (task, new SeriesBaseline(
            "chance_accuracy", (double)members.Max() / members.Sum(), "What naming the most frequent class always would give."));
    }

    private static (SequenceTask Task, SeriesBaseline Baseline) Prediction(TrainSeriesSettings settings, SeriesFile file)
    {
        const int fewestWindows = 10;
        if (settings.Window < 2 || file.Steps - 1 < fewestWindows * settings.Window)
        {
            throw new SettingsException(
                $"The setting 'window' is {settings.Window} and the series has {file.Steps} steps; a window needs 2 steps, and "
                    + $"the series {fewestWindows} windows and a step.");
        }

        SequenceSplit split = SeriesSplit.OfSeries(file, settings.InputScale, settings.Window);
        var task = new SequenceTask(file.Channels, file.Channels, settings.Window, IsClassification: false, _ => split);
        return (task, new SeriesBaseline(
            "persistence_error",
            SeriesSplit.PersistenceError(split.Test, settings.InputScale),
            "What naming the present value as the next one would give."));
    }

    // Two frequencies, any phase, noise of half the amplitude.
    private static SeriesFile Sines()
    {
        const int count = 400;
        const int steps = 40;
        var random = new RandomStream(1);
        double[][] values = new double[count][];
        for (int i = 0; i < count; i++)
        {
            double phase = Math.Tau * random.NextDouble();
            double step = i % 2 == 0 ? 0.5 : 0.8;
            values[i] = [.. Enumerable.Range(0, steps).Select(k => Math.Sin((step * k) + phase) + (0.5 * random.NextGaussian()))];
        }

        return new SeriesFile(values, Channels: 1, [.. Enumerable.Range(0, count).Select(i => i % 2)], ["slow", "fast"])
        {
            Source = "sines of two frequencies in noise, made by Lab"
        };
    }

    // Two sines that beat, and a little noise.
    private static SeriesFile Beat()
    {
        const int steps = 4000;
        var random = new RandomStream(1);
        return new SeriesFile(
            [[.. Enumerable.Range(0, steps).Select(k => Math.Sin(0.5 * k) + Math.Sin(0.8 * k) + (0.05 * random.NextGaussian()))]],
            Channels: 1,
            [],
            [])
        { Source = "two sines that beat, made by Lab" };
    }
}
