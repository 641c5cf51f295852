using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers.PulseGenerators;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Manners;
using Lab.Instruments.PulseGenerators;
using Lab.Instruments.Tests.Sessions;
using Lab.Quantities;

namespace Lab.Instruments.Tests.PulseGenerators;

public sealed class AvtechAvr3HeBTests : PulseGeneratorContract
{
    protected override string Driver => "avtech-avr-3he-b";

    protected override IReadOnlyList<string> ExternalTrigger => ["trig:sour ext"];

    [Theory]
    [InlineData("frequency 1000Hz;frequency?", "1.0000e+03")]
    [InlineData("freq 1 kHz;:puls:per?", "1.0000e-03")]
    [InlineData("pulse:period 10 ms;:freq?", "1.0000e+02")]
    [InlineData("pulse:width 40 ns;width?", "4.0000e-08")]
    [InlineData("puls:widt1 2ns;widt1?;widt? min", "2.0000e-09;2.0000e-09")]
    [InlineData("pulse:delay 10 ns;delay?", "1.0000e-08")]
    [InlineData("pulse:delay1 0;delay?", "0.0000")]
    [InlineData("volt 1000 mV;voltage?", "1.0000e+00")]
    [InlineData("volt:ampl1 2;volt:ampl? max", "3.0000e+02")]
    [InlineData("trigger:source INTernal;source?", "INT")]
    [InlineData("trig:sour hold;:trig:sour imm;:trig:sour?", "HOLD")]
    [InlineData("output on;output?;:output off;output?", "1;0")]
    public async Task Setting_WrittenAsClientsDo_ReadsBack(string message, string answer)
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Equal(answer, await bench.AskAsync(message));
        Assert.Empty(await bench.Get<IPulseGenerator>().ReadErrorsAsync());
    }

    [Fact]
    public async Task Width_MoreThanHalfOfThePeriod_IsOutOfRange()
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Equal(
            "-222,\"Data out of range\";1.0000e-07", await bench.AskAsync("freq 10kHz;:puls:widt 60us;:syst:err?;:puls:widt?"));
    }

    [Fact]
    public async Task Immediate_WhileRepeating_IsASettingsConflict()
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Equal("-221,\"Settings conflict\"", await bench.AskAsync("trig:sour int;:trig:sour imm;:syst:err?"));
    }

    [Fact]
    public async Task SetAmplitude_HighVoltage_WaitsUntilItHasSettled()
    {
        await using TwinBench bench = await OpenAsync();
        Duration start = bench.Clock.Now();
        await bench.Get<IPulseGenerator>().SetAmplitudeAsync(Voltage.FromVolts(1));
        Assert.Equal(1, (bench.Clock.Now() - start).Seconds, 0.01);
    }

    [Theory]
    [InlineData(InstrumentFault.Timeout)]
    [InlineData(InstrumentFault.Disconnected)]
    [InlineData(InstrumentFault.BadAnswer)]
    public async Task Fire_AnswerLost_IsSentOnceOnly(InstrumentFault fault)
    {
        var wire = new FakeWire();
        var gate = new TwinBench.RecordingGate();
        var session = new InstrumentSession("pulser", wire, gate, new VirtualClock(), AvtechAvr3HeB.Description.Manners);
        await using var pulser = new AvtechAvr3HeB(session, settling: default);
        wire.Answers("1", "HOLD").Fails(fault, "No answer came");

        await Assert.ThrowsAsync<InstrumentException>(() => pulser.FireAsync().AsTask());

        Assert.Single(wire.Sent, message => message.Contains(":TRIG:SOUR IMM", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Open_OnExternalTrigger_IsPutOnHold()
    {
        var wire = new FakeWire();
        var session = new InstrumentSession(
            "pulser", wire, new TwinBench.RecordingGate(), new VirtualClock(), AvtechAvr3HeB.Description.Manners);
        await using var pulser = new AvtechAvr3HeB(session, settling: default);
        const string identity = "AVTECH ELECTROSYSTEMS,AVR-3HE-B-PN-BR,SN:13495,v6.2.17OL";
        wire.Answers(identity, identity, "0,\"No error\"", "0", "60", "EXT", "0").Answers([.. Enumerable.Repeat("0", 8)]);

        await pulser.OpenAsync(default);

        Assert.Contains(":TRIG:SOUR HOLD", wire.Sent);
        Assert.DoesNotContain(wire.Sent, message => message.Count(letter => letter == '?') > 1);
    }

    [Fact]
    public async Task MakeSafe_OutputDoesNotAnswer_HoldsAllTheSame()
    {
        var wire = new FakeWire();
        var session = new InstrumentSession(
            "pulser", wire, new TwinBench.RecordingGate(), new VirtualClock(), AvtechAvr3HeB.Description.Manners);
        await using var pulser = new AvtechAvr3HeB(session, settling: default);
        wire.Fails(InstrumentFault.Timeout, "No answer came").Answers("0,\"No error\"");

        await Assert.ThrowsAsync<InstrumentException>(() => pulser.MakeSafeAsync().AsTask());

        Assert.Contains(":OUTP OFF", wire.Sent);
        Assert.Contains(":TRIG:SOUR HOLD", wire.Sent);
    }
}
