using Lab.Benches.Twins;
using Lab.Mocks.Parts;
using Lab.Mocks.Stages;
using Lab.Models.Randomness;
using Lab.Quantities;

namespace Lab.Mocks.Tests.Stages;

public sealed class MainsPickupTests
{
    private const double Amplitude = 1e-6;

    private static readonly LeadEffects Exact = new() { MainsPickup = Voltage.FromVolts(Amplitude), MainsDeviation = default };

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(50)]
    public void MeanVolts_WholePeriods_IsNothing(int periods) =>
        Assert.All(Times(), t => Assert.Equal(0, Pickup(Exact).MeanVolts(t, periods / 50.0), 1e-20));

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(1.5)]
    public void MeanVolts_PartsOfPeriods_AreWhatTheSineLeaves(double periods)
    {
        // The largest mean over N periods is |sin(πN)/(πN)|: 0.98 at a tenth, 0.64 at a half, 0.21 at one and a half.
        double largest = Times().Max(t => Math.Abs(Pickup(Exact).MeanVolts(t, periods / 50)));

        Assert.Equal(Math.Abs(Math.Sin(Math.PI * periods) / (Math.PI * periods)), largest / Amplitude, 1e-3);
    }

    [Fact]
    public void MeanVolts_IsTheMeanOfItsSamples()
    {
        const int samples = 20_000;
        const double integration = 0.013;
        MainsPickup pickup = Pickup(new LeadEffects { MainsPickup = Voltage.FromVolts(Amplitude) });
        double mean = Enumerable.Range(0, samples).Average(i => pickup.MeanVolts(7 - (integration * (i + 0.5) / samples), 0));

        Assert.Equal(mean, pickup.MeanVolts(7, integration), 1e-6 * Amplitude);
    }

    [Fact]
    public void MeanVolts_MainsOffTheirFrequency_LeaveThatPartOfThem()
    {
        MainsPickup pickup = Pickup(new LeadEffects { MainsPickup = Voltage.FromVolts(Amplitude) });
        double largest = Times().Max(t => Math.Abs(pickup.MeanVolts(t, 1 / 50.0)));

        // sin(π(1 + d))/(π(1 + d)) is about d.
        Assert.Equal(Math.Abs((pickup.Hertz / 50) - 1), largest / Amplitude, 1e-5);
        Assert.InRange(Math.Abs(pickup.Hertz - 50), 1e-6, 0.1);
    }

    private static IEnumerable<double> Times() => Enumerable.Range(0, 2000).Select(i => i * 0.0317);

    private static MainsPickup Pickup(LeadEffects leads) => new(leads, RandomStream.For(1, "test"), startSeconds: 0);
}
