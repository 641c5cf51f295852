using Lab.Instruments.PulseGenerators;

namespace Lab.Instruments.Tests.PulseGenerators;

/// <summary>The contract with pulses that a BNC 577 can give: positive ones of 2 V and more.</summary>
public abstract class Bnc577Contract : PulseGeneratorContract
{
    protected override string Driver => "bnc-577";

    protected override double TooWideSeconds => 2000;

    protected override IReadOnlyList<string> ExternalTrigger => [":PULS0:TRIG:MOD TRIG", ":PULS0:STATE ON"];

    [Fact]
    public async Task Fire_OneAfterTheOther_IsAPulseEachTime()
    {
        await using TwinBench bench = await OpenOnLineAsync();
        IPulseGenerator pulser = await SetUpAsync(bench);
        List<Mocks.Stages.TriggerMoment> pulses = [];
        bench.Virtual.Stage.Within(() => bench.Virtual.Stage.Triggers.Listen("device", pulses.Add));
        for (int i = 1; i <= 3; i++)
        {
            await pulser.FireAsync();
            Assert.Equal(i, pulses.Count);
        }
    }

    protected override double Settable(double volts) => Math.Max(Math.Abs(volts), 2);
}
