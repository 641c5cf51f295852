using Lab.Models.ClassifierNetworks;
using Lab.Models.Data;
using Lab.Protocols.Chains;
using Lab.Protocols.Fields;
using Lab.Protocols.WeightMaps;
using Lab.Quantities;
using Lab.Runs;
using Lab.Runs.Calibrations;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;
using Lab.Studies.ClassifierNetworks;
using MathNet.Numerics.Statistics;

namespace Lab.Protocols.Mac;

/// <summary>A pair of synapses a point.</summary>
/// <param name="settings">The settings.</param>
internal sealed class NetworkMacExperiment(NetworkMacSettings settings) : IExperiment
{
    internal static readonly Column InputColumn = new(
        "input", "", "Number of the network's input that the first synapse belongs to; the second is its neighbour.")
    {
        IsAxis = true,
    };
    internal static readonly Column Weight1Column =
        new("weight1", "", "Weight of the first synapse in the network.") { IsAxis = true };
    internal static readonly Column Weight2Column =
        new("weight2", "", "Weight of the second synapse in the network.") { IsAxis = true };
    internal static readonly Column Set1Column = new("set1", "V/W", "First weight that the map gives at the currents.");
    internal static readonly Column Set2Column = new("set2", "V/W", "Second weight that the map gives at the currents.");
    internal static readonly Column ScaleColumn = new("scale", "V/W", "Weight on the chain of a weight of one in the network.");
    internal static readonly Column Current1Column = new(
        "line1_current", "A", "Current in the field line over the first junction.");
    internal static readonly Column Current2Column = new(
        "line2_current", "A", "Current in the field line over the second junction.");
    internal static readonly Column Power1Column = new(
        "power1", "W", "Powers of the first input, one an image.", ColumnKind.Array);
    internal static readonly Column Power2Column = new(
        "power2", "W", "Powers of the second input, one an image.", ColumnKind.Array);
    internal static readonly Column VoltageColumn = new(
        "voltage", "V", "Voltages with the offset taken off, one an image.", ColumnKind.Array);

    public IReadOnlyList<Column> Columns =>
    [
        InputColumn, Weight1Column, Weight2Column, Set1Column, Set2Column, ScaleColumn, Current1Column, Current2Column,
        Power1Column, Power2Column, VoltageColumn,
        .. PreparedField.ColumnsFor(settings.Field),
    ];

    public IReadOnlyList<CalibrationNeed> Calibrations =>
        [new CalibrationNeed(WeightMapRecord.Name, "weight-map", IsRequired: true)];

    public int PointCount => settings.Pairs;

    public IReadOnlyList<ReadData> LookAtData() => SavedNetwork.Look(settings.Network, settings.Data);

    public string Describe(int point) => $"pair {point + 1} of {settings.Pairs}, neuron {settings.Neuron}";

    public async ValueTask<IMeasurement> PrepareAsync(ExperimentContext context, CancellationToken cancellationToken)
    {
        // What is missing is told before anything is set.
        (ClassifierNetwork network, ImageSet images) = SavedNetwork.Open(settings.Network, settings.Data);
        double[] all = network.FirstWeights();
        int neurons = all.Length / network.Inputs;
        if (all.Length % network.Inputs != 0 || settings.Neuron >= neurons)
        {
            throw new RunException(
                $"The setting 'neuron' is {settings.Neuron}; of {settings.Network} the synapses of "
                    + $"{(all.Length % network.Inputs == 0 ? neurons : 0)} neurons of the first layer can be taken.");
        }

        double[] weights = all[(settings.Neuron * network.Inputs)..((settings.Neuron + 1) * network.Inputs)];
        if (settings.Images > images.Count || settings.Pairs > weights.Length / 2)
        {
            throw new RunException(
                $"The settings 'images' and 'pairs' are {settings.Images} and {settings.Pairs}; there are {images.Count} images "
                    + $"and {weights.Length / 2} pairs.");
        }

        CalibrationRecord record = context.FindCalibration(WeightMapRecord.Name)
            ?? throw new InvalidOperationException("Bug in Lab: the run began without the calibration that it needs.");
        var pairs = new SynapsePairs(settings, WeightMapRecord.Read(record, [settings.Tone1, settings.Tone2]), images, weights);
        return new NetworkMacMeasurement(
            settings, pairs, await ChainRig.PrepareAsync(settings, context, cancellationToken).ConfigureAwait(false));
    }

