using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Instruments.CurrentSources;
using Lab.Instruments.Oscilloscopes;
using Lab.Instruments.WaveformGenerators;
using Lab.Mocks.Parts;
using Lab.Models.SignalAnalysis;
using Lab.Quantities;

namespace Lab.Instruments.Tests.WaveformGenerators;

/// <summary>A spin-torque oscillator through its instruments: a generator on the field line, a source for the current, an
/// oscilloscope at the combiner.</summary>
public sealed class OscillatorBenchTests
{
    private const double GeneratorRate = 1.2e9;
    private const double DriveVolts = 0.35;

    [Fact]
    public async Task Trace_DriveWithinTheBand_IsLockedToTheGenerator()
    {
        await using TwinBench bench = await OpenAsync(leak: 0);
        await SendCurrentAsync(bench);
        double inside = SpreadOf(await RecordAsync(bench, 231e6), 231e6);
        double outside = SpreadOf(await RecordAsync(bench, 238e6), 238e6);

        // The reference has 0.4 to 0.55 rad inside; outside it slips by thirty radians a microsecond.
        Assert.InRange(inside, 0.2, 0.8);
        Assert.InRange(outside, 10, double.PositiveInfinity);
    }

    [Fact]
    public async Task Trace_WithoutCurrent_IsTheLeak()
    {
        await using TwinBench bench = await OpenAsync(leak: 30.0 / 350);
        OscilloscopeTrace trace = await RecordAsync(bench, 232e6);

        (double volts, _) = TraceBench.Demodulate(trace.Volts(), trace.StartSeconds, trace.SamplesPerSecond, 232e6);

        // Half of 30 mV at the combiner, behind the 500 MHz of the oscilloscope.
        Assert.Equal(15e-3 * Math.Pow(2, -0.5 * Math.Pow(232.0 / 500, 2)), volts, 0.2e-3);
    }

    [Fact]
    public async Task Trace_CancelledLeak_IsSmall()
    {
        await using TwinBench bench = await OpenAsync(leak: 30.0 / 350);
        double[] drive = Tone(232e6, DriveVolts, 0);

        // A derivative leads by a quarter of a period, and the leak comes 12.35 ns late.
        double[] cancel = Tone(232e6, 30e-3, Math.PI + (Math.PI / 2) - (Math.Tau * 232e6 * 12.35e-9));
        OscilloscopeTrace trace = await RecordAsync(
            bench, [new ChannelWaveform("1", new WaveformSegment(drive)), new ChannelWaveform("2", new WaveformSegment(cancel))]);

        (double volts, _) = TraceBench.Demodulate(trace.Volts(), trace.StartSeconds, trace.SamplesPerSecond, 232e6);
        Assert.InRange(volts, 0, 0.3e-3);
    }

    private static double SpreadOf(OscilloscopeTrace trace, double hertz)
    {
        double[] phases = AnalyticSignal.WithinBand(trace.Volts(), trace.SamplesPerSecond, 182e6, 282e6)
            .PhasesAgainst(hertz)[500..^500];
        double mean = phases.Average();
        return Math.Sqrt(phases.Average(phase => (phase - mean) * (phase - mean)));
    }

    private static async Task SendCurrentAsync(TwinBench bench)
    {
        ICurrentSource source = bench.Get<ICurrentSource>("source");
        await source.SetOutputAsync(on: true);
        await source.SetCurrentAsync(Current.FromAmperes(5e-3));
    }

    private static Task<OscilloscopeTrace> RecordAsync(TwinBench bench, double hertz) =>
        RecordAsync(bench, [new ChannelWaveform("1", new WaveformSegment(Tone(hertz, DriveVolts, 0)))]);

    private static async Task<OscilloscopeTrace> RecordAsync(TwinBench bench, IReadOnlyList<ChannelWaveform> waveforms)
    {
        IWaveformGenerator generator = bench.Get<IWaveformGenerator>();
        IOscilloscope scope = bench.Get<IOscilloscope>(TraceBench.Scope);
        await generator.LoadAsync(new WaveformProgram(GeneratorRate, waveforms, WaveformStart.AtTrigger));
        foreach (ChannelWaveform waveform in waveforms)
        {
            await generator.SetOutputAsync(waveform.Terminal, on: true);
        }

        OscilloscopeSettings settings = TraceBench.Record(scope, 5e-6, 2.5e9, range: 0.08);
        await scope.ConfigureAsync(settings with { Start = Duration.FromSeconds(5e-6) });
        await scope.ArmAsync(default);
        await generator.StartAsync();
        await generator.TriggerAsync(default);
        return (await scope.FetchAsync())[0];
    }

    // Twenty microseconds. The generator's stairs and its bandwidth of 370 MHz take a part of the amplitude.
    private static double[] Tone(double hertz, double volts, double phase)
    {
        double x = Math.PI * hertz / GeneratorRate;
        double share = Math.Sin(x) / x * Math.Pow(2, -0.5 * Math.Pow(hertz / 370e6, 2));
        return
        [
            .. Enumerable.Range(0, 24_000).Select(
                i => volts / share * Math.Cos((Math.Tau * hertz * i / GeneratorRate) + phase)),
        ];
    }

    private static Task<TwinBench> OpenAsync(double leak) => TwinBench.OpenAsync(
        [
            ("device", "tektronix-awg5014c", []),
            ("source", "yokogawa-gs200", []),
            (TraceBench.Scope, "keysight-dso-x-3054t", []),
        ],
        new SampleDefinition
        {
            Parts =
            [
                new PartDefinition(
                    Oscillator.Description.Schema, "sto", SettingValues.Of(Oscillator.Description.Schema.Keys, [("leak", leak)])),
            ],
        },
        [
            new WiringDefinition(new("device", "1"), Oscillator.DrivePort, "sto", default),
            new WiringDefinition(new("device", "2"), Oscillator.CancelPort, "sto", default),
            new WiringDefinition("source", Oscillator.Port, "sto", default),
            new WiringDefinition(new(TraceBench.Scope, "1"), Oscillator.OutputPort, "sto", default),
        ]);
}
