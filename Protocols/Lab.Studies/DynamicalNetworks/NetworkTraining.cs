using Lab.Models.Data;
using Lab.Models.DynamicalNetworks;
using Lab.Models.Training;
using Lab.Models.Training.Schemes;
using Lab.Quantities;

namespace Lab.Studies.DynamicalNetworks;

/// <summary>One training, whose numbers all come from one seed.</summary>
internal sealed class NetworkTraining
{
    /// <summary>Each derivative is held within it, of either sign.</summary>
    public const double LargestDerivative = 1;

    /// <summary>Epochs after which the learning rate is halved.</summary>
    public const double HalvingEpochs = 8.077;

    // A loss so far above that of an output of zeros is none that a training comes back from.
    private const double DivergedLoss = 1000;

    private readonly NetworkPlan plan;
    private readonly SequenceTask task;
    private readonly SequenceSplit split;
    private readonly NetworkShape shape;
    private readonly Trainer trainer;
    private readonly Func<float[], int[]> classify;
    private readonly BestEpoch best;

    public NetworkTraining(NetworkSettings settings, NetworkPlan plan, SequenceTask task, ulong seed, int threads)
    {
        (this.plan, this.task) = (plan, task);
        split = task.Split(seed);
        shape =
            new NetworkShape(task.Inputs, plan.Layers, plan.Width, task.Outputs, plan.DensityBetween, plan.DensityWithin, seed);
        best = new BestEpoch((score, other) => score != other && task.IsAsGood(score, other));
        INetwork network;
        (network, classify) = settings.Model == NetworkModel.Ctrnn
            ? Make(new ContinuousTimeNeuron<float>(plan.PixelTime, plan.RelaxationTime, settings.Integrator, settings.Substeps))
            : Make(new SpintronicNeuron<float>(OscillatorOf(plan), plan.PixelTime, settings.Integrator, settings.Substeps));
        trainer = new Trainer(
            network, new OffChip(), new Adam(), LearningRate.Hyperbolic(plan.LearningRate, HalvingEpochs),
                new TrainerOptions(settings.Batch, seed)
                {
                    LargestDerivative = LargestDerivative,
                    IsRateByEpoch = true,
                    DivergedLoss = DivergedLoss,
                });

        (INetwork, Func<float[], int[]>) Make<TNeuron>(TNeuron neuron)
            where TNeuron : struct, INeuron<float>
        {
            var made = new SequenceNetwork<TNeuron>(
                shape, neuron, plan.Amplification, task.Steps, task.Loss, task.Readout, settings.InitialSpread, seed, threads);
            return (made, samples => made.Classify(samples));
        }
    }

    /// <summary>Epochs since the last epoch that was better on the samples that choose it.</summary>
    public int EpochsWithoutGain => best.EpochsWithoutGain;

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
            float[] weights = trainer.Network.Parameters;
            double mean = shape.Synapses.Average(synapse => Math.Abs((double)weights[synapse.Parameter]));
            return plan.Amplification * mean * Math.Sqrt(plan.Width) * plan.PixelTime.Seconds / 1e-9;
        }
    }

    /// <summary>The oscillators of a plan, after a high-pass of 1 MHz.</summary>
    public static OscillatorParameters OscillatorOf(NetworkPlan plan) =>
        OscillatorParameters.Normalised(plan.RelaxationTime, Frequency.FromMegahertz(1));

    /// <summary>One epoch, and the tests after it.</summary>
    /// <exception cref="ArithmeticException">The training diverged.</exception>
    public async ValueTask<TrainedEpoch> TrainAndTestAsync(CancellationToken cancellationToken)
    {
        BatchResult trained = await trainer.TrainEpochAsync(split.Training, cancellationToken).ConfigureAwait(false);
        double validation = await ScoreOfAsync(split.Validation, cancellationToken).ConfigureAwait(false);
        best.Consider(validation, trainer.Network.Parameters);
        float[] confusion = task.ClassNames.Count > 0 ? Confuse(classify(split.Test.Inputs), split.Test.Targets) : [];
        double tested = task.ClassNames.Count > 0
            ? ShareOfCorrect(confusion)
            : await ScoreOfAsync(split.Test, cancellationToken).ConfigureAwait(false);
        return new TrainedEpoch(
            trained.Loss, task.ScoreOf(trained), validation, tested, shape.SynapseCount, CumulativeDrive, IsTrained: true)
        {
            Confusion = confusion,
        };
    }

    private async ValueTask<double> ScoreOfAsync(SampleSet samples, CancellationToken cancellationToken) =>
        task.ScoreOf(
            await trainer.Network.EvaluateAsync(samples.All, ForwardPass.Model, cancellationToken).ConfigureAwait(false));

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
