using Lab.Instruments.LockInAmplifiers;
using Lab.Quantities;

namespace Lab.Instruments.Tests.LockInAmplifiers;

public sealed class OutputFilterTests
{
    // SR830 manual, wait times: 5, 7, 9 and 10 τ until 99 % of a step are there, rounded up from the closed form.
    [Theory]
    [InlineData(1, 4.605, 5)]
    [InlineData(2, 6.638, 7)]
    [InlineData(3, 8.406, 9)]
    [InlineData(4, 10.045, 10)]
    public void SettlingTime_ToOnePercent_IsThatOfTheManual(int poles, double timeConstants, double manual)
    {
        double found = new OutputFilter(Duration.FromSeconds(1), poles).SettlingTime(0.01).Seconds;
        Assert.Equal(timeConstants, found, 1e-3);
        Assert.InRange(manual - found, -0.1, 0.7);
    }

    [Theory]
    [InlineData(1, 1.0 / 4)]
    [InlineData(2, 1.0 / 8)]
    [InlineData(3, 3.0 / 32)]
    [InlineData(4, 5.0 / 64)]
    public void NoiseBandwidth_OfPoles_IsThatOfTheManual(int poles, double timesTimeConstant) =>
        Assert.Equal(timesTimeConstant / 0.3, new OutputFilter(Duration.FromSeconds(0.3), poles).NoiseBandwidthHertz, 1e-12);
}
