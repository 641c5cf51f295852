using System.Numerics;
using Lab.Models.Films;
using Lab.Quantities;

namespace Lab.Models.Tests.Films;

public class ThinFilmTests
{
    private static readonly ThinFilm Permalloy = new()
    {
        GFactor = 2,
        EffectiveMagnetisation = MagneticField.FromTesla(1),
        Damping = 0.01,
        InhomogeneousBroadening = MagneticField.FromTesla(5e-4),
    };

    [Fact]
    public void ResonanceField_InPlane_SolvesKittel()
    {
        // γ/2π = 27.99249 GHz/T for g = 2, and B(B + M) = 0.1 · 1.1 T² at B = 0.1 T.
        double hertz = 27.99248986e9 * Math.Sqrt(0.11);

        Assert.Equal(0.1, Permalloy.ResonanceField(Frequency.FromHertz(hertz), isInPlane: true).Tesla, 1e-12);
    }

    [Fact]
    public void ResonanceField_Perpendicular_LiesAboveTheMagnetisation() => Assert.Equal(
        1.5, Permalloy.ResonanceField(Frequency.FromHertz(0.5 * 27.99248986e9), isInPlane: false).Tesla, 1e-12);

    [Fact]
    public void HalfWidth_GrowsWithDampingTimesFrequency() => Assert.Equal(
        5e-4 + (0.01 * 0.4), Permalloy.HalfWidth(Frequency.FromHertz(0.4 * 27.99248986e9)).Tesla, 1e-12);

    [Fact]
    public void ReducedSlope_IsTheDerivativeOfTheFrequency()
    {
        static double Reduced(double field) => Math.Sqrt(field * (field + 1));
        double derivative = (Reduced(0.1 + 1e-6) - Reduced(0.1 - 1e-6)) / 2e-6;

        Assert.Equal(
            derivative, Permalloy.ReducedSlope(Frequency.FromHertz(27.99248986e9 * Reduced(0.1))), 1e-6);
    }

    /// <summary>A pole at the resonance field: half the response a half width beside it, and absorption alone at it.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Response_AtTheResonance_IsAPoleOfTheHalfWidth(bool isInPlane)
    {
        Frequency frequency = Frequency.FromHertz(6e9);
        double there = Permalloy.ResonanceField(frequency, isInPlane).Tesla;
        double halfWidth = Permalloy.HalfWidth(frequency).Tesla;
        Complex At(double beside) => Permalloy.Response(MagneticField.FromTesla(there + beside), frequency, isInPlane);

        // The other pole is far away: a part of Δ/(2B + M) of the line, or Δ/2w.
        double far = isInPlane ? halfWidth / ((2 * there) + 1) : halfWidth / (2 * (there - 1));
        double height = isInPlane ? (there + 1) / ((2 * there) + 1) / halfWidth : 1 / (2 * halfWidth);
        Assert.Equal(-height, At(0).Imaginary, 2 * far * height);
        Assert.Equal(0, At(0).Real, 2 * far * height);
        Assert.Equal(-height / 2, At(halfWidth).Imaginary, 2 * far * height);
        Assert.Equal(height / 2, At(halfWidth).Real, 2 * far * height);
    }
}
