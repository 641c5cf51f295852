using Lab.Models.Kernels;
using Lab.Models.Training;

namespace Lab.Models.ClassifierNetworks;

/// <summary>A few images' forward and backward pass through a convolutional network, with memory of its own.</summary>
internal sealed class ConvolutionPart
{
    private readonly Convolution first;
    private readonly Convolution second;
    private readonly float[] outputWeights;
    private readonly int classes;
    private readonly int padding;
    private readonly int features;
    private readonly PooledOscillators firstPool;
    private readonly PooledOscillators secondPool;
    private readonly ImageState[] states;
    private readonly float[] featureValues;
    private readonly float[] featureGradient;
    private readonly float[] outputs;
    private readonly float[] outputError;
    private readonly float[] convolved;
    private readonly float[] imageGradient;

    public ConvolutionPart(Convolution first, Convolution second, float[] outputWeights, int classes, int padding, int images)
    {
        (this.first, this.second, this.outputWeights, this.classes, this.padding) = (
            first, second, outputWeights, classes, padding);
        features = outputWeights.Length / classes;
        firstPool = new PooledOscillators(first.Shape.OutputSide, first.Shape.Filters);
        secondPool = new PooledOscillators(second.Shape.OutputSide, second.Shape.Filters);
        states = [.. Enumerable.Range(0, images).Select(_ => new ImageState(first, second, firstPool.Count, secondPool.Count))];
        featureValues = new float[images * features];
        featureGradient = new float[images * features];
        outputs = new float[images * classes];
        outputError = new float[images * classes];
        convolved = new float[Math.Max(first.Shape.OutputLength, second.Shape.OutputLength)];
        imageGradient = new float[second.Shape.InputLength + Convolution.Slack];
        FirstGradient = new float[first.GradientLength];
        SecondGradient = new float[second.GradientLength];
        OutputGradient = new float[outputWeights.Length];
    }

    /// <summary>Derivatives by the first filters, as their convolution collects them.</summary>
    public float[] FirstGradient { get; }

    /// <summary>Derivatives by the second filters, as their convolution collects them.</summary>
    public float[] SecondGradient { get; }

    /// <summary>Derivatives by the weights of the outputs.</summary>
    public float[] OutputGradient { get; }

    /// <summary>Sum of the images' losses.</summary>
    public double Loss { get; private set; }

    /// <summary>How many answers were correct.</summary>
    public int Correct { get; private set; }

    /// <summary>From images to outputs.</summary>
    public void Forward(ReadOnlyMemory<float> images, int count, Memory<float> to)
    {
        for (int i = 0; i < count; i++)
        {
            ImageState state = states[i];
            Pad(images.Span.Slice(i * images.Length / count, images.Length / count), state.Image);
            first.Forward(state.Image, convolved);
            int side = second.Shape.InputSide;
            int inside = ((padding * side) + padding) * first.Shape.Filters;
            firstPool.Forward(convolved, state.FirstCurrents, state.FirstPlaces, state.Hidden.AsSpan(inside), side);
            second.Forward(state.Hidden, convolved);
            secondPool.Forward(
                convolved,
                state.SecondCurrents,
                state.SecondPlaces,
                featureValues.AsSpan(i * features, features),
                second.Shape.OutputSide / 2);
        }

        MatrixProduct.Multiply(featureValues, outputWeights, to, count, classes, features);
    }

    /// <summary>From images to derivatives.</summary>
    /// <param name="images">The images.</param>
    /// <param name="labels">Their classes.</param>
    /// <param name="batch">Images that the mean loss is taken over.</param>
    public void Differentiate(ReadOnlyMemory<float> images, ReadOnlyMemory<byte> labels, int batch)
    {
        int count = labels.Length;
        Forward(images, count, outputs);
        (Loss, Correct) = SoftmaxEntropy.Differentiate(outputs.AsSpan(0, count * classes), labels.Span, outputError, batch);
        MatrixProduct.Multiply(featureValues, outputError, OutputGradient, features, classes, count, transposeA: true);
        MatrixProduct.Multiply(outputError, outputWeights, featureGradient, count, features, classes, transposeB: true);
        Array.Clear(FirstGradient);
        Array.Clear(SecondGradient);
        int side = second.Shape.InputSide;
        int inside = ((padding * side) + padding) * first.Shape.Filters;
        for (int i = 0; i < count; i++)
        {
            ImageState state = states[i];
            secondPool.Backward(
                state.SecondCurrents,
                state.SecondPlaces,
                featureGradient.AsSpan(i * features, features),
                second.Shape.OutputSide / 2,
                state.SecondError);
            second.AddFilterGradient(state.Hidden, state.SecondError, SecondGradient);
            second.ImageGradient(state.SecondError, imageGradient);
            firstPool.Backward(state.FirstCurrents, state.FirstPlaces, imageGradient.AsSpan(inside), side, state.FirstError);
            first.AddFilterGradient(state.Image, state.FirstError, FirstGradient);
        }
    }

    private void Pad(ReadOnlySpan<float> image, Span<float> padded)
    {
        int side = first.Shape.InputSide;
        int inner = side - (2 * padding);
        for (int row = 0; row < inner; row++)
        {
            image.Slice(row * inner, inner).CopyTo(padded[(((row + padding) * side) + padding)..]);
        }
    }

    /// <summary>The values of an image that are kept for the backward pass; borders stay zero.</summary>
    private sealed class ImageState(Convolution first, Convolution second, int firstCount, int secondCount)
    {
        public float[] Image { get; } = new float[first.Shape.InputLength + Convolution.Slack];

        public float[] FirstCurrents { get; } = new float[firstCount];

        public int[] FirstPlaces { get; } = new int[firstCount];

        public float[] Hidden { get; } = new float[second.Shape.InputLength + Convolution.Slack];

        public float[] SecondCurrents { get; } = new float[secondCount];

        public int[] SecondPlaces { get; } = new int[secondCount];

        public SparseGradient FirstError { get; } = new(first.Shape);

        public SparseGradient SecondError { get; } = new(second.Shape);
    }
}
