using Lab.Calibration.WeightMaps;
using Lab.Models.ClassifierNetworks;
using Lab.Models.Data;
using Lab.Protocols.Chains;
using Lab.Protocols.ClassifierNetworks;
using Lab.Protocols.Fields;
using Lab.Protocols.WeightMaps;
using Lab.Quantities;
using Lab.Runs;
using Lab.Runs.Calibrations;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;
using MathNet.Numerics.Statistics;

namespace Lab.Protocols.Mac;

/// <summary>A pair of synapses a point.</summary>
/// <param name="settings">The settings.</param>
internal sealed class NetworkMacExperiment(NetworkMacSettings settings) : IExperiment
{
    private static readonly Column InputColumn = new("input", "", "Number of the network's input that the first synapse belongs to; the second is its neighbour.");
    private static readonly Column Weight1Column = new("weight1", "", "Weight of the first synapse in the network.");
    private static readonly Column Weight2Column = new("weight2", "", "Weight of the second synapse in the network.");
    private static readonly Column Set1Column = new("set1", "", "First weight that the map gives at the currents, in V/W.");
    private static readonly Column Set2Column = new("set2", "", "Second weight that the map gives at the currents, in V/W.");
    private static readonly Column ScaleColumn = new("scale", "", "Weight on the chain, in V/W, of a weight of one in the network.");
    private static readonly Column Current1Column = new("line1_current", "A", "Current in the field line over the first junction.");
    private static readonly Column Current2Column = new("line2_current", "A", "Current in the field line over the second junction.");
    private static readonly Column Power1Column = new("power1", "W", "Powers of the first input, one an image.", ColumnKind.Array);
    private static readonly Column Power2Column = new("power2", "W", "Powers of the second input, one an image.", ColumnKind.Array);
    private static readonly Column VoltageColumn = new("voltage", "V", "Voltages with the offset taken off, one an image.", ColumnKind.Array);

    private ChainBench? chain;
    private WeightMap? map;
    private ImageSet? images;
    private double[] weights = [];
    private int[] firstInputs = [];
    private double scale;

    public IReadOnlyList<Column> Columns =>
    [
        InputColumn, Weight1Column, Weight2Column, Set1Column, Set2Column, ScaleColumn, Current1Column, Current2Column, Power1Column, Power2Column, VoltageColumn,
        .. PreparedField.ColumnsFor(settings.Field),
    ];

    public IReadOnlyList<CalibrationNeed> Calibrations => [new CalibrationNeed(WeightMapRecord.Name, "weight-map", IsRequired: true)];

    public int PointCount => settings.Pairs;

    public IReadOnlyList<ReadData> LookAtData() => SavedNetwork.Look(settings.Network, settings.Data);

    public string Describe(int point) => firstInputs.Length > point
        ? $"synapses {firstInputs[point]} and {firstInputs[point] + 1} of neuron {settings.Neuron}"
        : $"pair {point + 1} of {settings.Pairs}, neuron {settings.Neuron}";

