using Lab.Calibration.WeightMaps;
using Lab.Protocols.Chains;
using Lab.Quantities;
using Lab.Runs.Protocols;
using Lab.Runs.Records;

namespace Lab.Protocols.Mac;

/// <summary>The measurement of <see cref="NetworkMacProtocol"/>: a pair of synapses a point.</summary>
/// <param name="settings">The settings.</param>
/// <param name="pairs">The pairs of synapses.</param>
/// <param name="chain">The chain.</param>
internal sealed class NetworkMacMeasurement(NetworkMacSettings settings, SynapsePairs pairs, ChainRig chain) : IMeasurement
{
    public async ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken)
    {
        int input = pairs.FirstInputs[point];
        WeightChoice choice = pairs.Choose(input);
        double[] volts = new double[settings.Images];
        double[] power1 = [.. Enumerable.Range(0, settings.Images).Select(image => pairs.PowerOf(image, input))];
        double[] power2 = [.. Enumerable.Range(0, settings.Images).Select(image => pairs.PowerOf(image, input + 1))];
        (Power, Power)[] powers = [.. power1.Zip(power2, (first, second) => (Power.FromWatts(first), Power.FromWatts(second)))];
        await chain.ReadSeriesAsync(
            Current.FromAmperes(choice.Amperes[0]),
            Current.FromAmperes(choice.Amperes[1]),
            settings.ZeroReadings,
            powers,
            volts,
            cancellationToken).ConfigureAwait(false);

        row.Set(NetworkMacExperiment.InputColumn, input);
        row.Set(NetworkMacExperiment.Weight1Column, pairs.Weights[input]);
        row.Set(NetworkMacExperiment.Weight2Column, pairs.Weights[input + 1]);
        row.Set(NetworkMacExperiment.Set1Column, choice.Weights[0]);
        row.Set(NetworkMacExperiment.Set2Column, choice.Weights[1]);
        row.Set(NetworkMacExperiment.ScaleColumn, pairs.Scale);
        row.Set(NetworkMacExperiment.Current1Column, choice.Amperes[0]);
        row.Set(NetworkMacExperiment.Current2Column, choice.Amperes[1]);
        row.Set(NetworkMacExperiment.Power1Column, power1);
        row.Set(NetworkMacExperiment.Power2Column, power2);
        row.Set(NetworkMacExperiment.VoltageColumn, volts);
        chain.RecordField(row);
    }
}
