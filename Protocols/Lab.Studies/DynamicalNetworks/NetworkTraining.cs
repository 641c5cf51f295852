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
    private readonly Func<float[], int[]> classify;
    private readonly Func<double[]> parameters;
    private double best = double.NaN;

    public NetworkTraining(NetworkSettings settings, NetworkPlan plan, SequenceTask task, ulong seed, int threads)
    {
        (this.plan, this.task) = (plan, task);
        split = task.Split(seed);
        shape = new NetworkShape(
            task.Inputs, plan.Layers, plan.Width, task.Outputs, plan.DensityBetween, plan.DensityWithin, seed);
        var options = new SequenceTrainingOptions(
            task.Loss, task.Readout, settings.Batch, LargestDerivative, settings.InitialSpread, threads);
        (trainEpoch, test, classify, parameters) = settings.Model == NetworkModel.Ctrnn
            ? Start(new ContinuousTimeNeuron<float>(plan.PixelTime, plan.RelaxationTime, settings.Integrator, settings.Substeps))
            : Start(new SpintronicNeuron<float>(OscillatorOf(plan), plan.PixelTime, settings.Integrator, settings.Substeps));

        (Func<SequenceSamples, (double Loss, double Accuracy)> Train,
            Func<SequenceSamples, (double Loss, double Accuracy)> Test,
            Func<float[], int[]> Classify,
            Func<double[]> Parameters) Start<TNeuron>(TNeuron neuron)
            where TNeuron : struct, INeuron<float>
        {
            var network = new SequenceTraining<TNeuron>(
                shape,
                neuron,
                plan.Amplification,
                task.Steps,
                options,
                LearningRate.Hyperbolic(plan.LearningRate, HalvingEpochs),
                seed);
            return (
                samples => network.TrainEpoch(samples.Inputs, samples.Targets),
                samples => network.Test(samples.Inputs, samples.Targets),
                network.Classify,
                () => network.Parameters);
        }
    }

    /// <summary>Epochs since the last one that was better on the samples that choose it.</summary>
    public int EpochsWithoutGain { get; private set; }

    /// <summary>Weights of the network, without biases.</summary>
    public int Synapses => shape.SynapseCount;

    /// <summary>The confusion matrix of a training that has not answered yet: zeros,
    /// or empty where the task names no classes.</summary>
    public float[] NoAnswers => new float[task.ClassNames.Count * task.ClassNames.Count];

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
    public static OscillatorParameters OscillatorOf(NetworkPlan plan) =>
        OscillatorParameters.Normalised(plan.RelaxationTime, Frequency.FromMegahertz(1));

    /// <summary>One epoch, and the tests after it.</summary>
    /// <exception cref="ArithmeticException">The training diverged.</exception>
    public TrainedEpoch TrainAndTest()
    {
        (double loss, double accuracy) = trainEpoch(split.Training);
        double validation = task.ScoreOf(test(split.Validation));
        bool isBetter = double.IsNaN(best) || (validation != best && task.IsAsGood(validation, best));
        EpochsWithoutGain = isBetter ? 0 : EpochsWithoutGain + 1;
        best = isBetter ? validation : best;
        float[] confusion = task.ClassNames.Count > 0 ? Confuse(classify(split.Test.Inputs), split.Test.Targets) : [];
        double tested = task.ClassNames.Count > 0 ? ShareOfCorrect(confusion) : task.ScoreOf(test(split.Test));
        return new TrainedEpoch(
            loss, task.ScoreOf((loss, accuracy)), validation, tested, shape.SynapseCount, CumulativeDrive, IsTrained: true)
        {
            Confusion = confusion,
        };
    }

    private float[] Confuse(int[] answers, float[] targets)
    {
        float[] counts = new float[task.Outputs * task.Outputs];
        for (int i = 0; i < answers.Length; i++)
        {
            int label = targets.AsSpan(i * task.Outputs, task.Outputs).IndexOf(1f);
            counts[(label * task.Outputs) + answers[i]]++;
        }

        return counts;
    }

    private double ShareOfCorrect(float[] confusion) =>
        Enumerable.Range(0, task.Outputs).Sum(label => (double)confusion[(label * task.Outputs) + label])
            / confusion.Sum(count => (double)count);
}
