using Lab.Calibration.Resonances;

namespace Lab.Calibration.Tests.Resonances;

public class FilmFitTests
{
    private const double HertzPerTesla = 2.1 * 13.99624493e9;

    private static readonly double[] Hertz = [4e9, 6e9, 8e9, 10e9, 12e9, 14e9];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Of_KittelsLaw_GivesTheFilm(bool isInPlane)
    {
        // In the plane B = (√(M² + 4(f/γ')²) − M)/2, perpendicular to it B = f/γ' + M.
        var film = FilmFit.Of(
            Hertz,
            [.. Hertz.Select(f => Line(isInPlane
                ? (Math.Sqrt(0.81 + (4 * f * f / HertzPerTesla / HertzPerTesla)) - 0.9) / 2
                : (f / HertzPerTesla) + 0.9, 5e-4 + (0.008 * f / HertzPerTesla)))],
            [.. Hertz.Select(_ => 1e-5)], 0, isInPlane);

        Assert.Equal(2.1, film.GFactor.Value, 1e-6);
        Assert.Equal(0.9, film.Magnetisation.Value, 1e-6);
        Assert.Equal(0.008, film.Damping.Value, 1e-8);
        Assert.Equal(5e-4, film.Broadening.Value, 1e-9);
        Assert.True(film.FollowsKittel);
        Assert.True(film.WidthsAreLinear);
    }

    [Fact]
    public void Of_FieldsOfAnUnknownScale_IsWiderByIt()
    {
        // Perpendicular to the plane a scale that is wrong by 1 % makes 1/g wrong by 1 %, and M too.
        const double scale = 0.01;
        double[] fields = [.. Hertz.Select(f => (f / HertzPerTesla) + 0.9)];
        ResonanceLine[] lines = [.. fields.Select(field => Line(field, 1e-3))];

        var film = FilmFit.Of(Hertz, lines, [.. fields.Select(field => scale * field)], scale, isInPlane: false);
        var known = FilmFit.Of(Hertz, lines, [.. fields.Select(_ => 0.0)], 0, isInPlane: false);

        Assert.Equal(
            double.Hypot(scale * 2.1, known.GFactor.StandardUncertainty), film.GFactor.StandardUncertainty, 1e-6);
        Assert.Equal(
            double.Hypot(scale * 0.9, known.Magnetisation.StandardUncertainty), film.Magnetisation.StandardUncertainty, 1e-6);
    }

    [Fact]
    public void Of_AnotherLaw_SaysSo()
    {
        var film = FilmFit.Of(
            Hertz, [.. Hertz.Select(f => Line(f / 30e9 * (1 + (f / 50e9)), 1e-3 + (1e-23 * f * f)))],
            [.. Hertz.Select(_ => 1e-5)], 0, isInPlane: true);

        Assert.False(film.FollowsKittel);
        Assert.False(film.WidthsAreLinear);
    }

    private static ResonanceLine Line(double field, double halfWidth) => new(
        new Estimate(field, 1e-5), new Estimate(halfWidth, 1e-5), default, default, Covariance: 0, Noise: 0, Probability: 1);
}
