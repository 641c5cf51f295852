using Lab.Models.VortexOscillators;
using Xunit;

namespace Lab.Models.Tests.VortexOscillators;

public sealed class VortexCoefficientsTests
{
    // Runge and Kutta with 4096 steps are within 1e-13 of the equation; the closed form is to be no further off.
    private const int Steps = 4096;
    private const double Tolerance = 1e-12;

    public static TheoryData<double, double, double, double> Nodes => new()
    {
        { 5e6, -4.2e7, 2, 100e-9 }, // growth
        { 2.5e7, -4.2e7, 2, 200e-9 }, // ends on the orbit
        { -4e7, -4.2e7, 2, 100e-9 }, // decay
        { 0, -4.2e7, 2, 100e-9 }, // at the threshold
        { 1e-3, -4.2e7, 2, 100e-9 }, // 1 − e^(−y) alone would have six digits left
        { -10, -4.2e7, 2, 100e-9 },
        { 5e6, -4.2e7, 3.3, 100e-9 },
        { -5e6, -9e7, 1.4, 100e-9 },
    };

    [Theory]
    [MemberData(nameof(Nodes))]
    public void Advance_AnySign_IsTheSolutionOfTheEquation(double growth, double saturation, double exponent, double seconds)
    {
        var coefficients = new VortexCoefficients(growth, saturation, exponent);
        foreach (double start in (double[])[1e-3, 0.0319, 0.3, 0.8])
        {
            (double amplitude, double square) = Integrate(coefficients, start, seconds, Steps);
            Assert.Equal(1, coefficients.Advance(start, seconds) / amplitude, Tolerance);
            Assert.Equal(1, coefficients.IntegralOfSquare(start, seconds) / square, Tolerance * 10);

            double step = start * 1e-5;
            double above = coefficients.Advance(start + step, seconds);
            double slope = (above - coefficients.Advance(start - step, seconds)) / (2 * step);
            Assert.Equal(slope, coefficients.Propagator(start, seconds), 1e-7 * Math.Max(1, slope));
        }
    }

    [Fact]
    public void Advance_RungeAndKutta_ComesNearerWithTheFourthPowerOfTheStep()
    {
        var coefficients = new VortexCoefficients(2e7, -4.2e7, 2);
        double exact = coefficients.Advance(0.1, 100e-9);
        double coarse = Math.Abs(Integrate(coefficients, 0.1, 100e-9, 16).Amplitude - exact);
        double fine = Math.Abs(Integrate(coefficients, 0.1, 100e-9, 32).Amplitude - exact);
        Assert.InRange(coarse / fine, 13, 20);
    }

    [Fact]
    public void Advance_LongTimes_EndsAtTheOrbitOrTheCentre()
    {
        var above = new VortexCoefficients(2e7, -4.2e7, 2);
        Assert.Equal(Math.Sqrt(2e7 / 4.2e7), above.StationaryAmplitude, 1e-15);
        Assert.Equal(above.StationaryAmplitude, above.Advance(1e-6, 1), 1e-15);
        Assert.Equal(25e-9, above.RelaxationSeconds, 1e-15);
        double deviation = above.Advance(above.StationaryAmplitude * 1.0001, above.RelaxationSeconds) - above.StationaryAmplitude;
        Assert.Equal(Math.Exp(-1), deviation / (above.StationaryAmplitude * 0.0001), 1e-3);

        var below = new VortexCoefficients(-2e7, -4.2e7, 2);
        Assert.Equal(0, below.StationaryAmplitude);
        Assert.Equal(0, below.Advance(0.5, 1));
        Assert.Equal(0, above.Advance(0, 1));
    }

    private static (double Amplitude, double Square) Integrate(
        VortexCoefficients coefficients, double amplitude, double seconds, int steps)
    {
        double h = seconds / steps;
        double s = amplitude;
        double square = 0;
        for (int i = 0; i < steps; i++)
        {
            double k1 = coefficients.Slope(s);
            double k2 = coefficients.Slope(s + (h / 2 * k1));
            double k3 = coefficients.Slope(s + (h / 2 * k2));
            double k4 = coefficients.Slope(s + (h * k3));
            double next = s + (h / 6 * (k1 + (2 * k2) + (2 * k3) + k4));

            // Hermite's cubic in the middle, then Simpson's rule.
            double middle = ((s + next) / 2) + (h / 8 * (coefficients.Slope(s) - coefficients.Slope(next)));
            square += h / 6 * ((s * s) + (4 * middle * middle) + (next * next));
            s = next;
        }

        return (s, square);
    }
}
