using System.Globalization;
using Lab.Models.ClassifierNetworks;
using Lab.Runs.Records;
using Lab.Runs.Results;
using Lab.Runs.Studies;

namespace Lab.Studies.Energies;

/// <summary>A network a point.</summary>
/// <param name="settings">The settings.</param>
internal sealed class EnergyStudy(EnergySettings settings) : IStudy
{
    private static readonly Column ResonatorsColumn = new("resonators", "", "Resonators of the network.");
    private static readonly Column OscillatorsColumn = new(
        "oscillators", "", "Oscillators of the network, those of its inputs among them.");
    private static readonly Column EnergyColumn = new("energy", "", "Energy of all samples, in J.");

    private static readonly NetworkCount[] Networks =
    [
        new("perceptron 784-10", NetworkCount.Dense(784, 10), 784, null),
        new("perceptron 784-300-10", NetworkCount.Dense(784, 300) + NetworkCount.Dense(300, 10), 784 + 300, "25 µJ"),
        new("convolutional", NetworkCount.Convolution(26, 1, 32) + NetworkCount.Convolution(11, 32, 64)
            + NetworkCount.Dense(1600, 10), 784 + 5408 + 1600, "610 µJ, with 6e6 resonators"),
    ];

    private readonly DeviceEnergy device = DeviceOf(settings, settings.DiameterNanometres * 1e-9 / 2);

    public IReadOnlyList<Column> Columns => [ResonatorsColumn, OscillatorsColumn, EnergyColumn];

    public int ItemCount => Networks.Length;

    public int Threads => 1;

    public string Describe(int item, int point) => Networks[item].Name;

    public IStudyWork Begin(StudyContext context) => new Work(settings, device);

    public Analysis Analyse(IRunData data)
    {
        double[] energies = data.Numbers(EnergyColumn.Name);
        DeviceEnergy asPrinted = DeviceOf(new EnergySettings(), 20e-9);
        return new Analysis
        {
            Conclusion = new Conclusion(
                "An operation costs a resonator {resonator_energy} and an oscillator {oscillator_energy}, and takes "
                    + "{latency}. The table sums them up for whole networks.",
                "Faster or damped devices shorten the latency: change the device's settings and compare. What accuracy that "
                    + "buys is told by `lab run oscillator-mlp`.")
            {
                Trust = "These are estimates from powers and times of the devices: no electronics around them is counted.",
            },
            Results =
            [
                new("resonator_energy", device.ResonatorJoules, "J", Uncertainty: null, "Energy of a resonator in an operation.")
                {
                    Digits = 4
                },
                new(
                    "oscillator_energy",
                    device.OscillatorJoules,
                    "J",
                    Uncertainty: null,
                    "Energy of an oscillator in an operation.") { Digits = 4 },
                new(
                    "latency",
                    device.OperationSeconds,
                    "s",
                    Uncertainty: null,
                    "Time of an operation, 1/(α·f) of the slowest oscillator; all devices of a layer work at once.")
                    {
                        Digits = 4
                    },
                .. Networks.Select((network, i) => new ResultValue(
                    $"energy_{network.Name.Replace(' ', '_').Replace('-', '_')}",
                    energies[i],
                    "J",
                    Uncertainty: null,
                    $"Energy of {settings.Samples} samples, {network.Resonators} resonators and {network.Oscillators} "
                        + "oscillators.")),
            ],
            Tables =
            [
                new ResultTable(
                    "Devices",
                    ["", "printed", "print's formulas, 20 nm as radius", "these settings"],
                    [
                        Row("threshold current (µA)", "10", value => value.ThresholdAmperes * 1e6),
                        Row("sensitivity K_SD (V/W), Eq. B.10", "1e4", value => value.SensitivityVoltsPerWatt),
                        Row("emitted power (µW), Eq. B.12", "1", value => value.EmittedWatts * 1e6),
                        Row("power of a resonator (nW), Eq. B.16", "100", value => value.ResonatorWatts * 1e9),
                        Row("power of an oscillator (µW), Eq. B.17", "1.3", value => value.OscillatorWatts * 1e6),
                        Row("energy of a resonator (fJ)", "10", value => value.ResonatorJoules * 1e15),
                        Row("energy of an oscillator (fJ)", "130", value => value.OscillatorJoules * 1e15),
                    ]),
                new ResultTable(
                    $"Networks, {settings.Samples} samples",
                    [
                        "", "resonators", "oscillators", "printed", "with 10 fJ and 130 fJ", "print's formulas, 20 nm as radius",
                        "these settings"
                    ],
                    [
                        .. Networks.Select(network => (IReadOnlyList<string>)
                        [
                            network.Name, $"{network.Resonators}", $"{network.Oscillators}", network.Printed ?? "not given",
                            Microjoules((network.Resonators * 10e-15) + (network.Oscillators * 130e-15)),
                            Microjoules(asPrinted.EnergyOf(network.Resonators, network.Oscillators)),
                            Microjoules(device.EnergyOf(network.Resonators, network.Oscillators)),
                        ]),
                    ]),
                new ResultTable(
                    "Crossbars of the convolutional layers, in cells, and their write lines (section 6.2.3)",
                    ["layer", "resonators", "rows × columns as a crossbar", "compact", "write lines", "resonators of a line"],
                    [Crossbar("first", 28 * 28, 26, 1, 32), Crossbar("second", 13 * 13 * 32, 11, 32, 64)]),
                new ResultTable(
                    "Frequencies of the largest layer (section 6.2.4.2)",
                    ["oscillators", "spacing coefficient µ", "from", "to"],
                    [["5408", "1/6400", "1 GHz", string.Create(
                        CultureInfo.InvariantCulture, $"{Math.Pow((1 + (1.0 / 6400)) / (1 - (1.0 / 6400)), 5407):0.00} GHz")]]),
            ],
        };

        IReadOnlyList<string> Row(string name, string printed, Func<DeviceEnergy, double> value) =>
            [name, printed, Text(value(asPrinted)), Text(value(device))];
    }

