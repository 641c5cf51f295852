using Lab.Calibration.WeightMaps;
using Lab.Models.HardwareInTheLoop;
using Lab.Protocols.Chains;
using Lab.Quantities;

namespace Lab.Protocols.Training;

/// <summary>A chain of two junctions as a layer of a network: powers in, one voltage out, two weights, which a map turns into
/// currents.</summary>
/// <param name="map">The map; its weights are what the layer believes to set.</param>
/// <param name="settings">Settings of the measurement.</param>
/// <param name="chain">The chain that is measured.</param>
internal sealed class ChainLayer(WeightMap map, CharacterisationSettings settings, ChainBench chain) : IPhysicalLayer
{
    private const double WeightScale = 0.1; // V/W

    /// <summary>The chain that is measured; set anew whenever the bench was prepared.</summary>
    public ChainBench Bench { get; set; } = chain;

    /// <summary>The last measurement: the currents in A, and the voltages in V with the offset taken off,
    /// shape [sample].</summary>
    public (double Current1, double Current2, double[] Volts) Last { get; private set; } = (0, 0, []);

    /// <inheritdoc/>
    public IDifferentiableLayer Model { get; } = new WeightedSum(2);

    /// <inheritdoc/>
    public IReadOnlyList<ParameterRange> Parameters { get; } =
    [
        new("W1", "V/W", double.NegativeInfinity, double.PositiveInfinity, WeightScale),
        new("W2", "V/W", double.NegativeInfinity, double.PositiveInfinity, WeightScale),
    ];

    /// <inheritdoc/>
    public Duration CostOf(int samples) => (settings.ReadingTime + settings.Settle) * (samples + settings.ZeroReadings);

    /// <summary>Moves the weights to the nearest ones that currents within the map give.</summary>
    public void Project(Span<double> parameters) => map.Choose(parameters.ToArray()).Weights.CopyTo(parameters);

    /// <inheritdoc/>
    public async ValueTask MeasureAsync(
        ReadOnlyMemory<double> parameters, ReadOnlyMemory<double> inputs, Memory<double> outputs,
        CancellationToken cancellationToken)
    {
        double[] amperes = map.Choose(parameters.ToArray()).Amperes;
        (Power, Power)[] powers = [.. Enumerable.Range(0, outputs.Length).Select(
            sample => (Power.FromWatts(inputs.Span[2 * sample]), Power.FromWatts(inputs.Span[(2 * sample) + 1])))];
        await Bench.ReadSeriesAsync(
            Current.FromAmperes(amperes[0]),
            Current.FromAmperes(amperes[1]),
            settings.ZeroReadings,
            powers,
            outputs,
            cancellationToken).ConfigureAwait(false);
        Last = (amperes[0], amperes[1], outputs.ToArray());
    }
}
