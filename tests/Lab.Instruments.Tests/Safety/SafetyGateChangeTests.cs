using Lab.Benches.Safety;
using Lab.Benches.Samples;
using Lab.Instruments.Clocks;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Safety;

/// <summary>Limits of rate and step, and programs.</summary>
public sealed class SafetyGateChangeTests
{
    private readonly VirtualClock clock = new();

    [Fact]
    public void Check_FasterThanTheRate_IsRefusedUntilTimeHasPassed()
    {
        SafetyGate gate = WithLimit(rate: 10e-3);
        Set(gate, 5e-3);
        clock.Advance(Duration.FromMilliseconds(100));

        InstrumentException error = Assert.Throws<InstrumentException>(() => Set(gate, 7e-3));

        Assert.Equal(
            "20 mA per second breaks the limit 'line current rate at most 10 mA per second' of bench 'trial' (line, SET). "
            + "Nothing was sent. Change the setting, or the limit in the bench file if the sample bears it.",
            error.Message);
        Assert.Equal(0.1, gate.DelayFor("line", new SetPoint(Channels.Current, 7e-3)).Seconds, 1e-9);
        clock.Advance(Duration.FromMilliseconds(100));
        Set(gate, 7e-3);
    }

    [Fact]
    public void Check_AfterAnHour_AllowsWhatTheRateAllowsInASecond()
    {
        SafetyGate gate = WithLimit(rate: 10e-3);
        Set(gate, 0);
        clock.Advance(Duration.FromSeconds(3600));

        Assert.Throws<InstrumentException>(() => Set(gate, 10.1e-3));
        Set(gate, 10e-3);
    }

    [Fact]
    public void Check_StepOverItsLimit_IsRefusedInEitherDirection()
    {
        SafetyGate gate = WithLimit(step: 1e-3);
        Set(gate, 1e-3);

        InstrumentException error = Assert.Throws<InstrumentException>(() => Set(gate, -0.5e-3));

        Assert.StartsWith("1.5 mA breaks the limit 'line current step at most 1 mA'", error.Message, StringComparison.Ordinal);
        Set(gate, 0);
        Set(gate, -1e-3);
    }

    [Fact]
    public void Check_SwitchingOn_IsAStepFromZero()
    {
        SafetyGate gate = WithLimit(step: 1e-3);
        gate.Observe("line", SetPoint.Output(on: false));
        Set(gate, 5e-3); // nothing flows

        Assert.Throws<InstrumentException>(() => Apply(gate, SetPoint.Output(on: true)));
        Set(gate, 1e-3);
        Apply(gate, SetPoint.Output(on: true));
        Assert.Throws<InstrumentException>(() => Set(gate, 2.1e-3));
    }

    [Fact]
    public void Check_SwitchingOff_IsNeverRefused()
    {
        SafetyGate gate = WithLimit(rate: 1e-3, step: 1e-4);
        gate.Observe("line", new SetPoint(Channels.Current, 10));
        gate.Observe("line", SetPoint.Output(on: true));

        Apply(gate, SetPoint.Output(on: false));
    }

    [Fact]
    public void Check_FirstValueOfAnUnknownCurrent_IsAStepFromZero()
    {
        SafetyGate gate = WithLimit(step: 1e-3);

        Assert.Throws<InstrumentException>(() => Set(gate, 1.1e-3));
        Set(gate, 1e-3);
    }

    [Fact]
    public void Check_NotConfirmed_CountsFromBothValues()
    {
        SafetyGate gate = WithLimit(step: 1e-3);
        Set(gate, 0);
        gate.Check("line", [new SetPoint(Channels.Current, 1e-3)], "SET"); // lost, or taken without an answer

        Assert.Throws<InstrumentException>(() => Set(gate, 1.5e-3)); // 1.5 mA from where it may be still
        gate.Observe("line", new SetPoint(Channels.Current, 1e-3));
        Set(gate, 1.5e-3);
    }

    [Fact]
    public void Confirm_OfALaterMessage_SaysNothingOfALostOne()
    {
        SafetyGate gate = WithLimit(step: 1e-3);
        Set(gate, 0);
        gate.Check("line", [new SetPoint(Channels.Current, 1e-3)], "SET"); // lost
        gate.Check("line", [new SetPoint(Channels.Compliance, 1)], "SET");
        gate.Confirm("line");

        Assert.Throws<InstrumentException>(() => Set(gate, 1.5e-3));
    }

