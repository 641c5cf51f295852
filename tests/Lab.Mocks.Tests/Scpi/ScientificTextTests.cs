using System.Globalization;
using Lab.Mocks.Scpi;

namespace Lab.Mocks.Tests.Scpi;

public class ScientificTextTests
{
    [Theory]
    [InlineData(1.23456789e-6, 8, "+1.23456789E-06")]
    [InlineData(-4.2, 6, "-4.200000E+00")]
    [InlineData(9.9e37, 6, "+9.900000E+37")]
    [InlineData(9.9999996, 6, "+1.000000E+01")]
    [InlineData(-0.0, 2, "+0.00E+00")]
    [InlineData(1e-120, 1, "+1.0E-120")]
    public void Of_Number_HasBothSignsAndTwoDigitsOfExponent(double value, int digits, string expected) =>
        Assert.Equal(expected, ScientificText.Of(value, digits));

    // Means of four conversions of a meter with steps of 100 nV, seven digits of 10 nV: every second one ends in a half.
    // All of them upwards would make the mean too large by 2.5 nV.
    [Fact]
    public void Of_HalvesOfTheLastDigit_GoUpAndDown()
    {
        const int count = 4000;
        double[] means = [.. Enumerable.Range(0, count).Select(i => 0.0123 + (i * 25e-9))];

        double off = means.Average(mean => double.Parse(ScientificText.Of(mean, 6), CultureInfo.InvariantCulture) - mean);

        Assert.Equal(0, off, 1e-9);
    }
}