    public async ValueTask PrepareAsync(ExperimentContext context, CancellationToken cancellationToken)
    {
        // What is missing is told before anything is set.
        (ClassifierNetwork network, images) = SavedNetwork.Open(settings.Network, settings.Data);
        double[] all = network.FirstWeights();
        int neurons = all.Length / network.Inputs;
        if (all.Length % network.Inputs != 0 || settings.Neuron >= neurons)
        {
            throw new RunException($"The setting 'neuron' is {settings.Neuron}; of {settings.Network} the synapses of {(all.Length % network.Inputs == 0 ? neurons : 0)} neurons of the first layer can be taken.");
        }

        weights = all[(settings.Neuron * network.Inputs)..((settings.Neuron + 1) * network.Inputs)];
        if (settings.Images > images.Count || settings.Pairs > weights.Length / 2)
        {
            throw new RunException($"The settings 'images' and 'pairs' are {settings.Images} and {settings.Pairs}; there are {images.Count} images and {weights.Length / 2} pairs.");
        }

        CalibrationRecord record = context.FindCalibration(WeightMapRecord.Name)
            ?? throw new InvalidOperationException("Bug in Lab: the run began without the calibration that it needs.");
        map = WeightMapRecord.Read(record, [settings.Tone1, settings.Tone2]);
        firstInputs = [.. Enumerable.Range(0, weights.Length / 2).Select(pair => 2 * pair).OrderByDescending(Share).Take(settings.Pairs).Order()];
        scale = LargestScale();
        chain = await ChainBench.PrepareAsync(settings, context, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken)
    {
        int input = firstInputs[point];
        WeightChoice choice = map!.Choose([scale * weights[input], scale * weights[input + 1]]);
        double[] volts = new double[settings.Images];
        double[] power1 = [.. Enumerable.Range(0, settings.Images).Select(image => PowerOf(image, input))];
        double[] power2 = [.. Enumerable.Range(0, settings.Images).Select(image => PowerOf(image, input + 1))];
        (Power, Power)[] powers = [.. power1.Zip(power2, (first, second) => (Power.FromWatts(first), Power.FromWatts(second)))];
        await chain!.ReadSeriesAsync(Current.FromAmperes(choice.Amperes[0]), Current.FromAmperes(choice.Amperes[1]), settings.ZeroReadings, powers, volts, cancellationToken).ConfigureAwait(false);

        row.Set(InputColumn, input);
        row.Set(Weight1Column, weights[input]);
        row.Set(Weight2Column, weights[input + 1]);
        row.Set(Set1Column, choice.Weights[0]);
        row.Set(Set2Column, choice.Weights[1]);
        row.Set(ScaleColumn, scale);
        row.Set(Current1Column, choice.Amperes[0]);
        row.Set(Current2Column, choice.Amperes[1]);
        row.Set(Power1Column, power1);
        row.Set(Power2Column, power2);
        row.Set(VoltageColumn, volts);
        chain.RecordField(row);
    }

    public Analysis Analyse(IRunData data)
    {
        double[] Numbers(Column column) => data.Numbers(column.Name);
        double[][] Arrays(Column column) => data.Arrays(column.Name);
        (double[][] power1, double[][] power2, double[][] volts) = (Arrays(Power1Column), Arrays(Power2Column), Arrays(VoltageColumn));
        (double[] weight1, double[] weight2) = (Numbers(Weight1Column), Numbers(Weight2Column));
        double unit = Numbers(ScaleColumn)[0] * settings.WhitePower.Watts;

        // In the network's units: weights times grey values.
        double[][] measured = [.. volts.Select(pair => (double[])[.. pair.Select(volt => volt / unit)])];
        double[][] wanted =
        [
            .. volts.Select((pair, p) => (double[])[.. pair.Select((_, image) => ((weight1[p] * power1[p][image]) + (weight2[p] * power2[p][image])) / settings.WhitePower.Watts)]),
        ];
        double[] SumOverPairs(double[][] values) => [.. Enumerable.Range(0, values[0].Length).Select(image => values.Sum(pair => pair[image]))];
        (double[] sums, double[] wantedSums) = (SumOverPairs(measured), SumOverPairs(wanted));
        double error = Math.Sqrt(measured.Zip(wanted, (m, w) => m.Zip(w, (a, b) => (a - b) * (a - b)).Average()).Average());
        double size = Math.Sqrt(wanted.Average(pair => pair.Average(value => value * value)));
        return new Analysis
        {
            Results =
            [
                new("pair_error", error / size, string.Empty, Uncertainty: null, "RMS error of the products of two synapses over their RMS.") { Digits = 2 },
                new("pair_correlation", Correlation.Pearson(measured.SelectMany(pair => pair), wanted.SelectMany(pair => pair)), string.Empty, Uncertainty: null, "Correlation of measured products with the network's.") { Digits = 4 },
                new("sum_correlation", Correlation.Pearson(sums, wantedSums), string.Empty, Uncertainty: null, "Correlation of the sums over all pairs with the network's, over the images.") { Digits = 4 },
                new("scale", unit / settings.WhitePower.Watts, "V/W", Uncertainty: null, "Weight on the chain of a weight of one in the network.") { Digits = 4 },
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

    // How much a pair of synapses moves the sum, over the images that are shown.
    private double Share(int input) => Enumerable.Range(0, settings.Images).Sum(image => Math.Abs(weights[input] * PowerOf(image, input)) + Math.Abs(weights[input + 1] * PowerOf(image, input + 1)));

    private double PowerOf(int image, int input)
    {
        double watts = settings.WhitePower.Watts * images!.Pixels[(image * images.Size) + input] / images.White;
        return watts < settings.LeastPower.Watts ? 0 : watts;
    }

    // The largest at which the map still reaches all pairs: the larger the weights, the smaller is the noise beside them.
    private double LargestScale()
    {
        const double accepted = 0.02;
        const double step = 0.8;
        const int most = 60;
        double largest = firstInputs.Max(input => Math.Max(Math.Abs(weights[input]), Math.Abs(weights[input + 1])));
        if (!(largest > 0))
        {
            throw new RunException($"All synapses of neuron {settings.Neuron} that the images reach have weights of zero.");
        }

        const double strongest = 100; // V/W, more than any chain gives
        double found = strongest / largest;
        for (int i = 0; i < most; i++, found *= step)
        {
            if (firstInputs.All(input => IsReached([found * weights[input], found * weights[input + 1]], accepted * found * largest)))
            {
                return found;
            }
        }

        throw new RunException("The calibrated map of the weights reaches no multiple of the network's pairs of weights. 'lab run weight-map' with a wider range of currents makes one that may.");
    }

    private bool IsReached(double[] wanted, double tolerance) => map!.Choose(wanted).Weights.Zip(wanted, (a, b) => Math.Abs(a - b)).Max() <= tolerance;
}
