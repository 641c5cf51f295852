using Lab.Instruments.Oscilloscopes;
using Lab.Instruments.WaveformGenerators;

namespace Lab.Instruments.Tests.WaveformGenerators;

public sealed class TektronixAwg5014CTests : WaveformGeneratorContract
{
    protected override string Driver => "tektronix-awg5014c";

    [Theory]
    [InlineData(":SOUR1:VOLT 2;:SOUR1:VOLT?", "2.0000000000E+0")]
    [InlineData("SOURce:FREQuency 1E9;:SOURce1:FREQuency?", "1.0000000000E+9")]
    [InlineData("WLIST:WAVEFORM:NEW \"w\",1000,INT;:WLIS:SIZE?;:SOUR2:WAV \"w\";WAV?", "1;\"w\"")]
    [InlineData("AWGC:RMOD TRIG;RUN;:AWGC:RST?", "1")]
    [InlineData("SEQ:LENG 3;LENG?", "3")]
    [InlineData("SOUR1:WAV \"none\";:SYST:ERR?", "-224,\"Illegal parameter value; waveform does not exist\"")]
    [InlineData("*TRG;:SYST:ERR?", "-211,\"Trigger ignored\"")]
    public async Task Setting_WrittenAsClientsDo_ReadsBack(string message, string answer)
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Equal(answer, await bench.AskAsync(message));
    }

    [Fact]
    public async Task Load_ToneOf232MHz_ComesWithTheDroopOfItsStairs()
    {
        await using TwinBench bench = await TraceBench.OpenAsync(Driver);
        double[] tone = TraceBench.Tone(0.2, 232e6, 1.2e9, 24_000);
        (IWaveformGenerator generator, IOscilloscope scope) = await SetUpAsync(bench, new WaveformProgram(
            1.2e9, [new ChannelWaveform("1", new WaveformSegment(tone))], WaveformStart.AtTrigger));

        OscilloscopeTrace trace = await ShootAsync(generator, scope);

        // sinc(232/1200) of the stairs, and a Gaussian of 370 MHz and one of 500 MHz, −3 dB each.
        double x = Math.PI * 232 / 1200;
        double share = Math.Sin(x) / x * Math.Pow(2, -0.5 * Math.Pow(232.0 / 370, 2))
            * Math.Pow(2, -0.5 * Math.Pow(232.0 / 500, 2));
        Assert.Equal(
            0.2 * share,
            TraceBench.Demodulate(trace.Volts(), trace.StartSeconds, trace.SamplesPerSecond, 232e6).Volts,
            1e-3);
    }

    [Fact]
    public async Task Load_TerminalsWithDifferentSegments_IsRefused()
    {
        await using TwinBench bench = await OpenAsync();
        var segment = new WaveformSegment(new double[1000]);
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => bench.Get<IWaveformGenerator>().LoadAsync(new WaveformProgram(
                1e9, [new ChannelWaveform("1", segment), new ChannelWaveform("2", segment, segment)])).AsTask());
        Assert.StartsWith("The terminals have different segments", error.Message, StringComparison.Ordinal);
    }
}
