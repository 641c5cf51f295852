using Lab.Models.Randomness;
using Lab.Models.Training;

namespace Lab.Models.DynamicalNetworks;

/// <summary>A network of dynamical neurons as a <see cref="Trainer"/> trains it on sequences, in single precision: derivatives of
/// a loss of what is read out, through all of time.</summary>
/// <remarks>A batch is divided into parts of <see cref="DynamicalNetwork{T, TNeuron}.Lanes"/> samples whose sums are added in
/// their order, so that the result does not depend on the number of threads.</remarks>
/// <typeparam name="TNeuron">The neuron.</typeparam>
public sealed class SequenceNetwork<TNeuron> : INetwork
    where TNeuron : struct, INeuron<float>
{
    private readonly NetworkShape shape;
    private readonly Worker[] workers;
    private readonly List<double[]> partGradients = [];
    private readonly ParallelOptions parallel;

    /// <summary>Makes a network with random parameters.</summary>
    /// <param name="shape">Layers, masks and read-out.</param>
    /// <param name="neuron">The neuron.</param>
    /// <param name="amplification">S, 1/ns.</param>
    /// <param name="steps">Inputs of a sequence.</param>
    /// <param name="loss">The loss that is minimised: <see cref="Losses.SoftmaxCrossEntropy"/> for classes.</param>
    /// <param name="readout">When the outputs are read.</param>
    /// <param name="initialSpread">Standard deviation of the first weights and biases.</param>
    /// <param name="seed">Seed of the first parameters.</param>
    /// <param name="threads">Threads; they change no result.</param>
    public SequenceNetwork(
        NetworkShape shape, TNeuron neuron, double amplification, int steps, ILoss loss, ReadoutTime readout,
            double initialSpread, ulong seed,
        int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        this.shape = shape;
        workers =
        [
            .. Enumerable.Range(0, threads).Select(_ => new Worker(
                new DynamicalNetwork<float, TNeuron>(shape, [neuron], amplification, steps, readout), steps * shape.Inputs,
                    loss)),
        ];
        parallel = new ParallelOptions { MaxDegreeOfParallelism = threads };
        var random = RandomStream.For(seed, "network/start");
        Parameters = [.. Enumerable.Range(0, shape.ParameterCount).Select(_ => (float)(initialSpread * random.NextGaussian()))];
        Gradient = new float[Parameters.Length];
        Groups =
        [
            new("network", string.Empty, [shape.ReadoutWeights], 0, "Weights and biases of the neurons."),
            new("readout", string.Empty, [shape.ParameterCount - shape.ReadoutWeights], shape.ReadoutWeights,
                "Weights and biases of the read-out."),
        ];
    }

    /// <inheritdoc/>
    public int InputCount => workers[0].SampleLength;

    /// <inheritdoc/>
    public int TargetCount => workers[0].ResultCount;

    /// <inheritdoc/>
    public IReadOnlyList<ParameterGroup> Groups { get; }

    /// <inheritdoc/>
    public float[] Parameters { get; }

    /// <inheritdoc/>
    public float[] Gradient { get; }

    private static int Lanes => DynamicalNetwork<float, TNeuron>.Lanes;

    /// <inheritdoc/>
    public ValueTask<BatchResult> DifferentiateAsync(TrainingBatch batch, ForwardPass pass, CancellationToken cancellationToken)
    {
        int parts = PartsOf(batch.Count);
        while (partGradients.Count < parts)
        {
            partGradients.Add(new double[Parameters.Length]);
        }

        BatchResult result = ForParts(batch, (worker, part, samples) =>
        {
            BatchResult sum = worker.Forward(Parameters, samples, batch.Count);
            worker.Backward(Parameters, samples.Count, partGradients[part]);
            return sum;
        });
        for (int i = 0; i < Gradient.Length; i++)
        {
            double sum = 0;
            for (int part = 0; part < parts; part++)
            {
                sum += partGradients[part][i];
            }

            Gradient[i] = (float)sum;
        }

        return ValueTask.FromResult(result);
    }

    /// <inheritdoc/>
    public ValueTask<BatchResult> EvaluateAsync(TrainingBatch batch, ForwardPass pass, CancellationToken cancellationToken) =>
        ValueTask.FromResult(ForParts(batch, (worker, _, samples) => worker.Forward(Parameters, samples, batch.Count)));

    /// <summary>The outputs that the network reads out.</summary>
    /// <param name="samples">The sequences, shape [sample · step · input].</param>
    /// <returns>Shape [sample · output] or [sample · step · output].</returns>
    public float[] Predict(ReadOnlyMemory<float> samples)
    {
        int count = samples.Length / InputCount;
        float[] outputs = new float[count * TargetCount];
        for (int first = 0; first < count; first += Lanes)
        {
            int members = Math.Min(Lanes, count - first);
            workers[0].Predict(Parameters, samples.Span.Slice(first * InputCount, members * InputCount),
                outputs.AsSpan(first * TargetCount, members * TargetCount));
        }

        return outputs;
    }

    /// <summary>The class of each sequence: the largest of the outputs that are read after its last step.</summary>
    /// <param name="samples">The sequences, shape [sample · step · input].</param>
    /// <returns>The classes from 0, shape [sample].</returns>
    public int[] Classify(ReadOnlyMemory<float> samples)
    {
        float[] outputs = Predict(samples);
        return
        [
            .. Enumerable.Range(1, outputs.Length / TargetCount)
                .Select(next => Answers.IndexOfLargest(outputs.AsSpan((next * TargetCount) - shape.Outputs, shape.Outputs))),
        ];
    }

    private static int PartsOf(int samples) => (samples + Lanes - 1) / Lanes;

    private BatchResult ForParts(TrainingBatch batch, Func<Worker, int, TrainingBatch, BatchResult> work)
    {
        int parts = PartsOf(batch.Count);
        var sums = new BatchResult[parts];
        void Work(int worker)
        {
            for (int part = worker; part < parts; part += workers.Length)
            {
                int count = Math.Min(Lanes, batch.Count - (part * Lanes));
                sums[part] = work(workers[worker], part, new TrainingBatch(
                    batch.Inputs.Slice(part * Lanes * InputCount, count * InputCount),
                    batch.Targets.Slice(part * Lanes * TargetCount, count * TargetCount),
                    count));
            }
        }

        if (workers.Length == 1 || parts == 1)
        {
            for (int worker = 0; worker < workers.Length; worker++)
            {
                Work(worker);
            }
        }
        else
        {
            Parallel.For(0, workers.Length, parallel, Work);
        }

        return sums.Aggregate((sum, part) => sum.Plus(part));
    }

    /// <summary>A network of a thread, which goes through parts one after the other: its memory stays in the cache.</summary>
    private sealed class Worker(DynamicalNetwork<float, TNeuron> network, int sampleLength, ILoss loss)
    {
        private readonly int width = network.Shape.Outputs;
        private readonly float[] results = new float[DynamicalNetwork<float, TNeuron>.Lanes * network.ResultCount];

        public int SampleLength => sampleLength;

        public int ResultCount => network.ResultCount;

        /// <summary>Reads samples out; their errors, divided by the readings of the batch, are left for the backward
        /// pass.</summary>
        public BatchResult Forward(float[] parameters, TrainingBatch samples, int batch)
        {
            network.Forward(parameters, samples.Inputs.Span, results);
            ReadOnlySpan<float> targets = samples.Targets.Span;
            int readings = network.ResultCount / width;
            (double sum, int correct) = (0, 0);
            for (int at = 0; at < targets.Length; at += width)
            {
                Span<float> result = results.AsSpan(at, width);
                ReadOnlySpan<float> target = targets.Slice(at, width);
                correct += Answers.IndexOfLargest(result) == Answers.IndexOfLargest(target) ? 1 : 0;
                sum += loss.Evaluate(result, target, result, (double)batch * readings);
            }

            return new BatchResult(sum, correct, samples.Count * readings, Measured: 0);
        }

        public void Predict(float[] parameters, ReadOnlySpan<float> samples, Span<float> outputs)
        {
            network.Forward(parameters, samples, results);
            results.AsSpan(0, outputs.Length).CopyTo(outputs);
        }

        public void Backward(float[] parameters, int count, double[] gradient)
        {
            Array.Clear(gradient);
            network.Backward(parameters, results.AsSpan(0, count * network.ResultCount), gradient);
        }
    }
}
