using Lab.Models.Randomness;
using Lab.Models.Training;

namespace Lab.Models.HardwareInTheLoop;

/// <summary>Trains a network of layers, physical ones and software ones, one after the other.</summary>
/// <remarks>Parameters are moved in units of their ranges' scales, so that one learning rate suits volts per watt and pure
/// numbers. Used by one caller at a time.</remarks>
public sealed class LoopTrainer
{
    private readonly IReadOnlyList<IPhysicalLayer> layers;
    private readonly ILoss loss;
    private readonly IOptimizer optimizer;
    private readonly LearningRate rate;
    private readonly TrainingScheme scheme;
    private readonly LoopOptions options;
    private readonly int[] offsets;
    private readonly double[] scales;

    /// <summary>Sets a training up.</summary>
    /// <param name="layers">The layers from input to output; outputs and inputs of neighbours fit.</param>
    /// <param name="initial">The first parameters of all layers, shape [parameter]; moved to what the layers can set.</param>
    /// <param name="loss">What is made small; mean over the samples of a step.</param>
    /// <param name="optimizer">Moves the parameters.</param>
    /// <param name="rate">Size of the steps.</param>
    /// <param name="scheme">Where the numbers come from.</param>
    /// <param name="options">Clipping, and sizes that belong to some schemes.</param>
    /// <exception cref="ArgumentException">Neighbours do not fit, or the number of parameters is wrong.</exception>
    public LoopTrainer(
        IReadOnlyList<IPhysicalLayer> layers,
        ReadOnlySpan<double> initial,
        ILoss loss,
        IOptimizer optimizer,
        LearningRate rate,
        TrainingScheme scheme,
        LoopOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(layers);
        for (int i = 1; i < layers.Count; i++)
        {
            if (layers[i].Model.InputCount != layers[i - 1].Model.OutputCount)
            {
                throw new ArgumentException(
                    $"Layer {i} takes {layers[i].Model.InputCount} inputs, but the one before it gives "
                        + $"{layers[i - 1].Model.OutputCount} outputs.",
                    nameof(layers));
            }
        }

        offsets = new int[layers.Count + 1];
        for (int i = 0; i < layers.Count; i++)
        {
            offsets[i + 1] = offsets[i] + layers[i].Parameters.Count;
        }

        if (initial.Length != offsets[^1])
        {
            throw new ArgumentException(
                $"The layers have {offsets[^1]} parameters; {initial.Length} were given.", nameof(initial));
        }

        (this.layers, this.loss, this.optimizer, this.rate, this.scheme, this.options) = (
            layers, loss, optimizer, rate, scheme, options ?? new LoopOptions());
        scales = [.. layers.SelectMany(layer => layer.Parameters).Select(range => range.Scale)];
        Parameters = initial.ToArray();
        Project();
    }

    /// <summary>The parameters of all layers, shape [parameter].</summary>
    public double[] Parameters { get; }

    /// <summary>How many steps were done.</summary>
    public int Steps { get; private set; }

    /// <summary>How many samples were measured.</summary>
    public long Measurements { get; private set; }

    /// <summary>The state of the training, such that one that was set up alike and takes it up goes on in the same way.</summary>
    public double[] Save() => [Steps, Measurements, .. Parameters, .. optimizer.Save()];

    /// <summary>Takes a saved state up.</summary>
    /// <exception cref="ArgumentException">It is not of a training like this one.</exception>
    public void Restore(ReadOnlySpan<double> saved)
    {
        const int counters = 2;
        if (saved.Length < counters + Parameters.Length)
        {
            throw new ArgumentException(
                $"{saved.Length} numbers are no state of a training with {Parameters.Length} parameters.", nameof(saved));
        }

        Steps = (int)saved[0];
        Measurements = (long)saved[1];
        saved.Slice(counters, Parameters.Length).CopyTo(Parameters);
        optimizer.Restore(saved[(counters + Parameters.Length)..]);
    }

    /// <summary>One step with a few samples.</summary>
    /// <param name="inputs">The inputs, shape [sample · input].</param>
    /// <param name="targets">The targets, shape [sample · output].</param>
    /// <param name="cancellationToken">Ends it at once; no parameter has moved then.</param>
    /// <returns>The mean loss before the step, and the outputs it was computed from, shape [sample · output].</returns>
    public async ValueTask<(double Loss, double[] Outputs)> StepAsync(
        double[] inputs, double[] targets, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(targets);
        double[][]? measured = scheme.MeasuresTheBench()
            ? await MeasureAllAsync(inputs, cancellationToken).ConfigureAwait(false)
            : null;
        double[] at = scheme == TrainingScheme.NoiseInjection ? Shaken() : Parameters;
        double[][] activations = scheme == TrainingScheme.InTheLoop ? measured! : PredictAll(at, inputs);
        double[] outputs = (measured ?? activations)[^1];
        (double mean, double[] gradient) = Retreat(at, outputs, activations, targets);
        if (scheme == TrainingScheme.SharpnessAware)
        {
            double[] uphill = Uphill(gradient);
            double[][] there = PredictAll(uphill, inputs);
            (_, gradient) = Retreat(uphill, there[^1], there, targets);
        }

        Descend(gradient);
        Steps++;
        return (mean, outputs);
    }