    public Analysis Analyse(IRunData data)
    {
        double[] Numbers(Column column) => data.Numbers(column.Name);
        double[][] Arrays(Column column) => data.Arrays(column.Name);
        (double[][] power1, double[][] power2, double[][] volts) = (
            Arrays(Power1Column), Arrays(Power2Column), Arrays(VoltageColumn));
        (double[] weight1, double[] weight2) = (Numbers(Weight1Column), Numbers(Weight2Column));
        double unit = Numbers(ScaleColumn)[0] * settings.WhitePower.Watts;

        // In the network's units: weights times grey values.
        double[][] measured = [.. volts.Select(pair => (double[])[.. pair.Select(volt => volt / unit)])];
        double[][] wanted =
        [
            .. volts.Select((pair, p) => (double[])[.. pair.Select(
                (_, image) => ((weight1[p] * power1[p][image]) + (weight2[p] * power2[p][image])) / settings.WhitePower.Watts)]),
        ];
        double[] SumOverPairs(double[][] values) =>
            [.. Enumerable.Range(0, values[0].Length).Select(image => values.Sum(pair => pair[image]))];
        (double[] sums, double[] wantedSums) = (SumOverPairs(measured), SumOverPairs(wanted));
        double error = Math.Sqrt(measured.Zip(wanted, (m, w) => m.Zip(w, (a, b) => (a - b) * (a - b)).Average()).Average());
        double size = Math.Sqrt(wanted.Average(pair => pair.Average(value => value * value)));
        return new Analysis
        {
            Conclusion = new Conclusion(
                "Products of two synapses err by {pair_error} of their rms. The sums over all pairs correlate with the "
                    + "network's by {sum_correlation}.",
                "Test what such errors cost a whole network: `lab run network-test --network RUN/network-1.npz`. A "
                    + "new map with `lab run weight-map` removes drift of the weights.")
            {
                Trust =
                    "The sum counts: errors of pairs that are independent average out in it, and those that all pairs share do "
                        + "not.",
            },
            Results =
            [
                new(
                    "pair_error",
                    error / size,
                    string.Empty,
                    Uncertainty: null,
                    "RMS error of the products of two synapses over their RMS.") { Digits = 2 },
                new(
                    "pair_correlation",
                    Correlation.Pearson(measured.SelectMany(pair => pair), wanted.SelectMany(pair => pair)),
                    string.Empty,
                    Uncertainty: null,
                    "Correlation of measured products with the network's.") { Digits = 4 },
                new(
                    "sum_correlation",
                    Correlation.Pearson(sums, wantedSums),
                    string.Empty,
                    Uncertainty: null,
                    "Correlation of the sums over all pairs with the network's, over the images.") { Digits = 4 },
                new(
                    "scale",
                    unit / settings.WhitePower.Watts,
                    "V/W",
                    Uncertainty: null,
                    "Weight on the chain of a weight of one in the network.") { Digits = 4 },
                .. new RecordedField(settings.Field, slope: null, data).Results,
            ],
            Figures =
            [
                Scatter("Products of two synapses", [.. wanted.SelectMany(pair => pair)], [.. measured.SelectMany(pair => pair)]),
                Scatter("Sums over all pairs, one an image", wantedSums, sums),
            ],
        };
    }

    private static Figure Scatter(string title, double[] wanted, double[] measured) => new(
        title,
        "of the network",
        [
            new FigurePanel("on the chain",
            [
                new FigureSeries("measured", wanted, measured, SeriesStyle.Points, 0),
                new FigureSeries("equal", [wanted.Min(), wanted.Max()], [wanted.Min(), wanted.Max()], SeriesStyle.Line, 1),
            ]),
        ],
        "In the network's units, weight times grey value over white.");
}