    [Fact]
    public void Check_ClockPutBack_BeginsToCountAnew()
    {
        SafetyGate gate = WithLimit(rate: 10e-3);
        clock.Advance(Duration.FromSeconds(100));
        Set(gate, 1e-3);
        clock.Restart();

        Assert.Throws<InstrumentException>(() => Set(gate, 2e-3));
        clock.Advance(Duration.FromSeconds(0.1));
        Set(gate, 2e-3);
    }

    [Fact]
    public void CheckTarget_FarAway_IsHeldToValuesOnlyAndSetsNothing()
    {
        SafetyGate gate = WithLimit(step: 1e-3);
        Set(gate, 0);
        gate.CheckTarget("line", new SetPoint(Channels.Current, 1), "RAMP");

        Set(gate, 1e-3);
    }

    [Theory]
    [InlineData(0, 1e-3, 2e-3)]
    [InlineData(0, double.NaN, 0)]
    [InlineData(0, double.PositiveInfinity, 0)]
    [InlineData(0, 1.1e-3, 0)] // a step inside
    [InlineData(1.1e-3, 1.2e-3, 1.3e-3)] // the way to the first
    [InlineData(0, 0.9e-3, 1.6e-3)] // the way from the last to the first, for the second time
    public void CheckProgram_AnythingInsideBreaksALimit_IsRefused(double first, double second, double third)
    {
        SafetyGate gate = WithLimit(step: 1e-3, maximum: 1.8e-3);
        Set(gate, 0);

        InstrumentException error = Assert.Throws<InstrumentException>(
            () => gate.CheckProgram(
                "line", new SetPointProgram(Channels.Current, [first, second, third], 1) { Count = 2 }, "LIST"));

        Assert.Equal(InstrumentFault.Limit, error.Fault);
        gate.CheckProgram("line", new SetPointProgram(Channels.Current, [first * 0, 0.9e-3, 0.5e-3], 1) { Count = 2 }, "LIST");
    }

    [Theory]
    [InlineData(0.1, 0, false)] // 1 mA in 0.1 s
    [InlineData(1, 0, true)]
    [InlineData(1, 0.5, false)] // 1 mA in half a second
    [InlineData(3, 1, true)]
    public void CheckProgram_Rate_HoldsForSlopesAndIntervals(double interval, double slope, bool passes)
    {
        SafetyGate gate = WithLimit(rate: 1e-3);
        Set(gate, 0);
        clock.Advance(Duration.FromSeconds(5));
        void Load() => gate.CheckProgram(
            "line", new SetPointProgram(Channels.Current, [1e-3, 2e-3], interval) { SlopeSeconds = slope }, "LIST");

        if (passes)
        {
            Load();
        }
        else
        {
            Assert.Throws<InstrumentException>(Load);
        }
    }

    [Fact]
    public void CheckProgram_WhileItRuns_CountsWithItsWorstValue()
    {
        var sample = new SampleDefinition
        {
            Junctions = [new JunctionDefinition { Name = "mtj", CurrentLimit = Current.FromMilliamperes(1) }]
        };
        var gate = new SafetyGate(
            GateTrialBench.Of(sample, ("a", SamplePort.DcBias, null, []), ("b", SamplePort.DcBias, null, [])), clock);
        gate.CheckProgram("a", new SetPointProgram(Channels.Current, [0, -0.8e-3, 0], 1), "LIST");
        gate.Confirm("a");
        gate.Observe("a", new SetPoint(Channels.Current, 0)); // of this moment

        InstrumentException error = Assert.Throws<InstrumentException>(() => gate.Check(
            "b", [new SetPoint(Channels.Current, 0.3e-3)], "SET"));
        Assert.Equal(
            "1.1 mA breaks the limit 'current through junction 'mtj' at most 1 mA' of bench 'trial' (b → port dc-bias → "
                + "junction 'mtj', SET). "
            + "Nothing was sent. Change the setting, or the limit in the bench file if the sample bears it.",
            error.Message);

        gate.EndProgram("a");
        gate.Observe("a", new SetPoint(Channels.Current, 0));
        gate.Check("b", [new SetPoint(Channels.Current, 0.3e-3)], "SET");
    }

    private static void Set(SafetyGate gate, double amperes) => Apply(gate, new SetPoint(Channels.Current, amperes));

    private static void Apply(SafetyGate gate, SetPoint setPoint)
    {
        gate.Check("line", [setPoint], "SET");
        gate.Confirm("line");
    }

    private SafetyGate WithLimit(double? rate = null, double? step = null, double? maximum = null) => new(
        GateTrialBench.Of(
            new SampleDefinition(),
            (
                "line",
                SamplePort.DcBias,
                null,
                [GateTrialBench.Limit(Channels.Current, Current.Definition, rate, step) with { Maximum = maximum }])),
        clock);
}
