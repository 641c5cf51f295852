using Lab.Instruments.DaqCards;
using Lab.Instruments.Drivers.PulseGenerators;
using Lab.Instruments.PulseGenerators;
using Lab.Instruments.Shots;
using Lab.Quantities;

namespace Lab.Instruments.Tests.PulseGenerators;

public sealed class StanfordDg645Tests : StanfordDg645Contract
{
    [Theory]
    [InlineData("TSRC?", "5")] // single shots after *RST
    [InlineData("DLAY?3", "2,+0.000000010000")] // B counts from A, 10 ns later
    [InlineData("DLAY 3,2,5e-7;DLAY? 3", "2,+0.000000500000")]
    [InlineData("DLAY 4,0,1.2e-11;DLAY? 4", "0,+0.000000000010")] // steps of 5 ps
    [InlineData("TSRC 7;LERR?", "10")] // illegal value
    [InlineData("DLAY 2,2,1;LERR?", "13")] // illegal link
    [InlineData("NONSENSE;LERR?", "110")] // illegal command
    [InlineData("LAMP? 1", "+2.500")]
    [InlineData("TRAT?", "+1000.000000")]
    public async Task Query_AnswersAsTheMakersTestsSay(string message, string answer)
    {
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync("*RST;*CLS");
        Assert.Equal(answer, await bench.AskAsync(message));
    }

    [Fact]
    public async Task SetWidth_BetweenTwoSteps_AsksTheGateForWhatIsSent()
    {
        await using TwinBench bench = await OpenAsync();
        await bench.Get<IPulseGenerator>().SetWidthAsync(Duration.FromSeconds(100.003e-9));
        Assert.Equal(100.005e-9, bench.Gate.Passed[^1].SetPoint.Value, 1e-16);
    }

    [Fact]
    public async Task Repeat_OutputOff_StartsWhenItIsSwitchedOn()
    {
        await using TwinBench bench = await OpenOnLineAsync();
        IPulseGenerator pulser = await SetUpAsync(bench);
        await pulser.SetOutputAsync(false);
        await pulser.RepeatAsync(Frequency.FromHertz(100));
        Assert.Equal("5", await bench.AskAsync("TSRC?"));
        Assert.Null(bench.Virtual.Stage.PulsesAt("line"));
        Assert.Equal(100, (await pulser.GetRepetitionAsync()).Hertz);

        await pulser.SetOutputAsync(true);
        Assert.Equal("0", await bench.AskAsync("TSRC?"));
        Assert.True(bench.Virtual.Stage.PulsesAt("line")!.Count > 0);
    }

    [Fact]
    public async Task Open_WhileItRepeats_WithABaseline_EndsThere()
    {
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync("LOFF 1,0.5;TSRC 0");
        var pulser = (StanfordDg645)bench.Get<IPulseGenerator>();
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => pulser.OpenAsync(default).AsTask());
        Assert.Equal(InstrumentFault.Limit, error.Fault);
        Assert.StartsWith(
            "The output is on and the instrument is not set to a baseline of zero", error.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pulse_BehindAnotherGenerator_ComesAfterTheDelaysOfBoth()
    {
        await using TwinBench bench = await TwinBench.OpenAsync(
            [("delays", Driver, []), ("pulser", "avtech-avr-3he-b", [])],
            twin: new Dictionary<string, (string Key, object Value)[]> { ["pulser"] = [("triggered_by", "delays")] },
            rough: IsRough);
        List<Mocks.Stages.TriggerMoment> pulses = [];
        bench.Virtual.Stage.Within(() => bench.Virtual.Stage.Triggers.Listen("pulser", pulses.Add));
        IPulseGenerator delays = bench.Get<IPulseGenerator>("delays");
        IPulseGenerator pulser = bench.Get<IPulseGenerator>("pulser");
        foreach (IPulseGenerator generator in (IPulseGenerator[])[delays, pulser])
        {
            await generator.SetAmplitudeAsync(Voltage.FromVolts(2));
            await generator.SetWidthAsync(Duration.FromSeconds(1e-6));
            await generator.AwaitTriggersAsync(Frequency.FromHertz(30));
            await generator.SetOutputAsync(true);
        }

        await delays.SetDelayAsync(Duration.FromSeconds(12.345e-3));
        await pulser.SetDelayAsync(Duration.FromSeconds(100e-9));
        bench.Virtual.Stage.Within(() => bench.Virtual.Stage.Triggers.Give(new Mocks.Stages.TriggerMoment(5, 0)));

        Mocks.Stages.TriggerMoment pulse = Assert.Single(pulses);
        Assert.Equal(5, pulse.EpochSeconds);
        Assert.Equal(12.3451e-3, pulse.OffsetSeconds, 1e-12);
    }

    [Fact]
    public async Task Pulse_BehindACounterOfACard_ComesOnItsCable()
    {
        await using TwinBench bench = await TwinBench.OpenAsync(
            [("card", "ni-daqmx", []), ("delays", Driver, []), ("pulser", "avtech-avr-3he-b", [])],
            twin: new Dictionary<string, (string Key, object Value)[]>
            {
                ["delays"] = [("triggered_by", "card")],
                ["pulser"] = [("triggered_by", "delays")],
            });
        List<Mocks.Stages.TriggerMoment> pulses = [];
        bench.Virtual.Stage.Within(() => bench.Virtual.Stage.Triggers.Listen("pulser", pulses.Add));
        foreach (string name in (string[])["delays", "pulser"])
        {
            IPulseGenerator generator = bench.Get<IPulseGenerator>(name);
            await generator.SetAmplitudeAsync(Voltage.FromVolts(2));
            await generator.SetWidthAsync(Duration.FromSeconds(1e-6));
            await generator.AwaitTriggersAsync(Frequency.FromHertz(30));
            await generator.SetOutputAsync(true);
        }

        await bench.Get<IPulseGenerator>("delays").SetDelayAsync(Duration.FromSeconds(2e-3));
        await bench.Get<IPulseGenerator>("pulser").SetDelayAsync(Duration.FromSeconds(100e-9));
        IDaqCard card = bench.Get<IDaqCard>("card");
        var shot = new Shot(
            card, (card, [new CaptureTask("ai0", 0, 500, 50e3), new PulseTask("ctr0", 1e-3, 1e-5)]));
        await shot.PrepareAsync(default);
        await shot.TakeAsync(default);

        Assert.Equal(3.0001e-3, Assert.Single(pulses).OffsetSeconds, 1e-9);
    }
}
