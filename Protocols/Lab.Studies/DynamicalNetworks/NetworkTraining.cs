using Lab.Models.DynamicalNetworks;
using Lab.Models.Training;
using Lab.Quantities;

namespace Lab.Studies.DynamicalNetworks;

/// <summary>One training, whose numbers all come from one seed.</summary>
internal sealed class NetworkTraining
{
    /// <summary>Each derivative is held within it, of either sign.</summary>
    public const double LargestDerivative = 1;

    /// <summary>Epochs after which the learning rate is halved.</summary>
    public const double HalvingEpochs = 8.077;

    private readonly NetworkPlan plan;
    private readonly SequenceTask task;
    private readonly SequenceSplit split;
    private readonly NetworkShape shape;
    private readonly Func<SequenceSamples, (double Loss, double Accuracy)> trainEpoch;
    private readonly Func<SequenceSamples, (double Loss, double Accuracy)> test;
    private readonly Func<double[]> parameters;
    private double best = double.NaN;

    public NetworkTraining(NetworkSettings settings, NetworkPlan plan, SequenceTask task, ulong seed, int threads)
    {
        (this.plan, this.task) = (plan, task);
        split = task.Split(seed);
        shape = new NetworkShape(task.Inputs, plan.Layers, plan.Width, task.Outputs, plan.DensityBetween, plan.DensityWithin, seed);
        var options = new SequenceTrainingOptions(task.Loss, task.Readout, settings.Batch, LargestDerivative, settings.InitialSpread, threads);
        (trainEpoch, test, parameters) = settings.Model == NetworkModel.Ctrnn
            ? Start(new ContinuousTimeNeuron<float>(plan.PixelTime, plan.RelaxationTime, settings.Integrator, settings.Substeps))
            : Start(new SpintronicNeuron<float>(OscillatorOf(plan), plan.PixelTime, settings.Integrator, settings.Substeps));

        (Func<SequenceSamples, (double Loss, double Accuracy)> Train, Func<SequenceSamples, (double Loss, double Accuracy)> Test, Func<double[]> Parameters) Start<TNeuron>(TNeuron neuron)
            where TNeuron : struct, INeuron<float>
        {
            var network = new SequenceTraining<TNeuron>(
                shape, neuron, plan.Amplification, task.Steps, options, LearningRate.Hyperbolic(plan.LearningRate, HalvingEpochs), seed);
            return (samples => network.TrainEpoch(samples.Inputs, samples.Targets), samples => network.Test(samples.Inputs, samples.Targets), () => network.Parameters);
        }
    }

    /// <summary>Epochs since the last one that was better on the samples that choose it.</summary>
    public int EpochsWithoutGain { get; private set; }

    /// <summary>Weights of the network, without biases.</summary>
    public int Synapses => shape.SynapseCount;

    /// <summary>I·Δt with I = S·⟨|W|⟩·√N, from the weights between neurons as they are.</summary>
    private double CumulativeDrive
    {
        get
        {
            double[] weights = parameters();
            double mean = shape.Synapses.Average(synapse => Math.Abs(weights[synapse.Parameter]));
            return plan.Amplification * mean * Math.Sqrt(plan.Width) * plan.PixelTime.Seconds / 1e-9;
        }
    }

    /// <summary>The oscillators of a plan, behind a high-pass of 1 MHz.</summary>
    public static OscillatorParameters OscillatorOf(NetworkPlan plan) => OscillatorParameters.Normalised(plan.RelaxationTime, Frequency.FromMegahertz(1));

    /// <summary>One epoch, and the tests after it.</summary>
    /// <exception cref="ArithmeticException">The training diverged.</exception>
    public TrainedEpoch TrainAndTest()
    {
        (double loss, double accuracy) = trainEpoch(split.Training);
        double validation = task.ScoreOf(test(split.Validation));
        bool isBetter = double.IsNaN(best) || (validation != best && task.IsAsGood(validation, best));
        EpochsWithoutGain = isBetter ? 0 : EpochsWithoutGain + 1;
        best = isBetter ? validation : best;
        return new TrainedEpoch(loss, task.ScoreOf((loss, accuracy)), validation, task.ScoreOf(test(split.Test)), shape.SynapseCount, CumulativeDrive, IsTrained: true);
    }
}
