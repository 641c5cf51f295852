using System.Numerics;

namespace Lab.Models.Training;

/// <summary><see cref="Adam"/> for many parameters in single precision, a vector at a time.</summary>
/// <param name="count">How many parameters.</param>
public sealed class SingleAdam(int count)
{
    private const float FirstDecay = 0.9f;
    private const float SecondDecay = 0.999f;
    private const float Epsilon = 1e-8f;

    private readonly float[] mean = new float[count];
    private readonly float[] meanSquare = new float[count];

    /// <summary>Steps so far.</summary>
    public int Steps { get; private set; }

    /// <summary>Moves the parameters one step downhill.</summary>
    /// <param name="parameters">The parameters, shape [parameter]; changed in place.</param>
    /// <param name="gradient">The loss' derivative by each, shape [parameter].</param>
    /// <param name="learningRate">The step's size; positive.</param>
    /// <exception cref="ArgumentException">The number of parameters or derivatives is another.</exception>
    public void Step(Span<float> parameters, ReadOnlySpan<float> gradient, double learningRate)
    {
        if (parameters.Length != mean.Length || gradient.Length != mean.Length)
        {
            throw new ArgumentException(
                $"This optimiser moves {mean.Length} parameters and was given {parameters.Length} with {gradient.Length} "
                    + "derivatives.");
        }

        Steps++;
        float rate = (float)(learningRate / (1 - Math.Pow(FirstDecay, Steps)));
        float correction = (float)(1 / (1 - Math.Pow(SecondDecay, Steps)));
        int i = 0;
        for (; i <= mean.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var g = new Vector<float>(gradient[i..]);
            Vector<float> first = (new Vector<float>(mean, i) * FirstDecay) + (g * (1 - FirstDecay));
            Vector<float> second = (new Vector<float>(meanSquare, i) * SecondDecay) + (g * g * (1 - SecondDecay));
            first.CopyTo(mean, i);
            second.CopyTo(meanSquare, i);
            (new Vector<float>(parameters[i..])
                - (first * rate / (Vector.SquareRoot(second * correction) + new Vector<float>(Epsilon)))).CopyTo(parameters[i..]);
        }

        for (; i < mean.Length; i++)
        {
            float g = gradient[i];
            mean[i] = (mean[i] * FirstDecay) + (g * (1 - FirstDecay));
            meanSquare[i] = (meanSquare[i] * SecondDecay) + (g * g * (1 - SecondDecay));
            parameters[i] -= mean[i] * rate / (MathF.Sqrt(meanSquare[i] * correction) + Epsilon);
        }
    }

    /// <summary>What it remembers, such that an equal optimiser that takes it up goes on in the same way.</summary>
    public (int Steps, float[] Mean, float[] MeanSquare) Save() => (Steps, [.. mean], [.. meanSquare]);

    /// <summary>Takes up what another one saved.</summary>
    /// <exception cref="ArgumentException">It belongs to another number of parameters.</exception>
    public void Restore((int Steps, float[] Mean, float[] MeanSquare) saved)
    {
        if (saved.Mean.Length != mean.Length || saved.MeanSquare.Length != mean.Length)
        {
            throw new ArgumentException(
                $"What was saved belongs to {saved.Mean.Length} parameters, not to {mean.Length}.", nameof(saved));
        }

        Steps = saved.Steps;
        saved.Mean.CopyTo(mean, 0);
        saved.MeanSquare.CopyTo(meanSquare, 0);
    }
}