    /// <summary>What the bench gives with the present parameters.</summary>
    /// <param name="inputs">The inputs, shape [sample · input].</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>The outputs, shape [sample · output].</returns>
    public async ValueTask<double[]> MeasureAsync(double[] inputs, CancellationToken cancellationToken) =>
        (await MeasureAllAsync(inputs, cancellationToken).ConfigureAwait(false))[^1];

    /// <summary>The mean loss of outputs.</summary>
    /// <param name="outputs">The outputs, shape [sample · output].</param>
    /// <param name="targets">The targets, shape [sample · output].</param>
    public double LossOf(ReadOnlySpan<double> outputs, ReadOnlySpan<double> targets)
    {
        int width = layers[^1].Model.OutputCount;
        double[] gradient = new double[width];
        double sum = 0;
        for (int at = 0; at < outputs.Length; at += width)
        {
            sum += loss.Evaluate(outputs.Slice(at, width), targets.Slice(at, width), gradient);
        }

        return sum * width / outputs.Length;
    }

    /// <summary>Goes back through the layers with the errors of the outputs, at the given numbers between the layers.</summary>
    /// <returns>The mean loss, and its derivative by each parameter in units of its scale.</returns>
    private (double Loss, double[] Gradient) Retreat(double[] at, double[] outputs, double[][] activations, double[] targets)
    {
        int width = layers[^1].Model.OutputCount;
        int samples = outputs.Length / width;
        double[] gradient = new double[at.Length];
        double[] error = new double[outputs.Length];
        double sum = 0;
        for (int first = 0; first < outputs.Length; first += width)
        {
            sum += loss.Evaluate(outputs.AsSpan(first, width), targets.AsSpan(first, width), error.AsSpan(first, width));
        }

        for (int i = layers.Count - 1; i >= 0; i--)
        {
            double[] inputError = new double[activations[i].Length];
            layers[i].Model.Backward(Of(at, i), activations[i], activations[i + 1], error, Of(gradient, i), inputError);
            error = inputError;
        }

        for (int i = 0; i < gradient.Length; i++)
        {
            gradient[i] *= scales[i] / samples;
        }

        return (sum / samples, gradient);
    }

    private void Descend(double[] gradient)
    {
        double[] scaled = new double[Parameters.Length];
        for (int i = 0; i < scaled.Length; i++)
        {
            scaled[i] = Parameters[i] / scales[i];
            gradient[i] = Math.Clamp(gradient[i], -options.LargestDerivative, options.LargestDerivative);
        }

        optimizer.Step(scaled, gradient, rate.At(Steps));
        for (int i = 0; i < scaled.Length; i++)
        {
            Parameters[i] = scaled[i] * scales[i];
        }

        Project();
    }

    private double[] Shaken()
    {
        var random = RandomStream.For(options.Seed, "loop/noise", (ulong)Steps);
        return [.. Parameters.Select((parameter, i) => parameter + (options.InjectedNoise * scales[i] * random.NextGaussian()))];
    }

    private double[] Uphill(double[] gradient)
    {
        double length = Math.Sqrt(gradient.Sum(slope => slope * slope));
        return length > 0
            ? [.. Parameters.Select((parameter, i) => parameter + (options.UphillStep * scales[i] * gradient[i] / length))]
            : Parameters;
    }

    /// <summary>The numbers between the layers, measured: the inputs first, the outputs last.</summary>
    private async ValueTask<double[][]> MeasureAllAsync(double[] inputs, CancellationToken cancellationToken)
    {
        double[][] activations = new double[layers.Count + 1][];
        activations[0] = inputs;
        int samples = inputs.Length / layers[0].Model.InputCount;
        for (int i = 0; i < layers.Count; i++)
        {
            activations[i + 1] = new double[samples * layers[i].Model.OutputCount];
            await layers[i].MeasureAsync(
                Parameters.AsMemory(offsets[i], layers[i].Parameters.Count),
                activations[i],
                activations[i + 1],
                cancellationToken).ConfigureAwait(false);
        }

        Measurements += samples;
        return activations;
    }

    private double[][] PredictAll(double[] at, double[] inputs)
    {
        double[][] activations = new double[layers.Count + 1][];
        activations[0] = inputs;
        for (int i = 0; i < layers.Count; i++)
        {
            IDifferentiableLayer model = layers[i].Model;
            activations[i + 1] = new double[activations[i].Length / model.InputCount * model.OutputCount];
            model.Forward(Of(at, i), activations[i], activations[i + 1]);
        }

        return activations;
    }

    private Span<double> Of(double[] all, int layer) => all.AsSpan(offsets[layer], offsets[layer + 1] - offsets[layer]);

    private void Project()
    {
        for (int i = 0; i < layers.Count; i++)
        {
            layers[i].Project(Of(Parameters, i));
        }
    }
}
