using Lab.Models.Kernels;
using Lab.Models.Randomness;
using Xunit;

namespace Lab.Models.Tests.Kernels;

public sealed class SymmetricTilesTests
{
    // Of a product of numbers of size one in single precision, and in double precision.
    private const double SingleRounding = 3e-6;
    private const double DoubleRounding = 1e-12;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 3)]
    [InlineData(50, 300)]
    [InlineData(192, 16)]
    [InlineData(250, 37)]
    [InlineData(40, 1100)] // chunks of steps
    public void AddProductTo_AnySize_IsTheSumOfProducts(int rows, int steps)
    {
        double[] numbers = Draw(rows * steps);
        float[] singles = [.. numbers.Select(number => (float)number)];
        SymmetricTiles single = Product(singles, rows, steps, threads: 1);
        SymmetricTiles onTwo = Product(singles, rows, steps, threads: 2);
        SymmetricTiles exact = Product(numbers, rows, steps, threads: 1);
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column <= row; column++)
            {
                double expected = Enumerable.Range(0, steps).Sum(
                    step => numbers[(row * steps) + step] * numbers[(column * steps) + step]);
                Assert.Equal(expected, single[row, column], SingleRounding * steps);
                Assert.Equal(expected, exact[row, column], DoubleRounding * steps);
                Assert.Equal(single[row, column], onTwo[row, column]);
            }
        }
    }

    [Theory]
    [InlineData(5, 3)]
    [InlineData(48, 16)]
    [InlineData(100, 70)]
    public void PackTransposed_TheSameNumbers_AreTheSameRows(int rows, int steps)
    {
        float[] numbers = [.. Draw(rows * steps).Select(number => (float)number)];
        float[] turned = [.. Enumerable.Range(0, rows * steps).Select(i => numbers[(i % rows * steps) + (i / rows)])];
        SymmetricTiles expected = Product(numbers, rows, steps, threads: 1);
        var packed = new PackedRows<float>();
        packed.Begin(rows, steps);
        packed.PackTransposed(turned);
        var sum = new SymmetricTiles(rows);
        packed.AddProductTo(sum);
        for (int row = 0; row < rows; row++)
        {
            Assert.Equal(expected.RowOf(row, 0).ToArray(), sum.RowOf(row, 0).ToArray());
        }
    }

    [Fact]
    public void Pack_RowsInParts_AreTheRowsAtOnce()
    {
        const int rows = 70;
        const int steps = 33;
        float[] numbers = [.. Draw(rows * steps).Select(number => (float)number)];
        SymmetricTiles expected = Product(numbers, rows, steps, threads: 1);
        var packed = new PackedRows<float>();
        packed.Begin(rows, steps);
        foreach ((int first, int last) in ((int, int)[])[(0, 5), (5, 37), (37, 70)])
        {
            packed.Pack(first, numbers.AsSpan((first * steps)..(last * steps)));
        }

        var sum = new SymmetricTiles(rows);
        packed.AddProductTo(sum);
        Assert.Equal(expected.Tile(0, 0), sum.Tile(0, 0));
    }

    [Fact]
    public void AddProductTo_Subtracting_TakesItAway()
    {
        double[] numbers = Draw(200 * 20);
        SymmetricTiles sum = Product(numbers, 200, 20, threads: 1);
        var rows = new PackedRows<double>();
        rows.Begin(200, 20);
        rows.Pack(0, numbers);
        rows.AddProductTo(sum, subtracts: true);
        Assert.Equal(0, Enumerable.Range(0, 200).Max(i => Math.Abs(sum[i, i])));
    }

    [Fact]
    public void Times_AVector_IsTheWholeSymmetricProduct()
    {
        const int size = 230;
        double[] numbers = Draw(size * 5);
        SymmetricTiles matrix = Product(numbers, size, 5, threads: 1);
        double[] vector = Draw(size);
        double[] product = matrix.Times(vector);
        for (int row = 0; row < size; row++)
        {
            double expected = Enumerable.Range(0, size).Sum(
                column => matrix[Math.Max(row, column), Math.Min(row, column)] * vector[column]);
            Assert.Equal(expected, product[row], 1e-10);
        }
    }

    [Theory]
    [InlineData(5, 5)]
    [InlineData(192, 100)]
    [InlineData(390, 250)]
    public void Cholesky_AnyLeadingPart_IsSolved(int size, int part)
    {
        SymmetricTiles matrix = PositiveDefinite(size);
        SymmetricTiles memory = PositiveDefinite(size);
        CholeskyFactor factor = CholeskyFactor.Of(memory, threads: 2)!;
        const int sides = 3;
        double[] wanted = Draw(part * sides);
        double[] right = new double[size * sides];
        for (int row = 0; row < part; row++)
        {
            for (int column = 0; column < part; column++)
            {
                for (int side = 0; side < sides; side++)
                {
                    right[(row * sides) + side] +=
                        matrix[Math.Max(row, column), Math.Min(row, column)] * wanted[(column * sides) + side];
                }
            }
        }

        factor.SolveForward(right, sides);
        factor.SolveBackward(right, sides, part);
        Assert.All(wanted.Zip(right), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
    }

    [Fact]
    public void Cholesky_OnTwoThreads_IsThatOfOneToTheBit()
    {
        SymmetricTiles one = PositiveDefinite(450);
        SymmetricTiles two = PositiveDefinite(450);
        CholeskyFactor.Of(one, threads: 1);
        CholeskyFactor.Of(two, threads: 2);
        Assert.All(Enumerable.Range(0, 450), row => Assert.Equal(one[row, row / 2], two[row, row / 2]));
    }

    [Fact]
    public void Cholesky_OfAMatrixThatIsNotPositive_IsNone()
    {
        SymmetricTiles matrix = PositiveDefinite(300);
        matrix[250, 250] = -1;
        Assert.Null(CholeskyFactor.Of(matrix));
    }

    private static SymmetricTiles Product<T>(T[] numbers, int rows, int steps, int threads)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var packed = new PackedRows<T>();
        packed.Begin(rows, steps);
        packed.Pack(0, numbers);
        var sum = new SymmetricTiles(rows);
        packed.AddProductTo(sum, threads: threads);
        return sum;
    }

    private static SymmetricTiles PositiveDefinite(int size)
    {
        SymmetricTiles matrix = Product(Draw(size * (size + 5)), size, size + 5, threads: 1);
        for (int row = 0; row < size; row++)
        {
            matrix[row, row] += size;
        }

        return matrix;
    }

    private static double[] Draw(int count)
    {
        var random = RandomStream.For(1, "tiles");
        return [.. Enumerable.Range(0, count).Select(_ => random.NextGaussian())];
    }
}
