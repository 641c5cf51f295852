using Lab.Benches.Twins;
using Lab.Mocks.Parts;
using Lab.Mocks.Stages;
using Lab.Models.Randomness;
using Lab.Quantities;

namespace Lab.Mocks.Tests.Stages;

public sealed class ThermalStepsTests
{
    private const int Seconds = 200_000;
    private static readonly LeadEffects Leads = new() { StepVoltage = Voltage.FromVolts(300e-9) };

    [Fact]
    public void Variance_OverALongTime_IsCampbells()
    {
        // Rate 0.05/s and 2 s: 0.05 * 2/2 * (300 nV)².
        ThermalSteps steps = Steps(Leads);
        double variance = Enumerable.Range(0, Seconds).Average(t => Math.Pow(steps.VoltsAt(t), 2));

        Assert.Equal(1, variance / (0.05 * 9e-14), 0.15); // 10,000 steps, whose squares scatter by √2 and more
    }

    [Fact]
    public void Steps_WithoutOne_AreNothing() =>
        Assert.Equal(0, Steps(Leads with { StepRate = default }).VoltsAt(1e6));

    [Fact]
    public void Steps_LookedAtOftener_AreTheSame()
    {
        ThermalSteps often = Steps(Leads);
        for (double t = 0; t < 300; t += 0.41)
        {
            often.VoltsAt(t);
        }

        Assert.Equal(Steps(Leads).VoltsAt(300), often.VoltsAt(300), 1e-20);
    }

    private static ThermalSteps Steps(LeadEffects leads) => new(leads, RandomStream.For(1, "test"), startSeconds: 0);
}
