using Lab.Models.Junctions;
using Lab.Quantities;

namespace Lab.Models.Tests.Junctions;

public class MagnetoresistanceTests
{
    private static readonly Magnetoresistance Junction = new()
    {
        MeanResistance = Resistance.FromOhms(150),
        TunnelMagnetoresistanceRatio = 1,
        SaturationField = MagneticField.FromOersted(400),
    };

    [Fact]
    public void ResistanceAt_FarBeyondSaturation_IsParallelOrAntiparallel()
    {
        // TMR 100 % about a mean of 150 Ω is 100 Ω and 200 Ω.
        Assert.Equal(100, Junction.ResistanceAt(MagneticField.FromTesla(100)).Ohms, 1e-6);
        Assert.Equal(200, Junction.ResistanceAt(MagneticField.FromTesla(-100)).Ohms, 1e-6);
        Assert.Equal(100, Junction.ResistanceAt(MagneticField.FromTesla(double.MaxValue)).Ohms);
        Assert.Equal(150, Junction.ResistanceAt(default).Ohms);
    }

    [Fact]
    public void ResistanceAt_HalfTheSaturationField_IsWithinTwoPercentOfTheStraightLine()
    {
        double change = Junction.ResistanceAt(MagneticField.FromOersted(200)).Ohms - 150;

        Assert.Equal(-25, change, 0.02 * 25);
    }

    [Fact]
    public void SlopeOhmsPerTesla_AgainstCentralDifference_Agrees()
    {
        double step = 1e-5;
        double numeric =
            (Junction.ResistanceAt(MagneticField.FromTesla(step)).Ohms
                - Junction.ResistanceAt(MagneticField.FromTesla(-step)).Ohms) / (2 * step);

        Assert.Equal(-50 / 0.04, Junction.SlopeOhmsPerTesla, 1e-9);
        Assert.Equal(numeric, Junction.SlopeOhmsPerTesla, 1e-5);
    }

    [Fact]
    public void ResistanceAt_RisingField_NeverRises()
    {
        double[] resistances =
            [.. Enumerable.Range(-2000, 4001).Select(i => Junction.ResistanceAt(MagneticField.FromOersted(i)).Ohms)];

        Assert.All(resistances.Zip(resistances.Skip(1), (before, after) => after - before), step => Assert.True(step <= 0));
    }

    [Fact]
    public void ResistanceAt_NoMagnetoresistance_IsTheSameInAnyField()
    {
        Magnetoresistance plain = Junction with { TunnelMagnetoresistanceRatio = 0 };

        Assert.Equal(150, plain.ResistanceAt(MagneticField.FromOersted(300)).Ohms);
        Assert.Equal(0, plain.ResistanceDifference.Ohms);
    }

    [Fact]
    public void Parameters_OutOfRange_Throw()
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(
            () => Junction with { SaturationField = default });

        Assert.Equal(
            "SaturationField of a junction must be positive and finite; 0 T is not. (Parameter 'SaturationField')",
            error.Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Junction with { MeanResistance = Resistance.FromOhms(double.NaN) });
        Assert.Throws<ArgumentOutOfRangeException>(() => Junction with { TunnelMagnetoresistanceRatio = -1 });
    }
}
