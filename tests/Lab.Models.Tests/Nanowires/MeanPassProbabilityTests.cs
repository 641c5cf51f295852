using Lab.Models.Nanowires;
using Lab.Models.Randomness;
using Lab.Quantities;
using Xunit;

namespace Lab.Models.Tests.Nanowires;

public sealed class MeanPassProbabilityTests
{
    private static readonly MagneticField From = MagneticField.FromTesla(0.6e-3);
    private static readonly MagneticField To = MagneticField.FromTesla(10e-3);

    [Fact]
    public void Of_EqualWires_IsTheirLaw()
    {
        var wire = new PassProbability { Centre = MagneticField.FromTesla(4e-3), SlopePerTesla = 1500, Floor = 0.05 };
        (PassProbability law, double difference) = MeanPassProbability.Of([wire, wire, wire], From, To);
        Assert.Equal(4e-3, law.Centre.Tesla, 1e-12);
        Assert.Equal(1500, law.SlopePerTesla, 1e-6);
        Assert.Equal(0.05, law.Floor, 1e-12);
        Assert.Equal(0, difference, 1e-9);
    }

    /// <summary>A logistic function of slope Δ averaged over normal centres with a deviation σ is close to one of slope
    /// Δ/√(1 + πΔ²σ²/8) at its middle (D. MacKay, Neural Computation 4, 720 (1992)); its wings are steeper than that, so that a
    /// fit of the whole is up to an eighth steeper. At the largest likelihood both have the same mean over the fields.</summary>
    [Theory]
    [InlineData(0.25)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void Of_CentresThatScatter_IsFlatterAsMacKayHasIt(double deviationMillitesla)
    {
        var random = RandomStream.For(1, "wires");
        PassProbability[] wires =
        [
            .. Enumerable.Range(0, 5000).Select(_ => new PassProbability
            {
                Centre = MagneticField.FromTesla(5e-3 + (deviationMillitesla * 1e-3 * random.NextGaussian())),
            }),
        ];
        (PassProbability law, double difference) = MeanPassProbability.Of(wires, From, To);
        double spread = 2730 * deviationMillitesla * 1e-3;
        double flat = 2730 / Math.Sqrt(1 + (Math.PI / 8 * spread * spread));
        Assert.InRange(law.SlopePerTesla, 0.99 * flat, 1.125 * flat);
        MagneticField[] fields = [.. Enumerable.Range(0, 470).Select(i => MagneticField.FromTesla(0.61e-3 + (i * 0.02e-3)))];
        Assert.Equal(fields.Average(field => wires.Average(wire => wire.At(field))), fields.Average(law.At), 1e-5);
        Assert.Equal(5e-3, law.Centre.Tesla, 0.05e-3); // three standard errors of the mean are 0.042 mT at most
        Assert.InRange(difference, 0, 0.03);
    }

    [Fact]
    public void Of_NoWires_IsRefused() => Assert.Throws<ArgumentException>(() => MeanPassProbability.Of([], From, To));
}
