using System.Text;
using Lab.Instruments.Oscilloscopes;
using Lab.Instruments.WaveformGenerators;
using Lab.Quantities;

namespace Lab.Instruments.Tests.WaveformGenerators;

public sealed class Keysight33622ATests : WaveformGeneratorContract
{
    protected override string Driver => "keysight-33622a";

    [Theory]
    [InlineData("FUNC SQU;:FUNC?", "SQU")]
    [InlineData("sour2:voltage 2;voltage?", "+2.00000000000000E+00")]
    [InlineData(
        "SOUR1:VOLT:HIGH 1;:SOUR1:VOLT:LOW -0.5;:SOUR1:VOLT?;:SOUR1:VOLT:OFFS?", "+1.50000000000000E+00;+2.50000000000000E-01")]
    [InlineData("OUTP1:LOAD INF;:OUTP1:LOAD?;:SOUR1:VOLT?", "9.9E+37;+2.00000000000000E-01")]
    [InlineData("DATA:ARB ramp,-1,0,1,0,-1,0,1,0;:FUNC:ARB ramp;:FUNC:ARB?", "\"ramp\"")]
    [InlineData("BURS:NCYC INF;:BURS:NCYC?", "9.9E+37")]
    [InlineData("VOLT 20;:SYST:ERR?", "-222,\"Data out of range\"")]
    [InlineData("*TRG;:SYST:ERR?", "-211,\"Trigger ignored\"")]
    [InlineData("FUNC:ARB none;:SYST:ERR?", "782,\"Specified arb waveform does not exist\"")]
    public async Task Setting_WrittenAsClientsDo_ReadsBack(string message, string answer)
    {
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync("*RST");
        Assert.Equal(answer, await bench.AskAsync(message));
    }

    [Theory]
    [InlineData("NORM", new byte[] { 0x7F, 0xFF, 0x80, 0x01, 0, 0, 0, 4, 0x7F, 0xFF, 0x80, 0x01, 0, 0, 0, 4 })]
    [InlineData("SWAP", new byte[] { 0xFF, 0x7F, 0x01, 0x80, 0, 0, 4, 0, 0xFF, 0x7F, 0x01, 0x80, 0, 0, 4, 0 })]
    public async Task Block_EitherOrderOfBytes_IsTaken(string order, byte[] block)
    {
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync($":FORM:BORD {order}");
        byte[] message = [.. Encoding.ASCII.GetBytes(":SOUR1:DATA:ARB:DAC mine,#216"), .. block];
        ITwin twin = bench.Virtual.Twins.Single();
        await twin.ExecuteAsync(message, default);
        Assert.Equal("+0,\"No error\";\"mine\"", await bench.AskAsync(":SYST:ERR?;:SOUR1:DATA:VOL:CAT?"));
    }

    [Theory]
    [InlineData("50-ohm", true, 0.2)]
    [InlineData("50-ohm", false, 0.4)] // stated 50 Ω, and a high impedance is there: twice the voltage
    [InlineData("high-impedance", false, 0.2)]
    public async Task Load_StatedAndThere_DecideTheVoltage(string stated, bool isMatched, double volts)
    {
        await using TwinBench bench = await TraceBench.OpenAsync(
            Driver, settings: [("load", stated)]);
        (IWaveformGenerator generator, IOscilloscope scope) = await SetUpAsync(bench, Load(0, 0.2));
        await scope.ConfigureAsync(scope.Settings with
        {
            Channels = [new OscilloscopeChannel("1", Voltage.FromVolts(1.6)) { IsMatched = isMatched }],
        });
        OscilloscopeTrace trace = await ShootAsync(generator, scope);
        Assert.Equal(
            volts, TraceBench.Demodulate(trace.Volts(), trace.StartSeconds, trace.SamplesPerSecond, ToneHertz).Volts, 4e-3);
    }

    [Fact]
    public async Task Load_NormalFilter_GateSeesTheOvershoot()
    {
        await using TwinBench bench = await OpenAsync();
        double[] step = [.. Enumerable.Repeat(-0.5, 64), .. Enumerable.Repeat(0.5, 64)];
        bench.Gate.Passed.Clear();
        await bench.Get<IWaveformGenerator>().LoadAsync(
            new WaveformProgram(Rate, [new ChannelWaveform("1", new WaveformSegment(step))]));
        Assert.Equal(0.59, bench.Gate.Passed.Max(passed => passed.SetPoint.Value), 1e-9); // 9 % of a step of 1 V
    }

    [Fact]
    public void RequireTone_232MHz_IsBeyondIt()
    {
        var capability = new WaveformCapability("33622A", 1e-6, 1e9, 4_000_000, 32, 1, 14, Frequency.FromHertz(120e6));
        InstrumentException beyond = Assert.Throws<InstrumentException>(
            () => capability.RequireTone(Frequency.FromHertz(232e6), 1e9, "awg"));
        Assert.StartsWith("A tone of 232 MHz is beyond the 120 MHz of the 33622A", beyond.Message, StringComparison.Ordinal);
        InstrumentException slow = Assert.Throws<InstrumentException>(
            () => capability.RequireTone(Frequency.FromHertz(100e6), 200e6, "awg"));
        Assert.StartsWith(
            "A rate of 200 MSa/s is too low for a tone of 100 MHz, which needs 250 MSa/s", slow.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_DelayWithoutTrigger_IsRefused()
    {
        await using TwinBench bench = await OpenAsync();
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => bench.Get<IWaveformGenerator>().LoadAsync(Load(1e-6, 0.1) with { Start = WaveformStart.Endless }).AsTask());
        Assert.StartsWith("A waveform without end has no trigger", error.Message, StringComparison.Ordinal);
    }
}
