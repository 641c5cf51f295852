using Lab.Models.Nanowires;
using Lab.Quantities;
using Xunit;

namespace Lab.Models.Tests.Nanowires;

public sealed class PassProbabilityTests
{
    private static readonly PassProbability Published = new();

    [Theory]
    [InlineData(0, 0.0219032)] // 0.0219 + 0.9781/(1 + e^(2.73·4.63))
    [InlineData(4.63, 0.51095)] // (1 + 0.0219)/2
    [InlineData(5.0, 0.7388861)] // 0.0219 + 0.9781/(1 + e^(−2.73·0.37))
    [InlineData(10, 0.9999996)]
    public void At_Field_IsThePublishedFit(double millitesla, double expected) =>
        Assert.Equal(expected, Published.At(MagneticField.FromTesla(millitesla * 1e-3)), 1e-6);

    [Fact]
    public void At_AnyField_IsTheOtherFormOfTheFit()
    {
        // The paper's public code writes f = 1 − a/(1 + e^(Δ(x − x₀))) with a = 0.97813.
        foreach (double field in (double[])[0, 2, 4, 4.63, 5, 6, 9])
        {
            double other = 1 - (0.97813 / (1 + Math.Exp(2.73 * (field - 4.63))));
            Assert.Equal(other, Published.At(MagneticField.FromTesla(field * 1e-3)), 5e-5); // digits of a
        }
    }

    [Fact]
    public void SlopeAt_Field_AgreesWithCentralDifferences()
    {
        foreach (double field in (double[])[3e-3, 4.63e-3, 5.2e-3])
        {
            const double step = 1e-7;
            double AtTesla(double tesla) => Published.At(MagneticField.FromTesla(tesla));
            double found = (AtTesla(field + step) - AtTesla(field - step)) / (2 * step);
            Assert.Equal(1, found / Published.SlopeAt(MagneticField.FromTesla(field)), 1e-6);
        }
    }

    [Fact]
    public void GradientAt_Field_AgreesWithCentralDifferences()
    {
        foreach (double tesla in (double[])[3e-3, 4.63e-3, 5.2e-3])
        {
            var field = MagneticField.FromTesla(tesla);
            (double byCentre, double bySlope, double byFloor) = Published.GradientAt(field);
            Assert.Equal(
                1, Of(h => Published with { Centre = Published.Centre + MagneticField.FromTesla(h) }, 1e-7) / byCentre, 1e-6);
            Assert.Equal(Of(h => Published with { SlopePerTesla = Published.SlopePerTesla + h }, 0.1), bySlope, 1e-12);
            Assert.Equal(Of(h => Published with { Floor = Published.Floor + h }, 1e-5), byFloor, 1e-9);
            double Of(Func<double, PassProbability> changed, double step) =>
                (changed(step).At(field) - changed(-step).At(field)) / (2 * step);
        }
    }

    [Fact]
    public void FieldOf_Probability_IsTheInverse()
    {
        Assert.Equal(0.3, Published.At(Published.FieldOf(0.3)), 1e-12);
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Published.FieldOf(0.01));
        Assert.StartsWith("The probability is 0.01; it has to lie between the floor 0.0219 and 1.", error.Message);
    }
}
