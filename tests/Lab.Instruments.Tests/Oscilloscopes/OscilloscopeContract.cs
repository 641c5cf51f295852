using Lab.Instruments.Oscilloscopes;
using Lab.Instruments.Shots;
using Lab.Instruments.Tests.WaveformGenerators;
using Lab.Instruments.WaveformGenerators;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Oscilloscopes;

/// <summary>The contract that every oscilloscope's driver must hold to, with a generator at its inputs.</summary>
public abstract class OscilloscopeContract : InstrumentContract
{
    private const string Generator = "keysight-33622a";
    private const double Rate = 1e9;
    private const double Hertz = 10e6;

    /// <summary>The step of its converter as a part of the range.</summary>
    protected virtual double RelativeStep => 1.0 / 256;

    [Fact]
    public async Task Fetch_Record_CoversTheTimeAtTheRateOrAbove()
    {
        await using TwinBench bench = await OpenOnLineAsync();
        IOscilloscope scope = await PlayAsync(bench, 0.1);
        await scope.ConfigureAsync(scope.Settings with { Start = Duration.FromSeconds(-2e-6) });
        OscilloscopeTrace trace = await ShootAsync(bench);
        Assert.Equal(-2e-6, trace.StartSeconds, 1e-9);
        Assert.InRange(trace.SamplesPerSecond, scope.Settings.LeastRate, double.PositiveInfinity);
        Assert.Equal(10e-6, trace.SampleCount / trace.SamplesPerSecond, 2e-9);
        double[] volts = trace.Volts();
        int trigger = (int)(2e-6 * trace.SamplesPerSecond);
        Assert.InRange(volts.Take(trigger - 100).Max(Math.Abs), 0, 5e-3);
        Assert.InRange(volts.Skip(trigger).Max(), 0.095, 0.11);
    }

    [Fact]
    public async Task Fetch_FewBits_StepsAreThoseOfTheConverter()
    {
        await using TwinBench bench = await OpenOnLineAsync();
        IOscilloscope scope = await PlayAsync(bench, 0.3);
        OscilloscopeTrace trace = await ShootAsync(bench);
        var codes = trace.Codes.ToArray().Distinct().Order().ToList();
        int step = codes.Zip(codes.Skip(1), (low, high) => high - low).Min();
        Assert.Equal(scope.Settings.Channels[0].Range.Volts * RelativeStep, step * trace.StepVolts, 1e-6);
    }

    [Fact]
    public async Task Acquire_Averages_LowerTheNoise()
    {
        double[] noise = new double[2];
        for (int i = 0; i < 2; i++)
        {
            await using TwinBench bench = await OpenOnLineAsync();
            IOscilloscope scope = await PlayAsync(bench, 1e-3, WaveformStart.Endless);
            await scope.ConfigureAsync(TraceBench.Record(scope, 10e-6, 1e9, range: 0.08) with { Averages = i == 0 ? 1 : 16 });
            OscilloscopeTrace trace = (await scope.AcquireAsync())[0];
            double[] volts = trace.Volts();
            double tone = TraceBench.Demodulate(volts, 0, trace.SamplesPerSecond, Hertz).Volts;
            noise[i] = Math.Sqrt(volts.Average(each => each * each) - (tone * tone / 2));
        }

        Assert.InRange(noise[0] / noise[1], 2.5, 6); // 4, with the quantisation of single records
    }