    private static DeviceEnergy DeviceOf(EnergySettings settings, double radius) => new()
    {
        RadiusMetres = radius,
        ResistanceArea = settings.ResistanceArea * 1e-12,
        ThresholdDensity = settings.ThresholdDensity * 1e10,
        Magnetoresistance = settings.Magnetoresistance,
        CeilingVolts = settings.Ceiling.Volts,
        OperationSeconds = 1 / (settings.Damping * settings.LowestFrequency.Hertz),
    };

    private static string Text(double value) => value.ToString("G3", CultureInfo.InvariantCulture);

    private string Microjoules(double joulesOfSample) => $"{Text(settings.Samples * joulesOfSample * 1e6)} µJ";

    private static IReadOnlyList<string> Crossbar(string layer, int inputs, int side, int channels, int filters)
    {
        const int window = NetworkCount.Window;
        int places = side * side;
        return [
            layer,
            $"{places * window * channels * filters}",
            $"{inputs} × {places * filters} = {(long)inputs * places * filters}",
            $"{places} × {window * channels * filters} = {(long)places * window * channels * filters}",
            $"{window * channels * filters}",
            $"{places}"
        ];
    }

    private sealed class Work(EnergySettings settings, DeviceEnergy device) : IStudyWork
    {
        public ValueTask ComputeAsync(StudyItem item, CancellationToken cancellationToken)
        {
            NetworkCount network = Networks[item.Index];
            item.Add(row =>
            {
                row.Set(ResonatorsColumn, network.Resonators);
                row.Set(OscillatorsColumn, network.Oscillators);
                row.Set(EnergyColumn, settings.Samples * device.EnergyOf(network.Resonators, network.Oscillators));
            });
            return ValueTask.CompletedTask;
        }
    }
}
