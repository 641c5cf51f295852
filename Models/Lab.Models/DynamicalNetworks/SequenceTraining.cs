using Lab.Models.Randomness;
using Lab.Models.Training;

namespace Lab.Models.DynamicalNetworks;

/// <summary>Trains a network of dynamical neurons on sequences, in single precision: Adam on a loss of what is read out,
/// derivatives through all of time, each clipped.</summary>
/// <remarks>A batch is divided into parts of <see cref="DynamicalNetwork{T, TNeuron}.Lanes"/> samples whose sums are added in
/// their order, so that the result does not depend on the number of threads.</remarks>
/// <typeparam name="TNeuron">The neuron.</typeparam>
public sealed class SequenceTraining<TNeuron>
    where TNeuron : struct, INeuron<float>
{
    // A loss so far above that of an output of zeros is none that a training comes back from.
    private const double DivergedLoss = 1000;

    private readonly NetworkShape shape;
    private readonly SequenceTrainingOptions options;
    private readonly LearningRate rate;
    private readonly Adam adam = new();
    private readonly Worker[] workers;
    private readonly double[][] partGradients;
    private readonly double[] gradient;
    private readonly float[] single;
    private readonly ParallelOptions parallel;

    /// <summary>Sets a training up.</summary>
    /// <param name="shape">Layers, masks and read-out.</param>
    /// <param name="neuron">The neuron.</param>
    /// <param name="amplification">S, 1/ns.</param>
    /// <param name="steps">Inputs of a sequence.</param>
    /// <param name="options">Loss, batch, clipping, threads.</param>
    /// <param name="rate">Size of the steps, by epoch.</param>
    /// <param name="seed">Seed of the first parameters and of the order of the samples.</param>
    public SequenceTraining(
        NetworkShape shape, TNeuron neuron, double amplification, int steps, SequenceTrainingOptions options, LearningRate rate,
        ulong seed)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(options);
        (this.shape, this.options, this.rate, Seed) = (shape, options, rate, seed);
        int lanes = DynamicalNetwork<float, TNeuron>.Lanes;
        int count = (options.Batch + lanes - 1) / lanes;
        gradient = new double[shape.ParameterCount];
        single = new float[shape.ParameterCount];
        partGradients = [.. Enumerable.Range(0, count).Select(_ => new double[shape.ParameterCount])];
        workers =
        [
            .. Enumerable.Range(0, Math.Min(count, options.Threads)).Select(_ => new Worker(
                new DynamicalNetwork<float, TNeuron>(shape, [neuron], amplification, steps, options.Readout),
                steps * shape.Inputs,
                options.Loss)),
        ];
        parallel = new ParallelOptions { MaxDegreeOfParallelism = workers.Length };
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
    /// <param name="targets">What should be read out, shape [sample · output] or [sample · step · output]; of classes a one among
    /// zeros.</param>
    /// <returns>Before each step: the mean loss of a reading, and the share of them whose largest output is that of the
    /// target.</returns>
    /// <exception cref="ArithmeticException">The training diverged; the message says what to lower.</exception>
    public (double Loss, double Accuracy) TrainEpoch(float[] samples, float[] targets)
    {
        int[] order = RandomStream.For(Seed, "network/order", (ulong)Epochs).NextOrder(CountOf(samples));
        (double loss, long right) = (0, 0);
        for (int first = 0; first < order.Length; first += options.Batch)
        {
            int[] batch = order[first..Math.Min(first + options.Batch, order.Length)];
            (double batchLoss, int batchRight) = Descend(samples, targets, batch);
            if (!(batchLoss / (batch.Length * workers[0].Reads) < DivergedLoss))
            {
                throw new ArithmeticException(
                    $"The training diverged in epoch {Epochs + 1}: the loss is "
                        + $"{batchLoss / (batch.Length * workers[0].Reads):G3}. Lower the learning rate, the amplification S or "
                        + "the spread of the first weights.");
            }

            loss += batchLoss;
            right += batchRight;
        }

        Epochs++;
        double reads = (double)order.Length * workers[0].Reads;
        return (loss / reads, right / reads);
    }

    /// <summary>Reads sequences out and compares.</summary>
    /// <param name="samples">The sequences, shape [sample · step · input].</param>
    /// <param name="targets">What should be read out, as in <see cref="TrainEpoch"/>.</param>
    /// <returns>The mean loss of a reading, and the share of them whose largest output is that of the target.</returns>
    public (double Loss, double Accuracy) Test(float[] samples, float[] targets)
    {
        Round();
        int count = CountOf(samples);
        int lanes = DynamicalNetwork<float, TNeuron>.Lanes;
        (double loss, long right) = (0, 0);
        for (int first = 0; first < count; first += lanes)
        {
            int[] members = [.. Enumerable.Range(first, Math.Min(lanes, count - first))];
            (double partLoss, int partRight) = workers[0].Forward(single, samples, targets, members, batch: 1);
            loss += partLoss;
            right += partRight;
        }

        double reads = (double)count * workers[0].Reads;
        return (loss / reads, right / reads);
    }

    /// <summary>What the network reads out.</summary>
    /// <param name="samples">The sequences, shape [sample · step · input].</param>
    /// <returns>Shape [sample · output] or [sample · step · output].</returns>
    public float[] Predict(float[] samples)
    {
        Round();
        int count = CountOf(samples);
        int lanes = DynamicalNetwork<float, TNeuron>.Lanes;
        return [.. Enumerable.Range(0, (count + lanes - 1) / lanes).SelectMany(part => workers[0].Predict(
            single, samples, [.. Enumerable.Range(part * lanes, Math.Min(lanes, count - (part * lanes)))]).ToArray())];
    }

    /// <summary>The class of each sequence: the largest of the outputs that are read after its last step.</summary>
    /// <param name="samples">The sequences, shape [sample · step · input].</param>
    /// <returns>The classes from 0, shape [sample].</returns>
    public int[] Classify(float[] samples)
    {
        float[] outputs = Predict(samples);
        int count = CountOf(samples);
        int read = count == 0 ? 0 : outputs.Length / count;
        return
        [
            .. Enumerable.Range(1, count).Select(next => Worker.Largest(
                outputs.AsSpan((next * read) - shape.Outputs, shape.Outputs))),
        ];
    }

    private int CountOf(float[] samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        return samples.Length / workers[0].SampleLength;
    }

    private (double Loss, int Right) Descend(float[] samples, float[] targets, int[] batch)
    {
        Round();
        int lanes = DynamicalNetwork<float, TNeuron>.Lanes;
        int count = (batch.Length + lanes - 1) / lanes;
        var sums = new (double Loss, int Right)[count];
        void Work(int worker)
        {
            for (int part = worker; part < count; part += workers.Length)
            {
                int[] members = batch[(part * lanes)..Math.Min((part + 1) * lanes, batch.Length)];
                sums[part] = workers[worker].Forward(single, samples, targets, members, batch.Length);
                workers[worker].Backward(single, members.Length, partGradients[part]);
            }
        }

        if (workers.Length == 1)
        {
            Work(0);
        }
        else
        {
            Parallel.For(0, workers.Length, parallel, Work);
        }

        for (int i = 0; i < gradient.Length; i++)
        {
            double sum = 0;
            for (int part = 0; part < count; part++)
            {
                sum += partGradients[part][i];
            }

            gradient[i] = Math.Clamp(sum, -options.LargestDerivative, options.LargestDerivative);
        }

        adam.Step(Parameters, gradient, rate.At(Epochs));
        return (sums.Sum(part => part.Loss), sums.Sum(part => part.Right));
    }

    private void Round()
    {
        for (int i = 0; i < single.Length; i++)
        {
            single[i] = (float)Parameters[i];
        }
    }

    /// <summary>A network of a thread, which goes through parts one after the other: its memory stays in the cache.</summary>
    private sealed class Worker(DynamicalNetwork<float, TNeuron> network, int sampleLength, ILoss loss)
    {
        private readonly int width = network.Shape.Outputs;
        private readonly float[] inputs = new float[DynamicalNetwork<float, TNeuron>.Lanes * sampleLength];
        private readonly float[] results = new float[DynamicalNetwork<float, TNeuron>.Lanes * network.ResultCount];
        private readonly double[] read = new double[network.Shape.Outputs];
        private readonly double[] wanted = new double[network.Shape.Outputs];
        private readonly double[] error = new double[network.Shape.Outputs];

        public int SampleLength => sampleLength;

        /// <summary>How often each sample is read.</summary>
        public int Reads => network.ResultCount / width;

        /// <summary>Reads samples out; their errors, divided by the readings of the batch, are left for the way back.</summary>
        public (double Loss, int Right) Forward(float[] parameters, float[] samples, float[] targets, int[] members, int batch)
        {
            Run(parameters, samples, members);
            (double sum, int right) = (0, 0);
            for (int i = 0; i < members.Length; i++)
            {
                for (int at = 0; at < network.ResultCount; at += width)
                {
                    Span<float> result = results.AsSpan((i * network.ResultCount) + at, width);
                    ReadOnlySpan<float> target = targets.AsSpan((members[i] * network.ResultCount) + at, width);
                    right += Largest(result) == Largest(target) ? 1 : 0;
                    for (int output = 0; output < width; output++)
                    {
                        (read[output], wanted[output]) = (result[output], target[output]);
                    }

                    sum += loss.Evaluate(read, wanted, error);
                    for (int output = 0; output < width; output++)
                    {
                        result[output] = (float)(error[output] / ((double)batch * Reads));
                    }
                }
            }

            return (sum, right);
        }

        public ReadOnlySpan<float> Predict(float[] parameters, float[] samples, int[] members)
        {
            Run(parameters, samples, members);
            return results.AsSpan(0, members.Length * network.ResultCount);
        }

        public void Backward(float[] parameters, int count, double[] gradient)
        {
            Array.Clear(gradient);
            network.Backward(parameters, results.AsSpan(0, count * network.ResultCount), gradient);
        }

        public static int Largest(ReadOnlySpan<float> values)
        {
            int largest = 0;
            for (int i = 1; i < values.Length; i++)
            {
                largest = values[i] > values[largest] ? i : largest;
            }

            return largest;
        }

        private void Run(float[] parameters, float[] samples, int[] members)
        {
            for (int i = 0; i < members.Length; i++)
            {
                samples.AsSpan(members[i] * sampleLength, sampleLength).CopyTo(inputs.AsSpan(i * sampleLength));
            }

            network.Forward(parameters, inputs.AsSpan(0, members.Length * sampleLength), results);
        }
    }
}