    [Fact]
    public async Task Fetch_Segments_AreOneForEachTrigger()
    {
        await using TwinBench bench = await OpenOnLineAsync();
        IOscilloscope scope = await PlayAsync(bench, 0.1);
        await scope.ConfigureAsync(TraceBench.Record(scope, 10e-6, 1e9) with { Segments = 3 });
        IWaveformGenerator generator = bench.Get<IWaveformGenerator>("awg");
        await scope.ArmAsync(default);
        for (int i = 0; i < 3; i++)
        {
            await generator.TriggerAsync(default);
            bench.Clock.Advance(Duration.FromSeconds(1e-3));
        }

        OscilloscopeTrace trace = (await scope.FetchAsync())[0];

        Assert.Equal(3, trace.SegmentCount);
        Assert.Equal(0, trace.SegmentSeconds[0]);
        Assert.InRange(trace.SegmentSeconds[1], 1e-3, 0.1);
        Assert.InRange(trace.SegmentSeconds[2], 2e-3, 0.2);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(
                0.1, TraceBench.Demodulate(trace.Volts(i), trace.StartSeconds, trace.SamplesPerSecond, Hertz).Volts, 2e-3);
        }
    }

    [Fact]
    public async Task Fetch_EdgeOfAnInput_TriggersThere()
    {
        await using TwinBench bench = await OpenOnLineAsync();
        IOscilloscope scope = await PlayAsync(bench, 0.1);
        await scope.ConfigureAsync(scope.Settings with { Trigger = new OscilloscopeTrigger("1", Voltage.FromVolts(0.05)) });
        OscilloscopeTrace trace = await ShootAsync(bench);
        Assert.Equal(0.05, trace.Volts()[0], 0.01);
        Assert.True(trace.Volts()[(int)(10e-9 * trace.SamplesPerSecond)] > 0.05); // it goes up
    }

    [Fact]
    public async Task Collect_SignalBeyondTheScreen_SaysSo()
    {
        await using TwinBench bench = await OpenOnLineAsync();
        IOscilloscope scope = await PlayAsync(bench, 0.6);
        Assert.True((await ShootAsync(bench)).IsOverRange);
        await scope.ArmAsync(default);
        await bench.Get<IWaveformGenerator>("awg").TriggerAsync(default);
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => scope.CollectAsync(default).AsTask());
        Assert.Equal(InstrumentFault.Overflow, error.Fault);
    }

    [Fact]
    public async Task Fetch_NoTrigger_SaysSoAfterItsPatience()
    {
        await using TwinBench bench = await OpenOnLineAsync();
        IOscilloscope scope = bench.Get<IOscilloscope>();
        await bench.Get<IWaveformGenerator>("awg").StopAsync(); // from the factory it gives a sine, with a trigger each period
        await scope.ConfigureAsync(TraceBench.Record(scope, 10e-6, 1e9) with { Patience = Duration.FromSeconds(0.2) });
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => scope.AcquireAsync().AsTask());
        Assert.Equal(InstrumentFault.Timeout, error.Fault);
        Assert.StartsWith("No trigger came within 200 ms", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Configure_MoreThanTheMemory_SaysSo()
    {
        await using TwinBench bench = await OpenOnLineAsync();
        IOscilloscope scope = bench.Get<IOscilloscope>();
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => scope.ConfigureAsync(TraceBench.Record(scope, 1, 1e9)).AsTask());
        Assert.Equal(InstrumentFault.Limit, error.Fault);
        Assert.Contains("its memory is too small", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arm_Averages_AreRefused()
    {
        await using TwinBench bench = await OpenOnLineAsync();
        IOscilloscope scope = bench.Get<IOscilloscope>();
        await scope.ConfigureAsync(TraceBench.Record(scope, 10e-6, 1e9) with { Averages = 4 });
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => scope.ArmAsync(default).AsTask());
        Assert.StartsWith("4 records that are averaged need a trigger", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shot_OscilloscopeAsSource_IsRefused()
    {
        await using TwinBench bench = await OpenOnLineAsync();
        IOscilloscope scope = bench.Get<IOscilloscope>();
        await Assert.ThrowsAsync<InstrumentException>(
            () => scope.PrepareAsync([new CaptureTask("1", 0, 1000, 1e9)], isSource: true, default).AsTask());
        await Assert.ThrowsAsync<InstrumentException>(() => scope.TriggerAsync(default).AsTask());
    }

    /// <summary>The oscilloscope on a line with a generator.</summary>
    protected Task<TwinBench> OpenOnLineAsync() => ScopeBench.OpenAsync(Driver, Generator, IsRough);

    private static async Task<IOscilloscope> PlayAsync(
        TwinBench bench, double volts, WaveformStart start = WaveformStart.AtTrigger)
    {
        IWaveformGenerator generator = bench.Get<IWaveformGenerator>("awg");
        IOscilloscope scope = bench.Get<IOscilloscope>();
        await generator.LoadAsync(new WaveformProgram(
            Rate, [new ChannelWaveform("1", new WaveformSegment(TraceBench.Tone(volts, Hertz, Rate, 20_000)))], start));
        await generator.SetOutputAsync("1", on: true);
        await generator.StartAsync();
        await scope.ConfigureAsync(TraceBench.Record(scope, 10e-6, 1e9));
        return scope;
    }

    private static async Task<OscilloscopeTrace> ShootAsync(TwinBench bench)
    {
        IOscilloscope scope = bench.Get<IOscilloscope>();
        await scope.ArmAsync(default);
        await bench.Get<IWaveformGenerator>("awg").TriggerAsync(default);
        return (await scope.FetchAsync())[0];
    }
}
