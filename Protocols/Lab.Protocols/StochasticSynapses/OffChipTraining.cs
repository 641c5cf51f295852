using Lab.Models.ClassifierNetworks;
using Lab.Models.Data;
using Lab.Models.Nanowires;
using Lab.Models.StochasticSynapses;
using Lab.Models.Training;
using Lab.Quantities;
using Lab.Runs;
using Lab.Studies.ClassifierNetworks;

namespace Lab.Protocols.StochasticSynapses;

/// <summary>Networks of a single layer of stochastic synapses that no bench was needed for.</summary>
internal static class OffChipTraining
{
    /// <summary>Trains a network on its model.</summary>
    /// <param name="model">What it is.</param>
    /// <param name="images">The images.</param>
    /// <param name="epochs">How often it sees them.</param>
    /// <param name="batch">Images of a step.</param>
    /// <param name="learningRate">Learning rate of Adam, mT.</param>
    /// <param name="seed">Seed of order and samples.</param>
    /// <param name="cancellationToken">Ends it between two steps.</param>
    /// <exception cref="RunException">It diverged.</exception>
    public static async ValueTask<StochasticPerceptron> TrainAsync(
        StochasticPerceptron.Options model, ImageSet images, int epochs, int batch, double learningRate, ulong seed,
        CancellationToken cancellationToken)
    {
        var network = new StochasticPerceptron(model, seed);
        var trainer = new Trainer(
            network, new SampledEpochs(network), new Adam(), LearningRate.Constant(learningRate),
            new TrainerOptions(batch, seed) { IsRateByEpoch = true, OrderStream = "stochastic/order" });
        try
        {
            for (int epoch = 0; epoch < epochs; epoch++)
            {
                await trainer.TrainEpochAsync(images, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (ArithmeticException diverged)
        {
            throw new RunException(diverged.Message, diverged);
        }

        return network;
    }

    /// <summary>Reads a trained network, and moves its fields to those at which the wire of the bench passes as often.</summary>
    /// <param name="path">The file.</param>
    /// <param name="images">The images that it will be shown.</param>
    /// <param name="wire">The pass probability of the wire.</param>
    /// <returns>The network, which has the pass probability of the wire.</returns>
    /// <exception cref="RunException">The file is damaged, or its network does not fit.</exception>
    public static StochasticPerceptron Transfer(string path, ImageSet images, PassProbability wire)
    {
        (ClassifierNetwork read, _, ulong seed) = NetworkFile.Open(path);
        if (read is not StochasticPerceptron trained || trained.Model is not StochasticPerceptron.Options { Hidden: 0 } options)
        {
            throw new RunException(
                $"The network of '{path}' has no single layer of stochastic synapses; one of stochastic-train or "
                    + "sampling-study is needed.");
        }

        if (options.Inputs != images.Size || options.Classes != images.Classes)
        {
            throw new RunException(
                $"The network of '{path}' has {options.Inputs} inputs and {options.Classes} classes; the images have "
                    + $"{images.Size} and {images.Classes}. Set 'halvings' and 'classes' as they were in its training.");
        }

        var network = new StochasticPerceptron(
            options with
            {
                CentreMillitesla = wire.Centre.Tesla * 1e3,
                SlopePerMillitesla = wire.SlopePerTesla * 1e-3,
                Floor = wire.Floor,
            },
            seed);
        trained.Parameters.CopyTo(network.Parameters, 0);
        PassProbability published = options.Probability;
        foreach (ref float field in network.Of(network.Groups[0]))
        {
            // At its floor or beyond single precision a wire passes never or always, whatever the field there is.
            double probability = published.At(MagneticField.FromTesla(field * 1e-3));
            field = probability <= wire.Floor ? (float)options.SmallestMillitesla
                : probability >= 1 ? (float)options.LargestMillitesla
                : (float)(wire.FieldOf(probability).Tesla * 1e3);
        }

        network.Project();
        return network;
    }
}
