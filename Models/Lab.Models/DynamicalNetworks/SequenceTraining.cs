using Lab.Models.Randomness;
using Lab.Models.Training;

namespace Lab.Models.DynamicalNetworks;

/// <summary>Trains a network of dynamical neurons to name the class of a sequence, in single precision: Adam on the softmax cross-entropy
/// of the read-out after the last input, derivatives through all of time, each clipped.</summary>
/// <remarks>A batch is divided into parts of <see cref="DynamicalNetwork{T, TNeuron}.Lanes"/> samples whose sums are added in their order,
/// so that the result does not depend on the number of threads.</remarks>
/// <typeparam name="TNeuron">The neuron.</typeparam>
public sealed class SequenceTraining<TNeuron>
    where TNeuron : struct, INeuron<float>
{
    private readonly NetworkShape shape;
    private readonly SequenceTrainingOptions options;
    private readonly LearningRate rate;
    private readonly Adam adam = new();
    private readonly DynamicalNetwork<float, TNeuron>[] parts;
    private readonly double[][] partGradients;
    private readonly double[] gradient;
    private readonly float[] single;
    private readonly int sampleLength;
    private readonly ParallelOptions parallel;

    /// <summary>Sets a training up.</summary>
    /// <param name="shape">Layers, masks and read-out.</param>
    /// <param name="neuron">The neuron.</param>
    /// <param name="amplification">S, 1/ns.</param>
    /// <param name="steps">Inputs of a sequence.</param>
    /// <param name="options">Batch, learning rate, clipping, threads.</param>
    /// <param name="rate">Size of the steps, by epoch.</param>
    /// <param name="seed">Seed of the first parameters and of the order of the samples.</param>
    public SequenceTraining(NetworkShape shape, TNeuron neuron, double amplification, int steps, SequenceTrainingOptions options, LearningRate rate, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(options);
        (this.shape, this.options, this.rate, Seed) = (shape, options, rate, seed);
        int lanes = DynamicalNetwork<float, TNeuron>.Lanes;
        int count = (options.Batch + lanes - 1) / lanes;
        parts = [.. Enumerable.Range(0, count).Select(_ => new DynamicalNetwork<float, TNeuron>(shape, neuron, amplification, steps))];
        partGradients = [.. parts.Select(_ => new double[shape.ParameterCount])];
        gradient = new double[shape.ParameterCount];
        single = new float[shape.ParameterCount];
        sampleLength = steps * shape.Inputs;
        parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Threads };
        var random = RandomStream.For(seed, "network/start");
        Parameters = [.. Enumerable.Range(0, shape.ParameterCount).Select(_ => options.InitialSpread * random.NextGaussian())];
    }

    /// <summary>Weights and biases.</summary>
    public double[] Parameters { get; }

    /// <summary>Seed of the first parameters and of the order of the samples.</summary>
    public ulong Seed { get; }

    /// <summary>Epochs that were done.</summary>
    public int Epochs { get; private set; }

    /// <summary>Goes through all samples once, in an order of its own for each epoch.</summary>
    /// <param name="samples">The sequences, shape [sample · step · input].</param>
    /// <param name="classes">Their classes, shape [sample].</param>
    /// <returns>Mean loss in nats, and the share of the samples whose class was named, both before each step.</returns>
    /// <exception cref="ArithmeticException">The training diverged; the message says what to lower.</exception>
    public (double Loss, double Accuracy) TrainEpoch(float[] samples, int[] classes)
    {
        ArgumentNullException.ThrowIfNull(classes);
        int[] order = [.. Enumerable.Range(0, classes.Length)];
        var random = RandomStream.For(Seed, "network/order", (ulong)Epochs);
        for (int i = order.Length - 1; i > 0; i--)
        {
            int other = random.NextInt32(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }

        double loss = 0;
        int right = 0;
        for (int first = 0; first < order.Length; first += options.Batch)
        {
            int[] batch = order[first..Math.Min(first + options.Batch, order.Length)];
            (double batchLoss, int batchRight) = Descend(samples, classes, batch);
            if (!double.IsFinite(batchLoss))
            {
                throw new ArithmeticException($"The training diverged in epoch {Epochs + 1}: the loss is {batchLoss}. Lower the learning rate, the amplification S or the spread of the first weights.");
            }

            loss += batchLoss;
            right += batchRight;
        }

        Epochs++;
        return (loss / order.Length, (double)right / order.Length);
    }

    /// <summary>Names the class of sequences and counts what is right.</summary>
    /// <param name="samples">The sequences, shape [sample · step · input].</param>
    /// <param name="classes">Their classes, shape [sample].</param>
    /// <returns>The share that is right.</returns>
    public double Test(float[] samples, int[] classes)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(classes);
        Round();
        int lanes = DynamicalNetwork<float, TNeuron>.Lanes;
        float[] results = new float[lanes * shape.Outputs];
        int right = 0;
        for (int first = 0; first < classes.Length; first += lanes)
        {
            int count = Math.Min(lanes, classes.Length - first);
            parts[0].Forward(single, samples.AsSpan(first * sampleLength, count * sampleLength), results);
            for (int i = 0; i < count; i++)
            {
                right += Largest(results.AsSpan(i * shape.Outputs, shape.Outputs)) == classes[first + i] ? 1 : 0;
            }
        }

        return (double)right / classes.Length;
    }

    private static int Largest(ReadOnlySpan<float> values)
    {
        int largest = 0;
        for (int i = 1; i < values.Length; i++)
        {
            largest = values[i] > values[largest] ? i : largest;
        }

        return largest;
    }

    private (double Loss, int Right) Descend(float[] samples, int[] classes, int[] batch)
    {
        Round();
        int lanes = DynamicalNetwork<float, TNeuron>.Lanes;
        int count = (batch.Length + lanes - 1) / lanes;
        double[] losses = new double[count];
        int[] rights = new int[count];
        Parallel.For(0, count, parallel, part => (losses[part], rights[part]) = Descend(part, samples, classes, batch[(part * lanes)..Math.Min((part + 1) * lanes, batch.Length)], batch.Length));
        Array.Clear(gradient);
        for (int part = 0; part < count; part++)
        {
            for (int i = 0; i < gradient.Length; i++)
            {
                gradient[i] += partGradients[part][i];
            }
        }

        for (int i = 0; i < gradient.Length; i++)
        {
            gradient[i] = Math.Clamp(gradient[i], -options.LargestDerivative, options.LargestDerivative);
        }

        adam.Step(Parameters, gradient, rate.At(Epochs));
        return (losses.Sum(), rights.Sum());
    }

    private (double Loss, int Right) Descend(int part, float[] samples, int[] classes, int[] members, int batchLength)
    {
        float[] inputs = new float[members.Length * sampleLength];
        for (int i = 0; i < members.Length; i++)
        {
            samples.AsSpan(members[i] * sampleLength, sampleLength).CopyTo(inputs.AsSpan(i * sampleLength));
        }

        float[] results = new float[members.Length * shape.Outputs];
        parts[part].Forward(single, inputs, results);
        double loss = 0;
        int right = 0;
        double[] outputs = new double[shape.Outputs];
        double[] targets = new double[shape.Outputs];
        double[] error = new double[shape.Outputs];
        for (int i = 0; i < members.Length; i++)
        {
            Span<float> result = results.AsSpan(i * shape.Outputs, shape.Outputs);
            right += Largest(result) == classes[members[i]] ? 1 : 0;
            Array.Clear(targets);
            targets[classes[members[i]]] = 1;
            for (int output = 0; output < outputs.Length; output++)
            {
                outputs[output] = result[output];
            }

            loss += Losses.SoftmaxCrossEntropy.Evaluate(outputs, targets, error);
            for (int output = 0; output < outputs.Length; output++)
            {
                result[output] = (float)(error[output] / batchLength);
            }
        }

        Array.Clear(partGradients[part]);
        parts[part].Backward(single, results, partGradients[part]);
        return (loss, right);
    }

    private void Round()
    {
        for (int i = 0; i < single.Length; i++)
        {
            single[i] = (float)Parameters[i];
        }
    }
}
