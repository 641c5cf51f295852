using System.Runtime.Intrinsics;
using Lab.Models.Kernels;
using Lab.Models.Randomness;
using Xunit;

namespace Lab.Models.Tests.Kernels;

public sealed class ConvolutionTests
{
    // Up to 800 products and sums of numbers below one.
    private const double Rounding = 5e-5;

    public static TheoryData<ConvolutionShape> Shapes =>
        [new ConvolutionShape(30, 1, 5, 32, 26), new ConvolutionShape(15, 32, 5, 64, 10), new ConvolutionShape(9, 3, 3, 32, 7)];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Forward_EveryWidth_IsTheDefinition(ConvolutionShape shape)
    {
        (float[] image, float[] filters, _) = Draw(shape);
        double[] expected = new double[shape.OutputLength];
        ForEachProduct(shape, (output, pixel, coefficient) => expected[output] += (double)image[pixel] * filters[coefficient]);

        foreach (Convolution convolution in Widths(shape))
        {
            float[] output = new float[shape.OutputLength];
            convolution.SetFilters(filters);
            convolution.Forward(image, output);
            AssertClose(expected, output);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Gradients_EveryWidth_AreTheDefinition(ConvolutionShape shape)
    {
        (float[] image, float[] filters, float[] error) = Draw(shape);
        double[] byFilters = new double[filters.Length];
        double[] byImage = new double[shape.InputLength];
        ForEachProduct(shape, (output, pixel, coefficient) =>
        {
            byFilters[coefficient] += (double)error[output] * image[pixel];
            byImage[pixel] += (double)error[output] * filters[coefficient];
        });
        var sparse = new SparseGradient(shape);
        for (int i = 0; i < error.Length; i++)
        {
            if (error[i] != 0)
            {
                sparse.Add(
                    i / shape.Filters / shape.OutputSide, i / shape.Filters % shape.OutputSide, i % shape.Filters, error[i]);
            }
        }

        foreach (Convolution convolution in Widths(shape))
        {
            float[] collected = new float[convolution.GradientLength];
            float[] foundByFilters = new float[filters.Length];
            float[] foundByImage = new float[shape.InputLength + Convolution.Slack];
            convolution.SetFilters(filters);
            convolution.AddFilterGradient(image, sparse, collected);
            convolution.AddTo(collected, foundByFilters);
            convolution.ImageGradient(sparse, foundByImage);
            AssertClose(byFilters, foundByFilters);
            AssertClose(byImage, foundByImage[..shape.InputLength]);
        }
    }

    private static IEnumerable<Convolution> Widths(ConvolutionShape shape) =>
        [
            new VectorConvolution<ScalarLane<float>>(shape),
            new VectorConvolution<Lanes256<float>>(shape),
            new VectorConvolution<Lanes512<float>>(shape)
        ];

    private static (float[] Image, float[] Filters, float[] Error) Draw(ConvolutionShape shape)
    {
        var random = RandomStream.For(2, "convolution");
        float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)random.NextDouble() - 0.5f)];
        float[] image = [.. Numbers(shape.InputLength), .. new float[Convolution.Slack]];
        return (
            image,
            Numbers(shape.Filters * shape.FilterLength),
            [.. Numbers(shape.OutputLength).Select((value, i) => i % 5 == 0 ? value : 0)]);
    }

    private static void ForEachProduct(ConvolutionShape shape, Action<int, int, int> visit)
    {
        for (int row = 0; row < shape.OutputSide; row++)
        {
            for (int column = 0; column < shape.OutputSide; column++)
            {
                for (int filter = 0; filter < shape.Filters; filter++)
                {
                    for (int i = 0; i < shape.FilterLength; i++)
                    {
                        visit(
                            (((row * shape.OutputSide) + column) * shape.Filters) + filter,
                            shape.WindowAt(row + (i / shape.WindowRow), column) + (i % shape.WindowRow),
                            (filter * shape.FilterLength) + i);
                    }
                }
            }
        }
    }

    private static void AssertClose(double[] expected, float[] actual)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], Rounding);
        }
    }
}
