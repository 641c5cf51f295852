using Lab.Models.Randomness;
using Lab.Models.Training.Schemes;

namespace Lab.Models.Training;

/// <summary>The one training loop: epochs of batches, each batch a step. The scheme says where the derivatives come from, the
/// optimiser moves the parameters with them, the network moves these to what can be set.</summary>
/// <remarks>Parameters are moved in units of their groups' scales. Used by one caller at a time.</remarks>
public sealed class Trainer
{
    private const int Counters = 2;

    private readonly INetwork network;
    private readonly ITrainingScheme scheme;
    private readonly IOptimizer optimizer;
    private readonly LearningRate rate;
    private readonly TrainerOptions options;
    private readonly float[] scales;
    private readonly float[] scaled;
    private readonly float[] inputs;
    private readonly float[] targets;

    /// <summary>Sets a training up; the parameters are moved to what the network can set.</summary>
    /// <param name="network">The network; its parameters are the first ones.</param>
    /// <param name="scheme">Where the derivatives come from; of this training alone.</param>
    /// <param name="optimizer">Moves the parameters; of this training alone.</param>
    /// <param name="rate">Size of the steps.</param>
    /// <param name="options">Batch, seed, clipping.</param>
    public Trainer(INetwork network, ITrainingScheme scheme, IOptimizer optimizer, LearningRate rate, TrainerOptions options)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(scheme);
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(rate);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Batch, 1);
        (this.network, this.scheme, this.optimizer, this.rate, this.options) = (network, scheme, optimizer, rate, options);
        scales = ParameterGroup.ScalesOf(network.Groups);
        scaled = new float[scales.Length];
        inputs = new float[options.Batch * network.InputCount];
        targets = new float[options.Batch * network.TargetCount];
        network.Project();
    }

    /// <summary>The network.</summary>
    public INetwork Network => network;

    /// <summary>How many steps were done.</summary>
    public int Steps { get; private set; }

    /// <summary>How many epochs were done.</summary>
    public int Epochs { get; private set; }

    /// <summary>How many samples were measured on a bench.</summary>
    public long Measurements { get; private set; }

    /// <summary>The state of the training, such that a training that was set up alike and takes it up goes on in the same way:
    /// steps, measured samples, parameters, the state of the optimiser.</summary>
    public double[] Save() => [Steps, Measurements, .. network.Parameters.Select(value => (double)value), .. optimizer.Save()];

    /// <summary>Takes a saved state up.</summary>
    /// <param name="saved">The state that <see cref="Save"/> gave.</param>
    /// <param name="epochs">Whole epochs that were done before.</param>
    /// <exception cref="ArgumentException">It is not of a training like this one.</exception>
    public void Restore(ReadOnlySpan<double> saved, int epochs = 0)
    {
        int count = network.Parameters.Length;
        if (saved.Length < Counters + count)
        {
            throw new ArgumentException(
                $"{saved.Length} numbers are no state of a training with {count} parameters.", nameof(saved));
        }

        (Steps, Measurements, Epochs) = ((int)saved[0], (long)saved[1], epochs);
        for (int i = 0; i < count; i++)
        {
            network.Parameters[i] = (float)saved[Counters + i];
        }

        optimizer.Restore(saved[(Counters + count)..]);
    }

    /// <summary>Goes through all samples once, in an order of its own for each epoch; the last step has fewer samples where they
    /// do not divide.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="cancellationToken">Ends it between two steps, and while something is measured.</param>
    /// <returns>Loss and answers before each step.</returns>
    /// <exception cref="ArithmeticException">The training diverged; the message says what to lower.</exception>
    public async ValueTask<BatchResult> TrainEpochAsync(ITrainingData data, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        int[] order = RandomStream.For(options.Seed, options.OrderStream, (ulong)Epochs).NextOrder(data.Count);
        scheme.Begin((ulong)Epochs);
        BatchResult sum = default;
        for (int first = 0; first < order.Length; first += options.Batch)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = Math.Min(options.Batch, order.Length - first);
            data.Pick(order.AsSpan(first, count), inputs, targets);
            TrainingBatch batch =
                new(inputs.AsMemory(0, count * network.InputCount), targets.AsMemory(0, count * network.TargetCount), count);
            sum = sum.Plus(await StepOnceAsync(batch, cancellationToken).ConfigureAwait(false));
        }

        Epochs++;
        return sum;
    }

    /// <summary>One step by itself, outside of epochs.</summary>
    /// <param name="batch">Its samples.</param>
    /// <param name="cancellationToken">Ends it at once; no parameter has moved then.</param>
    /// <returns>Loss and answers before the step, and the outputs they come from where the network keeps them.</returns>
    /// <exception cref="ArithmeticException">The training diverged; the message says what to lower.</exception>
    public ValueTask<BatchResult> StepAsync(TrainingBatch batch, CancellationToken cancellationToken = default)
    {
        scheme.Begin((ulong)Steps);
        return StepOnceAsync(batch, cancellationToken);
    }

    /// <summary>The result of the bench with the present parameters; counts as measured.</summary>
    /// <param name="batch">The samples.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    public async ValueTask<BatchResult> MeasureAsync(TrainingBatch batch, CancellationToken cancellationToken)
    {
        BatchResult result = await network.EvaluateAsync(batch, ForwardPass.Measured, cancellationToken).ConfigureAwait(false);
        Measurements += result.Measured;
        return result;
    }

    private async ValueTask<BatchResult> StepOnceAsync(TrainingBatch batch, CancellationToken cancellationToken)
    {
        BatchResult result = await scheme.DifferentiateAsync(network, batch, cancellationToken).ConfigureAwait(false);
        if (!(result.Loss <= options.DivergedLoss) || !double.IsFinite(result.Loss))
        {
            string when = options.IsRateByEpoch ? $"epoch {Epochs + 1}" : $"step {Steps + 1}";
            throw new ArithmeticException(
                $"The training diverged in {when}: the loss is {result.Loss:G3}. Lower the learning rate, the amplification or "
                    + "the spread of the first parameters.");
        }

        Step(rate.At(options.IsRateByEpoch ? Epochs : Steps));
        Steps++;
        Measurements += result.Measured;
        return result;
    }

    private void Step(double size)
    {
        float[] parameters = network.Parameters;
        float[] gradient = network.Gradient;
        for (int i = 0; i < scales.Length; i++)
        {
            gradient[i] *= scales[i];
            scaled[i] = parameters[i] / scales[i];
        }

        if (double.IsFinite(options.LargestDerivative))
        {
            float largest = (float)options.LargestDerivative;
            for (int i = 0; i < gradient.Length; i++)
            {
                gradient[i] = Math.Clamp(gradient[i], -largest, largest);
            }
        }

        optimizer.Step(scales.Length > 0 ? scaled : parameters, gradient, size);
        for (int i = 0; i < scales.Length; i++)
        {
            parameters[i] = scaled[i] * scales[i];
        }

        network.Project();
    }
}
