using System.Runtime.Intrinsics;
using Lab.Models.Kernels;
using Lab.Models.Randomness;
using Xunit;

namespace Lab.Models.Tests.Kernels;

public sealed class MatrixProductTests
{
    // Half a unit in the last place of each of up to 800 products and sums of numbers below one.
    private const double Rounding = 5e-5;

    public static TheoryData<int, int, int, bool, bool> Shapes
    {
        get
        {
            var shapes = new TheoryData<int, int, int, bool, bool>();
            foreach ((int rows, int columns, int inner) in ((int, int, int)[])[
                (1, 1, 1),
                (6, 16, 8),
                (7, 17, 9),
                (53, 33, 300),
                (5, 300, 10),
                (97, 10, 784),
                (12, 32, 0)
            ])
            {
                foreach ((bool a, bool b) in ((bool, bool)[])[(false, false), (true, false), (false, true), (true, true)])
                {
                    shapes.Add(rows, columns, inner, a, b);
                }
            }

            return shapes;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Multiply_AnyShape_IsTheSumOfProducts(int rows, int columns, int inner, bool transposeA, bool transposeB)
    {
        (float[] a, float[] b, double[] expected) = Draw(rows, columns, inner, transposeA, transposeB);
        float[] c = [.. Enumerable.Repeat(7f, rows * columns)];

        MatrixProduct.Multiply(a, b, c, rows, columns, inner, transposeA, transposeB);
        AssertClose(expected, c);

        MatrixProduct.Multiply(a, b, c, rows, columns, inner, transposeA, transposeB, accumulate: true);
        AssertClose([.. expected.Select(value => 2 * value)], c);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Multiply_WidthsOfVectors_AgreeWithinRounding(int rows, int columns, int inner, bool transposeA, bool transposeB)
    {
        (float[] a, float[] b, double[] expected) = Draw(rows, columns, inner, transposeA, transposeB);
        var shape = new MatrixProduct.Shape(rows, columns, inner, transposeA, transposeB, Accumulate: false, Threads: 1);
        float[] scalar = new float[rows * columns];
        float[] narrow = new float[rows * columns];
        float[] wide = new float[rows * columns];

        MatrixProduct.Multiply<ScalarLane<float>>(a, b, scalar, shape);
        MatrixProduct.Multiply<Lanes256<float>>(a, b, narrow, shape);
        MatrixProduct.Multiply<Lanes512<float>>(a, b, wide, shape);

        AssertClose(expected, scalar);
        Assert.Equal(narrow, wide); // both round a product and its sum once, in the same order
        AssertClose(expected, narrow);
    }

    [Fact]
    public void Multiply_OneAndTwoThreads_AreTheSameToTheBit()
    {
        (float[] a, float[] b, _) = Draw(500, 300, 784, transposeA: false, transposeB: false);
        float[] one = new float[500 * 300];
        float[] two = new float[500 * 300];

        MatrixProduct.Multiply(a, b, one, 500, 300, 784);
        MatrixProduct.Multiply(a, b, two, 500, 300, 784, threads: 2);

        Assert.Equal(one, two);
    }

    [Fact]
    public void Multiply_InfinityBesideZeros_IsNotLost()
    {
        float[] a = new float[6 * 8];
        a[3] = 1;
        float[] b = [.. Enumerable.Range(0, 8).Select(i => i == 3 ? float.PositiveInfinity : 1f)];
        float[] c = new float[6];

        MatrixProduct.Multiply(a, b, c, 6, 1, 8);

        Assert.Equal(float.PositiveInfinity, c[0]);
    }

    [Fact]
    public void Multiply_ShortMemory_IsRefused()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => MatrixProduct.Multiply(
            new float[5], new float[6], new float[4], 2, 2, 3));
        Assert.Equal("A matrix of 2 × 3 times one of 3 × 2 does not fit memory of 5, 6 and 4 numbers.", error.Message);
    }

    // A third of the numbers of A are zero in groups, so that steps are left out.
    private static (float[] A, float[] B, double[] C) Draw(int rows, int columns, int inner, bool transposeA, bool transposeB)
    {
        var random = RandomStream.For(1, "matrices");
        float[] a = new float[rows * inner];
        float[] b = new float[inner * columns];
        double[] c = new double[rows * columns];
        double[,] left = new double[rows, inner];
        double[,] right = new double[inner, columns];
        for (int k = 0; k < inner; k++)
        {
            for (int i = 0; i < rows; i++)
            {
                float value = k % 3 == 0 ? 0 : (float)random.NextDouble() - 0.5f;
                left[i, k] = value;
                a[transposeA ? (k * rows) + i : (i * inner) + k] = value;
            }

            for (int j = 0; j < columns; j++)
            {
                float value = (float)random.NextDouble() - 0.5f;
                right[k, j] = value;
                b[transposeB ? (j * inner) + k : (k * columns) + j] = value;
            }
        }

        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                for (int k = 0; k < inner; k++)
                {
                    c[(i * columns) + j] += left[i, k] * right[k, j];
                }
            }
        }

        return (a, b, c);
    }

    private static void AssertClose(double[] expected, float[] actual)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], Rounding);
        }
    }
}
