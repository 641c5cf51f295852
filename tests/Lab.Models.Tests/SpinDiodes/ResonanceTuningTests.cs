using Lab.Models.SpinDiodes;
using Lab.Quantities;

namespace Lab.Models.Tests.SpinDiodes;

public class ResonanceTuningTests
{
    private static readonly ResonanceTuning Tuning = new()
    {
        ReferenceFrequency = Frequency.FromMegahertz(346),
        ReferenceField = MagneticField.FromOersted(5000),
        PerpendicularSlope = FrequencyPerField.FromHertzPerOersted(20e3),
        InPlaneSlope = FrequencyPerField.FromHertzPerOersted(2e6),
        InPlaneCurvatureHertzPerTeslaSquared = 1e12,
    };

    [Theory]
    [InlineData(5000, 0, 346)]
    [InlineData(6250, 0, 371)]
    [InlineData(5000, 10, 367)]
    [InlineData(5000, -10, 327)]
    public void ResonanceAt_Field_FollowsTheLaw(double perpendicularOersted, double inPlaneOersted, double megahertz)
    {
        Frequency resonance = Tuning.ResonanceAt(
            MagneticField.FromOersted(perpendicularOersted), MagneticField.FromOersted(inPlaneOersted));

        Assert.Equal(megahertz, resonance.Megahertz, 1e-9);
    }

    [Fact]
    public void ResonanceAt_LawGivesNegativeFrequency_Throws()
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(
            () => Tuning.ResonanceAt(MagneticField.FromOersted(-15000), default));

        Assert.Equal(
            "The tuning law gives -54 MHz at -1.5 T perpendicular and 0 T in plane, which is no resonance; it holds near 500 mT, "
            + "so bring the field closer or correct the slopes. (Parameter 'perpendicular')",
            error.Message);
    }

    [Fact]
    public void ResonanceAt_NaN_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Tuning.ResonanceAt(MagneticField.FromTesla(double.NaN), default));
}
