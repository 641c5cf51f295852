using Lab.Instruments.Oscilloscopes;
using Lab.Instruments.Shots;
using Lab.Instruments.Terminals;
using Lab.Instruments.WaveformGenerators;
using Lab.Quantities;

namespace Lab.Instruments.Tests.WaveformGenerators;

/// <summary>The contract that every waveform generator's driver must hold to, its output seen by an oscilloscope.</summary>
public abstract class WaveformGeneratorContract : InstrumentContract
{
    private const int Count = 20_000;
    private const double ScopeRate = 1e9;

    /// <summary>A rate that this generator has.</summary>
    protected virtual double Rate => 1e9;

    /// <summary>A tone well within its bandwidth.</summary>
    protected virtual double ToneHertz => 10e6;

    /// <summary>What its output leaves of that tone.</summary>
    protected virtual double ToneShare => 1;

    /// <summary>By how much the phase of a tone is behind, in samples: a sample is held for its time.</summary>
    private double HeldSeconds => 0.5 / Rate;

    [Fact]
    public async Task Trigger_ToneLoaded_IsRecordedWithAmplitudeAndDelay()
    {
        await using TwinBench bench = await TraceBench.OpenAsync(
            Driver, rough: IsRough, delay: Duration.FromSeconds(12.35e-9));
        (IWaveformGenerator generator, IOscilloscope scope) = await SetUpAsync(bench, Load(1e-6, 0.2));

        OscilloscopeTrace trace = await ShootAsync(generator, scope);

        // The wait of a microsecond, the line of 12.35 ns, and half of a sample.
        ReadOnlySpan<double> volts = trace.Volts();
        int skipped = (int)(2e-6 * trace.SamplesPerSecond);
        (double amplitude, double radians) = TraceBench.Demodulate(
            volts[skipped..], trace.StartSeconds + (skipped / trace.SamplesPerSecond), trace.SamplesPerSecond, ToneHertz);
        Assert.Equal(0.2 * ToneShare, amplitude, 2e-3);
        double wanted = -2 * Math.PI * ToneHertz * (1e-6 + 12.35e-9 + HeldSeconds);
        Assert.Equal(0, Math.IEEERemainder(radians - wanted, 2 * Math.PI), 2 * Math.PI * ToneHertz * 20e-12);
        Assert.False(trace.IsOverRange);
        Assert.InRange(volts[..(int)(0.8e-6 * trace.SamplesPerSecond)].ToArray().Max(Math.Abs), 0, 6e-3); // idle before it
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.05e-9)]
    [InlineData(0.4e-9)]
    public async Task Trigger_TwoTerminalsApartByLessThanASample_AreApartByThat(double seconds)
    {
        double[] phases = new double[2];
        for (int terminal = 1; terminal <= 2; terminal++)
        {
            await using TwinBench bench = await TraceBench.OpenAsync(Driver, rough: IsRough);
            double[] tone = TraceBench.Tone(0.2, ToneHertz, Rate, Count);
            (IWaveformGenerator generator, IOscilloscope scope) = await SetUpAsync(bench, new WaveformProgram(
                Rate,
                [
                    new ChannelWaveform("1", new WaveformSegment(tone)) { DelaySeconds = 1e-6 },
                    new ChannelWaveform("2", new WaveformSegment(tone)) { DelaySeconds = 1e-6 + seconds },
                ],
                WaveformStart.AtTrigger));
            await generator.SetOutputAsync(terminal == 1 ? "2" : "1", on: false);
            OscilloscopeTrace trace = await ShootAsync(generator, scope);
            int skipped = (int)(2e-6 * trace.SamplesPerSecond);
            phases[terminal - 1] = TraceBench.Demodulate(
                trace.Volts().AsSpan(skipped), trace.StartSeconds + (skipped / trace.SamplesPerSecond), trace.SamplesPerSecond,
                ToneHertz).Radians;
        }

        double apart = Math.IEEERemainder(phases[0] - phases[1], 2 * Math.PI) / (2 * Math.PI * ToneHertz);
        Assert.Equal(seconds, apart, 10e-12);
    }

    [Fact]
    public async Task Start_WithoutEnd_RepeatsUntilItIsStopped()
    {
        await using TwinBench bench = await TraceBench.OpenAsync(Driver, rough: IsRough);
        double[] tone = TraceBench.Tone(0.2, ToneHertz, Rate, Count);
        (IWaveformGenerator generator, IOscilloscope scope) = await SetUpAsync(
            bench, new WaveformProgram(Rate, [new ChannelWaveform("1", new WaveformSegment(tone))]));
        await generator.StartAsync();
        await scope.ConfigureAsync(scope.Settings with { Averages = 4 });

        OscilloscopeTrace trace = (await scope.AcquireAsync())[0];

        Assert.Equal(
            0.2 * ToneShare,
            TraceBench.Demodulate(trace.Volts(), trace.StartSeconds, trace.SamplesPerSecond, ToneHertz).Volts,
            2e-3);
        await generator.StopAsync();
        await scope.ConfigureAsync(scope.Settings with { Averages = 1, Patience = Duration.FromSeconds(0.1) });
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => scope.AcquireAsync().AsTask());
        Assert.Equal(InstrumentFault.Timeout, error.Fault);
    }

    [Fact]
    public async Task Sequence_SegmentsThatRepeatAndWait_ComeInTheirOrder()
    {
        await using TwinBench bench = await TraceBench.OpenAsync(Driver, rough: IsRough);
        double[] low = [.. Enumerable.Repeat(-0.1, 2000)];
        double[] high = [.. Enumerable.Repeat(0.1, 2000)];
        double[] highest = [.. Enumerable.Repeat(0.2, 2000)];
        (IWaveformGenerator generator, IOscilloscope scope) = await SetUpAsync(bench, new WaveformProgram(
            Rate,
            [
                new ChannelWaveform(
                    "1",
                    new WaveformSegment(low) { Count = 2, MarkerLength = 100 },
                    new WaveformSegment(high),
                    new WaveformSegment(highest) { WaitsForTrigger = true, MarkerLength = 100 }),
            ],
            WaveformStart.AtTrigger));

        double[] first = (await ShootAsync(generator, scope)).Volts();
        await scope.ArmAsync(default);
        await generator.TriggerAsync(default);
        double[] second = (await scope.FetchAsync())[0].Volts();

        double perSample = scope.Settings.LeastRate / Rate;
        int At(double sample) => (int)(sample * perSample);
        Assert.Equal([-0.1, -0.1, 0.1], [Near(first[At(1000)]), Near(first[At(3000)]), Near(first[At(5000)])]);
        Assert.Equal(0.2, Near(second[At(1000)]));
        static double Near(double volts) => Math.Round(volts, 1);
    }

    [Fact]
    public async Task Load_PeakWithOffsetBeyondTheLimit_IsNotSent()
    {
        await using TwinBench bench = await TraceBench.OpenAsync(Driver, rough: IsRough);
        IWaveformGenerator generator = bench.Get<IWaveformGenerator>();
        await generator.LoadAsync(Load(0, 0.2));
        await generator.SetOutputAsync("1", on: true);
        bench.Gate.Allows = setPoint => !(setPoint.Channel == Channels.Voltage && Math.Abs(setPoint.Value) > 0.5);
        double before = (await generator.GetPeakAsync("1")).Volts;

        // An amplitude of 0.3 V about an offset of 0.3 V.
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => generator.LoadAsync(Load(0, 0.3, offset: 0.3)).AsTask());

        Assert.Equal(InstrumentFault.Limit, error.Fault);
        Assert.Equal(before, (await generator.GetPeakAsync("1")).Volts);
        Assert.True(await generator.GetOutputAsync("1"));
        await AssertGatedAsync(bench, Channels.Output, () => generator.SetOutputAsync("2", on: true).AsTask());
        await AssertGatedAsync(bench, Channels.Output, () => generator.StartAsync().AsTask());
    }

    [Fact]
    public async Task Load_SamplesThatAreNoNumbers_AreRefused()
    {
        await using TwinBench bench = await TraceBench.OpenAsync(Driver, rough: IsRough);
        bench.Gate.Allows = setPoint => double.IsFinite(setPoint.Value); // as the gate of a bench
        double[] tone = TraceBench.Tone(0.1, ToneHertz, Rate, Count);
        tone[7777] = double.NaN;

        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => bench.Get<IWaveformGenerator>().LoadAsync(
            new WaveformProgram(Rate, [new ChannelWaveform("1", new WaveformSegment(tone))])).AsTask());

        Assert.Equal(InstrumentFault.Limit, error.Fault);
    }

    [Fact]
    public async Task Load_OutputOn_IsSwitchedOffForIt()
    {
        await using TwinBench bench = await TraceBench.OpenAsync(Driver, rough: IsRough);
        IWaveformGenerator generator = bench.Get<IWaveformGenerator>();
        await generator.LoadAsync(Load(0, 0.1));
        await generator.SetOutputAsync("1", on: true);
        await generator.LoadAsync(Load(0, 0.2));
        Assert.False(await generator.GetOutputAsync("1"));
    }

    [Fact]
    public async Task Load_MoreThanTheMemory_SaysSo()
    {
        await using TwinBench bench = await TraceBench.OpenAsync(Driver, rough: IsRough);
        IWaveformGenerator generator = bench.Get<IWaveformGenerator>();
        bench.Gate.Passed.Clear();
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => generator.LoadAsync(new WaveformProgram(
            Rate, [new ChannelWaveform("1", new WaveformSegment(new double[(int)generator.Capability.Memory + 64]))])).AsTask());
        Assert.Equal(InstrumentFault.Limit, error.Fault);
        Assert.Contains(
            $"the memory of a terminal of the {generator.Capability.Model} holds", error.Message, StringComparison.Ordinal);
        Assert.Empty(bench.Gate.Passed);
    }

    [Fact]
    public async Task Load_RateBeyondTheInstrument_SaysSo()
    {
        await using TwinBench bench = await TraceBench.OpenAsync(Driver, rough: IsRough);
        IWaveformGenerator generator = bench.Get<IWaveformGenerator>();
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => generator.LoadAsync(new WaveformProgram(
            20e9, [new ChannelWaveform("1", new WaveformSegment(new double[Count]))])).AsTask());
        Assert.Contains("A rate of 20 GSa/s is asked for", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MakeSafe_Playing_SwitchesAllOff()
    {
        await using TwinBench bench = await TraceBench.OpenAsync(Driver, rough: IsRough);
        (IWaveformGenerator generator, _) = await SetUpAsync(bench, Load(0, 0.2));
        await generator.SetOutputAsync("2", on: true);
        await generator.StartAsync();
        await generator.MakeSafeAsync();
        Assert.False(await generator.GetOutputAsync("1"));
        Assert.False(await generator.GetOutputAsync("2"));
    }

    [Fact]
    public async Task Shot_GeneratorAndOscilloscope_RecordsWhatIsPlayed()
    {
        await using TwinBench bench = await TraceBench.OpenAsync(Driver, rough: IsRough);
        IWaveformGenerator generator = bench.Get<IWaveformGenerator>();
        IOscilloscope scope = bench.Get<IOscilloscope>(TraceBench.Scope);
        double[] tone = TraceBench.Tone(0.2, ToneHertz, Rate, Count);
        var shot = new Shot(
            generator,
            (generator, [new PlayTask("1", 0, Channels.Voltage, tone, Rate)]),
            (scope, [new CaptureTask("1", 0.5e-6, 10_000, ScopeRate)]));
        await shot.PrepareAsync(default);
        await generator.SetOutputAsync("1", on: true);
        for (int i = 0; i < 2; i++)
        {
            ShotTrace trace = Assert.Single(await shot.TakeAsync(default));
            Assert.Equal(0.5e-6, trace.StartSeconds, 1e-12);
            Assert.Equal(
                0.2 * ToneShare,
                TraceBench.Demodulate(trace.Samples.Span, trace.StartSeconds, trace.SamplesPerSecond, ToneHertz).Volts,
                2e-3);
        }
    }

    [Fact]
    public async Task SetOutput_WaveformTheLineDoesNotBear_DestroysIt()
    {
        await using TwinBench bench = await TraceBench.OpenAsync(Driver, rough: IsRough, destroyedBy: Voltage.FromVolts(0.15));
        IWaveformGenerator generator = bench.Get<IWaveformGenerator>();
        await generator.LoadAsync(Load(0, 0.2));
        Assert.Null(bench.Virtual.Stage.Damage);
        await generator.SetOutputAsync("1", on: true);
        await generator.StartAsync();
        await generator.TriggerAsync(default);
        Assert.StartsWith("coaxial line 'line' was destroyed", bench.Virtual.Stage.Damage?.ToString(), StringComparison.Ordinal);
    }

    /// <summary>A tone on terminal 1 after a delay, at a trigger.</summary>
    protected WaveformProgram Load(double delay, double volts, double offset = 0) => new(
        Rate,
        [
            new ChannelWaveform("1", new WaveformSegment(TraceBench.Tone(volts, ToneHertz, Rate, Count, offset)))
            {
                DelaySeconds = delay,
            },
        ],
        WaveformStart.AtTrigger);

    /// <summary>Takes one shot.</summary>
    protected static async Task<OscilloscopeTrace> ShootAsync(IWaveformGenerator generator, IOscilloscope scope)
    {
        await scope.ArmAsync(default);
        await generator.StartAsync();
        await generator.TriggerAsync(default);
        return (await scope.FetchAsync())[0];
    }

    /// <summary>Loads waveforms, switches their outputs on, and sets the oscilloscope to ten microseconds.</summary>
    protected static async Task<(IWaveformGenerator Generator, IOscilloscope Scope)> SetUpAsync(
        TwinBench bench, WaveformProgram program)
    {
        IWaveformGenerator generator = bench.Get<IWaveformGenerator>();
        IOscilloscope scope = bench.Get<IOscilloscope>(TraceBench.Scope);
        await generator.LoadAsync(program);
        foreach (ChannelWaveform channel in program.Channels)
        {
            await generator.SetOutputAsync(channel.Terminal, on: true);
        }

        await scope.ConfigureAsync(TraceBench.Record(scope, 10e-6, 5 * ScopeRate));
        return (generator, scope);
    }
}
