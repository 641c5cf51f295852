using Lab.Models.ClassifierNetworks;
using Lab.Models.Data;
using Lab.Models.Randomness;
using Lab.Runs;
using Lab.Runs.Records;
using Lab.Runs.Results;
using Lab.Runs.Studies;

namespace Lab.Studies.ClassifierNetworks;

/// <summary>A chip a point: first the one without errors, then those that spread in frequency,
/// linewidth and sensitivity.</summary>
/// <param name="settings">The settings.</param>
internal sealed class NetworkTestStudy(NetworkTestSettings settings) : IStudy
{
    private const int NoError = -1;

    private static readonly Column ErrorColumn = new(
        "device_error", "", "In what the devices spread: 0 frequency, 1 linewidth, 2 sensitivity; -1 in nothing.");
    private static readonly Column ChipColumn = new("chip", "", "Number of the chip, from 0.");
    private static readonly Column AccuracyColumn = new("accuracy", "", "Share of the test images whose class was named.");
    private static readonly Column ConfusionColumn = new(
        "confusion", "", "How many test images of a class were taken for each, class after class.", ColumnKind.Array);

    private static readonly DeviceError[] Errors = Enum.GetValues<DeviceError>();

    public IReadOnlyList<Column> Columns => [ErrorColumn, ChipColumn, AccuracyColumn, ConfusionColumn];

    public IReadOnlyList<ReadData> LookAtData() => SavedNetwork.Look(settings.Network, settings.Data);

    public int Threads => settings.Threads;

    public int ItemCount => 1 + (settings.Spread > 0 ? Errors.Length * settings.Chips : 0);

    public string Describe(int item, int point)
    {
        (int error, int chip) = ChipOf(item);
        return error == NoError
            ? "devices as they should be"
            : $"{NameOf(error)} off by {settings.Spread}, chip {chip + 1} of {settings.Chips}";
    }

    public IStudyWork Begin(StudyContext context)
    {
        (ClassifierNetwork network, ImageSet images) = SavedNetwork.Open(settings.Network, settings.Data);
        if (settings.Transfer)
        {
            network = network is OscillatorPerceptron { IsSoftware: true } weights
                ? weights.ToResonators()
                : throw new RunException(
                    $"The setting 'transfer' is on, but {settings.Network} has no weights in software between oscillators to "
                        + "carry over.");
        }

        if (settings.Spread > 0 && network is not OscillatorPerceptron { IsSoftware: false })
        {
            throw new RunException(
                $"The setting 'spread' is {settings.Spread}, but {settings.Network} is no perceptron of resonators and "
                    + "oscillators, which spreads of devices are known for; weights in software need --transfer on.");
        }

        return new Work(this, settings.Spread, network, images, context.Seed);
    }

    public Analysis Analyse(IRunData data)
    {
        double[] accuracies = data.Numbers(AccuracyColumn.Name);
        double[] errors = data.Numbers(ErrorColumn.Name);
        double[] Of(int error) => [.. accuracies.Where((_, point) => (int)errors[point] == error)];
        double tested = data.Arrays(ConfusionColumn.Name)[0].Sum();
        int[] tried = [.. errors.Select(error => (int)error).Distinct()];
        return new Analysis
        {
            Conclusion = new Conclusion(
                "The network names {test_accuracy} of the test images rightly with the devices that it was trained for. The "
                    + "other results say what devices that spread leave of it.",
                "Where the loss is too large, train with noise on the devices: `lab run oscillator-mlp`, or tune each chip in "
                    + "the loop.")
            {
                Trust = "The error of the accuracies is that of the chips; which images are tested adds the same to all.",
            },
            Results =
            [
                .. tried.Select(error => error == NoError
                    ? ClassifierRecord.Mean(
                        "test_accuracy",
                        string.Empty,
                        Of(error),
                        $"Accuracy on the test images; because they are {tested:0}, it is uncertain by "
                            + $"{100 * Math.Sqrt(accuracies[0] * (1 - accuracies[0]) / tested):0.00} points.")
                    : ClassifierRecord.Mean(
                        $"test_accuracy_{NameOf(error)}",
                        string.Empty,
                        Of(error),
                        $"Mean accuracy of chips whose devices spread by {settings.Spread} in {NameOf(error)}; its standard "
                            + $"error over {settings.Chips} chips, tested on the same images.")),
            ],
            Figures = [ClassifierRecord.DrawConfusion(data.Arrays(ConfusionColumn.Name)[0])],
            Tables =
            [
                new ResultTable(
                    "Test accuracy (%), mean ± standard deviation between chips",
                    ["devices", "chips", "accuracy"],
                    [.. tried.Select(error => (IReadOnlyList<string>)[
                        error == NoError ? "as they should be" : $"{NameOf(error)} off by {settings.Spread}",
                        $"{Of(error).Length}",
                        ClassifierRecord.Percent(Of(error))
                    ])]),
            ],
        };
    }

    private static string NameOf(int error) => Errors[error].ToString().ToLowerInvariant();

    private (int Error, int Chip) ChipOf(int point) =>
        point == 0 ? (NoError, 0) : ((point - 1) / settings.Chips, (point - 1) % settings.Chips);

    private sealed class Work(
        NetworkTestStudy study, double spread, ClassifierNetwork network, ImageSet images, ulong seed) : IStudyWork
    {
        public ValueTask ComputeAsync(StudyItem item, CancellationToken cancellationToken)
        {
            (int error, int chip) = study.ChipOf(item.Index);
            ClassifierNetwork tested = error == NoError
                ? network
                : ((OscillatorPerceptron)network).WithDeviceErrors(
                    Errors[error], spread, RandomStream.For(seed, "network-test/devices", (ulong)item.Index));
            tested.Threads = item.Threads;
            int[] confusion = Confusion.Of(tested, images);
            item.Add(row =>
            {
                row.Set(ErrorColumn, error);
                row.Set(ChipColumn, chip);
                row.Set(AccuracyColumn, Confusion.AccuracyOf(confusion));
                row.Set(ConfusionColumn, [.. confusion.Select(count => (double)count)]);
            });
            return ValueTask.CompletedTask;
        }
    }
}
