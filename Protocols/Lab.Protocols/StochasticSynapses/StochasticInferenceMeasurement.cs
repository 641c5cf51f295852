using Lab.Models.Data;
using Lab.Models.Nanowires;
using Lab.Models.StochasticSynapses;
using Lab.Protocols.Nanowires;
using Lab.Quantities;
using Lab.Runs.Protocols;
using Lab.Runs.Records;

namespace Lab.Protocols.StochasticSynapses;

/// <summary>Measures the sum of a neuron for an image, sample after sample.</summary>
/// <param name="settings">The settings.</param>
/// <param name="images">The test images.</param>
/// <param name="network">The trained network.</param>
/// <param name="wire">The pass probability of its model.</param>
/// <param name="errors">How uncertain that is.</param>
/// <param name="shots">The wire.</param>
internal sealed class StochasticInferenceMeasurement(
    StochasticInferenceSettings settings, ImageSet images, StochasticPerceptron network, PassProbability wire,
    PassProbabilityErrors errors, WireShots shots) : IMeasurement
{
    public async ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken)
    {
        (int image, int neuron) = Math.DivRem(point, images.Classes);
        int[] inputs =
        [
            .. Enumerable.Range(0, images.Size).Where(input => images.Pixels[(image * images.Size) + input] > 0),
        ];
        MagneticField[] fields =
        [
            .. inputs.Select(
                input => MagneticField.FromTesla(network.Fields[(input * images.Classes) + neuron] * 1e-3)),
        ];
        double[] passed = new double[inputs.Length * settings.Samples];
        long before = shots.Loops;
        shots.ForgetMisses();
        for (int shot = 0; shot < passed.Length; shot++)
        {
            MagneticField field = fields[shot / settings.Samples];
            passed[shot] = await shots.PassesAsync(field, cancellationToken).ConfigureAwait(false) ? 1 : 0;
        }

        row.Set(StochasticInferenceExperiment.ImageColumn, image);
        row.Set(StochasticInferenceExperiment.NeuronColumn, neuron);
        row.Set(StochasticInferenceExperiment.LabelColumn, images.Labels[image]);
        row.Set(StochasticInferenceExperiment.BiasColumn, network.Of(network.Groups[^1])[neuron]);
        row.Set(StochasticInferenceExperiment.LoopsColumn, shots.Loops - before);
        row.Set(StochasticInferenceExperiment.MissColumn, shots.LargestMiss.Tesla);
        row.Set(StochasticInferenceExperiment.InputsColumn, [.. inputs.Select(input => (double)input)]);
        row.Set(StochasticInferenceExperiment.FieldsColumn, [.. fields.Select(field => field.Tesla)]);
        row.Set(StochasticInferenceExperiment.ProbabilitiesColumn, [.. fields.Select(wire.At)]);
        row.Set(StochasticInferenceExperiment.ErrorsColumn, [.. fields.SelectMany(ChangesAt)]);
        row.Set(StochasticInferenceExperiment.KnownErrorsColumn, (double)errors.Known);
        row.Set(StochasticInferenceExperiment.PassedColumn, passed);
    }

    // Of the pass probability, by each of the independent errors.
    private IEnumerable<double> ChangesAt(MagneticField field)
    {
        (double byCentre, double bySlope, double byFloor) = wire.GradientAt(field);
        return Enumerable.Range(0, 3).Select(
            error => (byCentre * errors.Factor[error]) + (bySlope * errors.Factor[3 + error])
                + (byFloor * errors.Factor[6 + error]));
    }
}
