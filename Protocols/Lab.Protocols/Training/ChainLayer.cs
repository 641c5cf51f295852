using Lab.Calibration.WeightMaps;
using Lab.Models.HardwareInTheLoop;
using Lab.Models.Training;
using Lab.Protocols.Chains;
using Lab.Quantities;

namespace Lab.Protocols.Training;

/// <summary>A chain of two junctions as a layer of a network: powers in, a voltage of each unit out. Every unit has two weights,
/// which a map turns into currents. One chain is all units, one after the other: its currents are set once a unit and batch, then
/// all samples of the batch are read.</summary>
/// <param name="map">The map; its weights are what the layer believes to set.</param>
/// <param name="settings">Settings of the measurement.</param>
/// <param name="chain">The chain that is measured.</param>
/// <param name="units">How many units.</param>
/// <param name="weightScale">How far a step of a training moves a weight where nothing else is known, V/W.</param>
internal sealed class ChainLayer(
    WeightMap map, CharacterisationSettings settings, ChainRig chain, int units, double weightScale)
    : IPhysicalLayer
{
    private const int Inputs = 2;

    /// <summary>The chain that is measured; set anew whenever the bench was prepared.</summary>
    public ChainRig Bench { get; set; } = chain;

    /// <summary>The last measurement.</summary>
    public ChainLayerReading Last { get; private set; } = ChainLayerReading.None;

    /// <inheritdoc/>
    public IDifferentiableLayer Model { get; } = new WeightedSum(Inputs, units);

    /// <inheritdoc/>
    public IReadOnlyList<ParameterGroup> Groups { get; } =
        [new("weight", "V/W", [units, Inputs], 0, "Weight of each input in each unit.") { Scale = weightScale }];

    /// <inheritdoc/>
    public Duration CostOf(int samples) => (settings.ReadingTime + settings.Settle) * (units * (samples + settings.ZeroReadings));

    /// <summary>Moves the weights of each unit to the nearest weights that currents within the map give.</summary>
    public void Project(Span<float> parameters)
    {
        for (int first = 0; first < parameters.Length; first += Inputs)
        {
            double[] nearest = map.Choose([parameters[first], parameters[first + 1]]).Weights;
            (parameters[first], parameters[first + 1]) = ((float)nearest[0], (float)nearest[1]);
        }
    }

    /// <inheritdoc/>
    public async ValueTask MeasureAsync(
        ReadOnlyMemory<float> parameters, ReadOnlyMemory<float> inputs, Memory<float> outputs,
            CancellationToken cancellationToken)
    {
        int samples = outputs.Length / units;
        (Power, Power)[] powers =
        [
            .. Enumerable.Range(0, samples)
                .Select(sample =>
                    (Power.FromWatts(inputs.Span[Inputs * sample]), Power.FromWatts(inputs.Span[(Inputs * sample) + 1]))),
        ];
        double[] current1 = new double[units];
        double[] current2 = new double[units];
        double[] volts = new double[outputs.Length];
        double[] ofUnit = new double[samples];
        for (int unit = 0; unit < units; unit++)
        {
            double[] amperes = map.Choose([parameters.Span[Inputs * unit], parameters.Span[(Inputs * unit) + 1]]).Amperes;
            (current1[unit], current2[unit]) = (amperes[0], amperes[1]);
            await Bench.ReadSeriesAsync(
                Current.FromAmperes(amperes[0]), Current.FromAmperes(amperes[1]), settings.ZeroReadings, powers, ofUnit,
                    cancellationToken).ConfigureAwait(false);
            for (int sample = 0; sample < samples; sample++)
            {
                volts[(sample * units) + unit] = ofUnit[sample];
                outputs.Span[(sample * units) + unit] = (float)ofUnit[sample];
            }
        }

        Last = new ChainLayerReading(current1, current2, volts);
    }
}
