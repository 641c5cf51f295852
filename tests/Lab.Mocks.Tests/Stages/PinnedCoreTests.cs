using Lab.Benches.Twins;
using Lab.Mocks.Parts;
using Lab.Mocks.Stages;
using Lab.Models.Randomness;
using Lab.Quantities;

namespace Lab.Mocks.Tests.Stages;

public sealed class PinnedCoreTests
{
    [Fact]
    public void Follow_FieldUpAndDown_IsApartByTheWidthOfThePlay()
    {
        var core = new PinnedCore(new ResonanceEffects { Pinning = MagneticField.FromOersted(0.3) }, RandomStream.For(1, "test"));
        core.Follow(-10e-4);
        double up = core.Follow(0);
        core.Follow(10e-4);
        double down = core.Follow(0);

        Assert.Equal(0.6e-4, down - up, 1e-15);
    }

    [Fact]
    public void RoughnessRatio_OfManyDevices_HasTheVarianceOfGrainsFourHalfWidthsApart()
    {
        // Grains of height a at random places, one in 4δ, each a Lorentzian: a² · ∫du/(1 + u²)²/4 = a² π/8 at any place.
        const int devices = 4000;
        var effects = new ResonanceEffects { RoughnessRatio = 0.01 };
        double variance = Enumerable.Range(0, devices).Average(seed =>
        {
            var core = new PinnedCore(effects, RandomStream.For((ulong)seed, "test"));
            core.Follow(3e-4);
            return Math.Pow(core.RoughnessRatio(), 2);
        });

        Assert.Equal(1, variance / (1e-4 * Math.PI / 8), 0.15);
    }

    [Fact]
    public void RoughnessRatio_Off_IsNothing() =>
        Assert.Equal(0, new PinnedCore(new ResonanceEffects(), RandomStream.For(1, "test")).RoughnessRatio());
}
