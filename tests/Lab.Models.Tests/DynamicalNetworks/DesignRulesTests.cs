using Lab.Models.DynamicalNetworks;
using Lab.Quantities;

namespace Lab.Models.Tests.DynamicalNetworks;

public sealed class DesignRulesTests
{
    [Fact]
    public void For_ThePrintedNetwork_IsNearWhatTrains()
    {
        // 32 neurons at 1 ns: S of 0.1 to 0.15 per ns trains with weights that grow to 1 to 2 on average.
        DesignRules rules = DesignRules.For(Duration.FromNanoseconds(1), 32, 1.5);
        Assert.Equal(14.12e-9, rules.RelaxationTime.Seconds, 1e-15);
        Assert.Equal(1 / (1.5 * Math.Sqrt(32)), rules.AmplificationPerNanosecond, 1e-12);
        Assert.Equal(0.015, rules.LearningRate, 1e-12);
    }

    [Fact]
    public void For_SlowerInputs_ScalesEverythingWithTheTime()
    {
        DesignRules fast = DesignRules.For(Duration.FromNanoseconds(1), 32, 0.8);
        DesignRules slow = DesignRules.For(Duration.FromNanoseconds(20), 32, 0.8);
        Assert.Equal(20, slow.RelaxationTime.Seconds / fast.RelaxationTime.Seconds, 1e-9);
        Assert.Equal(20, fast.AmplificationPerNanosecond / slow.AmplificationPerNanosecond, 1e-9);
        Assert.Equal(fast.LearningRate, slow.LearningRate, 1e-12);
        Assert.Throws<ArgumentOutOfRangeException>(() => DesignRules.For(default, 32, 0.8));
    }
}
