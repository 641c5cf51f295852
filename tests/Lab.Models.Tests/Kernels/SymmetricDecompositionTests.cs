using Lab.Models.Kernels;
using Lab.Models.Randomness;

namespace Lab.Models.Tests.Kernels;

/// <summary>A·v = λ·v and vᵀ·w = δ to rounding: 1e-12 is some thousand roundings of numbers of size one.</summary>
public sealed class SymmetricDecompositionTests
{
    private const double Tolerance = 1e-12;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(33)]
    [InlineData(150)]
    public void Of_AnyMatrix_HasItsEigenvectors(int size)
    {
        var random = RandomStream.For((ulong)size, "matrix");
        Check(size, (_, _) => random.NextGaussian());
    }

    [Fact]
    public void Of_AMatrixWithRowsOfZeros_HasItsEigenvectors()
    {
        // As pixels that are black in all images.
        var random = RandomStream.For(1, "matrix");
        double[] values = Check(60, (row, column) => row % 4 == 1 || column % 4 == 1 ? 0 : random.NextGaussian());
        Assert.Equal(15, values.Count(value => Math.Abs(value) < Tolerance));
    }

    [Fact]
    public void Of_AProjection_HasEigenvaluesOfManyVectorsEach()
    {
        // 1 − 2·u·uᵀ turns one direction round.
        const int size = 40;
        double[] values = Check(size, (row, column) => (row == column ? 1 : 0) - (2.0 / size));
        Assert.All(values[..^1], value => Assert.Equal(1, value, Tolerance));
        Assert.Equal(-1, values[^1], Tolerance);
    }

    [Fact]
    public void Of_SecondDifferences_HasTheKnownEigenvalues()
    {
        // 2 − 2·cos(π·k/(n + 1)), all of three diagonals.
        const int size = 25;
        double[] values = Check(size, (row, column) => row == column ? 2 : row == column + 1 ? -1 : 0);
        Assert.All(
            Enumerable.Range(0, size), index => Assert.Equal(
                2 - (2 * Math.Cos(Math.PI * (size - index) / (size + 1))), values[index], Tolerance));
    }

    [Fact]
    public void Of_WhatIsNoNumber_IsRefused() =>
        Assert.Throws<InvalidOperationException>(() => SymmetricDecomposition.Of([1, double.NaN, double.NaN, 1], 2));

    // The lower triangle is given.
    private static double[] Check(int size, Func<int, int, double> number)
    {
        double[] matrix = new double[size * size];
        for (int row = 0; row < size; row++)
        {
            for (int column = 0; column <= row; column++)
            {
                matrix[(row * size) + column] = matrix[(column * size) + row] = number(row, column);
            }
        }

        var found = SymmetricDecomposition.Of([.. matrix], size);
        for (int index = 0; index < size; index++)
        {
            double[] vector = found.VectorOf(index).ToArray();
            for (int row = 0; row < size; row++)
            {
                double product = Enumerable.Range(0, size).Sum(column => matrix[(row * size) + column] * vector[column]);
                Assert.Equal(found.Values[index] * vector[row], product, Tolerance * size);
            }

            for (int other = 0; other <= index; other++)
            {
                double product = found.VectorOf(other).ToArray().Zip(vector, (one, two) => one * two).Sum();
                Assert.Equal(other == index ? 1 : 0, product, Tolerance);
            }
        }

        Assert.Equal(found.Values.OrderDescending(), found.Values);
        return [.. found.Values];
    }
}
