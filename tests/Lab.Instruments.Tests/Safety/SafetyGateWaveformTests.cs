using Lab.Benches.Safety;
using Lab.Benches.Samples;
using Lab.Instruments.Clocks;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Safety;

/// <summary>A waveform is checked as a whole by its envelope.</summary>
public sealed class SafetyGateWaveformTests
{
    private readonly VirtualClock clock = new();

    [Fact]
    public void Of_Sine_HasItsExtremesAndItsLargestSlew()
    {
        const double rate = 1e6;
        const double hertz = 1e3;
        double[] sine = [.. Enumerable.Range(0, 10_000).Select(i => 0.3 + (0.5 * Math.Sin(Math.Tau * hertz * i / rate)))];

        var envelope = WaveformEnvelope.Of(Channels.Current, sine, rate, count: 3);

        Assert.Equal(-0.2, envelope.Least, 1e-12);
        Assert.Equal(0.8, envelope.Largest, 1e-12);
        // A ω, less (ω/rate)²/6 of it between samples.
        Assert.Equal(0.5 * Math.Tau * hertz, envelope.Step / envelope.SampleSeconds, 0.03);
        Assert.Equal(0.03, envelope.DurationSeconds, 1e-12);
        Assert.True(envelope.Repeats);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void CheckWaveform_ASampleThatIsNoNumber_IsRefused(double wrong)
    {
        SafetyGate gate = Gate();

        Assert.Throws<InstrumentException>(
            () => gate.CheckWaveform("line", WaveformEnvelope.Of(Channels.Current, [0, wrong, 0], 10), "WAVE"));
    }

    [Theory]
    [InlineData(1, 0.5e-3, 2.5e-3, "line current at most 2 mA")]
    [InlineData(1, 0, 1.5e-3, "line current step at most 1 mA")]
    [InlineData(100, 0, 0.5e-3, "line current rate at most 10 mA per second")]
    public void CheckWaveform_BeyondALimit_IsRefusedAndCountsAsNothing(
        double perSecond, double first, double second, string limit)
    {
        SafetyGate gate = Gate(maximum: 2e-3, step: 1e-3, rate: 10e-3);
        On(gate);

        InstrumentException error = Assert.Throws<InstrumentException>(
            () => gate.CheckWaveform("line", WaveformEnvelope.Of(Channels.Current, [0, first, second], perSecond), "WAVE"));

        Assert.Contains(limit, error.What, StringComparison.Ordinal);
        Assert.Equal(0, gate.CertainValueOf("line", Channels.Current));
    }

    [Fact]
    public void CheckWaveform_Repeated_CountsTheWayBackToItsStart()
    {
        SafetyGate gate = Gate(step: 1e-3);
        On(gate);
        double[] ramp = [0, 1e-3, 2e-3];

        gate.CheckWaveform("line", WaveformEnvelope.Of(Channels.Current, ramp, 1), "WAVE");
        gate.EndProgram("line");
        gate.Observe("line", new SetPoint(Channels.Current, 0));

        Assert.Throws<InstrumentException>(() => gate.CheckWaveform(
            "line", WaveformEnvelope.Of(Channels.Current, ramp, 1, count: null), "WAVE"));
    }

    [Fact]
    public void CheckWaveform_Endless_CountsWithItsWorstUntilItIsStopped()
    {
        var sample = new SampleDefinition
        {
            Junctions = [new JunctionDefinition { Name = "mtj", CurrentLimit = Current.FromMilliamperes(1) }]
        };
        var gate = new SafetyGate(
            GateTrialBench.Of(sample, ("a", SamplePort.DcBias, null, []), ("b", SamplePort.DcBias, null, [])), clock);

        gate.CheckWaveform("a", WaveformEnvelope.Of(Channels.Current, [0, 0.8e-3, 0], 10, count: null), "WAVE");
        clock.Advance(Duration.FromSeconds(3600));
        gate.Observe("a", new SetPoint(Channels.Current, 0)); // of this moment
        Assert.Throws<InstrumentException>(() => gate.Check("b", [new SetPoint(Channels.Current, 0.3e-3)], "CURR"));

        gate.EndProgram("a");
        gate.Observe("a", new SetPoint(Channels.Current, 0));
        gate.Check("b", [new SetPoint(Channels.Current, 0.3e-3)], "CURR");
    }

    private SafetyGate Gate(double? maximum = null, double? step = null, double? rate = null) => new(
        GateTrialBench.Of(
            new SampleDefinition { Junctions = [new JunctionDefinition { Name = "mtj" }] },
            (
                "line",
                SamplePort.DcBias,
                null,
                [GateTrialBench.Limit(Channels.Current, Current.Definition, rate, step) with { Maximum = maximum }])),
        clock);

    private static void On(SafetyGate gate)
    {
        gate.Observe("line", new SetPoint(Channels.Current, 0));
        gate.Observe("line", SetPoint.Output(on: true));
    }
}
