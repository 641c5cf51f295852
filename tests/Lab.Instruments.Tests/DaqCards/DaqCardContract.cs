using Lab.Instruments.Clocks;
using Lab.Instruments.DaqCards;
using Lab.Instruments.Shots;
using Lab.Instruments.Terminals;
using Lab.Mocks.Stages;
using Lab.Quantities;

namespace Lab.Instruments.Tests.DaqCards;

/// <summary>The contract that every driver of a data acquisition card must hold to.</summary>
public abstract class DaqCardContract : InstrumentContract
{
    private const int Count = 2000;
    private const double Rate = 50e3;

    /// <summary>The period of the sine, s.</summary>
    private const double Period = Count / Rate;

    /// <summary>What offset and gain error of the inputs may be.</summary>
    protected virtual double InputError => 0.5e-3;

    [Fact]
    public async Task SetVoltage_OfAnOutput_IsThereAndIsMeasured()
    {
        await using TwinBench bench = await DaqBench.OpenAsync(Driver, IsRough);
        IDaqCard card = bench.Get<IDaqCard>();
        await card.SetVoltageAsync("ao0", Voltage.FromVolts(1.25));
        await bench.Clock.WaitAsync(Duration.FromSeconds(1), default);

        Assert.Equal(1.25, (await card.GetVoltageAsync("ao0")).Volts, 2e-3);
        Assert.Equal(2.5, bench.Virtual.Stage.Sense("amplifier", Sensed.Current), 1e-3);
        Assert.Equal(1.25 * DaqBench.LoopGain, (await card.ReadVoltageAsync("ai0")).Volts, 1e-3 + InputError);
    }

    [Fact]
    public async Task SetVoltage_BeyondTheGateOrTheCard_IsNotSent()
    {
        await using TwinBench bench = await DaqBench.OpenAsync(Driver, IsRough);
        IDaqCard card = bench.Get<IDaqCard>();
        await card.SetVoltageAsync("ao0", Voltage.FromVolts(0.5));
        await AssertGatedAsync(bench, Channels.Voltage, () => card.SetVoltageAsync("ao0", Voltage.FromVolts(1)).AsTask());
        foreach (double volts in (double[])[11, -10.5, double.NaN])
        {
            InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
                () => card.SetVoltageAsync("ao0", Voltage.FromVolts(volts)).AsTask());
            Assert.Equal(InstrumentFault.Limit, error.Fault);
        }

        Assert.Equal(0.5, (await card.GetVoltageAsync("ao0")).Volts, 2e-3);
    }

    [Fact]
    public async Task Shot_SineAtTheOutput_IsRecordedOnTheSameClock()
    {
        await using TwinBench bench = await DaqBench.OpenAsync(Driver, IsRough);
        IDaqCard card = bench.Get<IDaqCard>();
        var shot = new Shot(card, (card, DaqBench.SineShot(1, Count, Rate)));
        await shot.PrepareAsync(default);
        for (int i = 0; i < 3; i++)
        {
            ShotTrace trace = Assert.Single(await shot.TakeAsync(default));
            Assert.Equal(Rate, trace.SamplesPerSecond);
            (double volts, double radians) = DaqBench.Demodulate(trace.Samples.Span);

            // One pole at 1 kHz, and half of a sample that the output holds.
            double hertz = 1 / Period;
            double seen = DaqBench.LoopGain / Math.Sqrt(1 + (hertz * hertz / 1e6));
            double phase = -Math.Atan(hertz / 1000) - (Math.PI * hertz / Rate);
            Assert.Equal(seen, volts, 5e-4 * seen + (InputError / 100));
            Assert.Equal(phase, radians, 5e-3);
        }
    }

    [Fact]
    public async Task Shot_PulseOfACounter_ComesAtItsDelayInEachShot()
    {
        await using TwinBench bench = await DaqBench.OpenAsync(Driver, IsRough);
        IDaqCard card = bench.Get<IDaqCard>();
        List<TriggerMoment> edges = DaqBench.ListenToTriggers(bench);
        var shot = new Shot(
            card, (card, DaqBench.SineShot(1, Count, Rate, new PulseTask("ctr0", 12.345e-3, 100e-6))));
        await shot.PrepareAsync(default);
        await shot.TakeAsync(default);
        await shot.TakeAsync(default);
        await card.SetPulseDelayAsync("ctr0", Duration.FromMilliseconds(3));
        await shot.TakeAsync(default);

        Assert.Equal(3, edges.Count);
        Assert.All(edges[..2], edge => Assert.Equal(12.345e-3, edge.OffsetSeconds, 1e-9));
        Assert.Equal(3e-3, edges[2].OffsetSeconds, 1e-9);
    }

    [Fact]
    public async Task Shot_WithRepetitions_HasAPulseAndARecordInEach()
    {
        const int Repetitions = 5;
        await using TwinBench bench = await DaqBench.OpenAsync(Driver, IsRough);
        IDaqCard card = bench.Get<IDaqCard>();
        List<TriggerMoment> edges = DaqBench.ListenToTriggers(bench);
        card.Repetitions = Repetitions;
        var shot = new Shot(card, (card, DaqBench.SineShot(1, Count, Rate, new PulseTask("ctr0", 1e-3, 100e-6))));
        await shot.PrepareAsync(default);

        ShotTrace trace = Assert.Single(await shot.TakeAsync(default));

        Assert.Equal(Repetitions * Count, trace.Samples.Length);
        Assert.Equal(
            Enumerable.Range(0, Repetitions).Select(i => Math.Round(1e-3 + (i * Period), 9)),
            edges.Select(edge => Math.Round(edge.OffsetSeconds, 9)));
        double first = DaqBench.Demodulate(trace.Samples.Span[Count..(2 * Count)]).Volts;
        double last = DaqBench.Demodulate(trace.Samples.Span[^Count..]).Volts;
        Assert.Equal(first, last, 1e-4);
        Assert.Equal(DaqBench.LoopGain, last, 1e-3);
    }

    [Fact]
    public async Task Shot_IsOver_NoReadingAndNoEdgeGivesAPulse()
    {
        await using TwinBench bench = await DaqBench.OpenAsync(Driver, IsRough);
        IDaqCard card = bench.Get<IDaqCard>();
        List<TriggerMoment> edges = DaqBench.ListenToTriggers(bench);
        await card.PrepareAsync(
            [new CaptureTask("ai0", 0, Count, Rate), new PulseTask("ctr0", 1e-3, 1e-4)], isSource: true, default);
        await TakeAsync(card);
        Assert.Single(edges);

        await card.ReadVoltageAsync("ai1");
        await card.GetVoltageAsync("ao0");
        Assert.Single(edges);
    }

    [Fact]
    public async Task Shot_TriggeredFromOutside_ComesWithTheEdgeAndNoneAfterIt()
    {
        const double Late = 7; // longer than a call waits for its samples
        await using TwinBench bench = await DaqBench.OpenAsync(Driver, IsRough);
        IDaqCard card = bench.Get<IDaqCard>();
        const int Long = 6000; // 6 s, longer than the library is waited for
        const double Slow = 1000;
        await card.PrepareAsync(
            [
                new PlayTask("ao0", 0, Channels.Voltage, DaqBench.Sine(1, Long), Slow), new CaptureTask("ai0", 0, Long, Slow),
                new PulseTask("ctr0", 1e-3, 1e-4),
            ],
            isSource: false, default);
        var pulses = new List<TriggerMoment>();
        bench.Virtual.Stage.Within(() => bench.Virtual.Stage.Triggers.Listen("device", pulses.Add));
        await card.ArmAsync(default);
        await bench.Clock.WaitAsync(Duration.FromSeconds(Late), default);
        Assert.Empty(pulses);
        GiveEdge(bench);
        ShotTrace trace = Assert.Single(await card.CollectAsync(default));

        Assert.Equal(DaqBench.LoopGain, DaqBench.Demodulate(trace.Samples.Span).Volts, 1e-3);
        Assert.Equal(1e-3, Assert.Single(pulses).OffsetSeconds, 1e-9);
        GiveEdge(bench);
        Assert.Single(pulses);
    }

    [Fact]
    public async Task Shot_EdgeThatNeverComes_IsATimeoutAndLeavesNothingArmed()
    {
        await using TwinBench bench = await DaqBench.OpenAsync(Driver, IsRough);
        IDaqCard card = bench.Get<IDaqCard>();
        var pulses = new List<TriggerMoment>();
        bench.Virtual.Stage.Within(() => bench.Virtual.Stage.Triggers.Listen("device", pulses.Add));
        await card.PrepareAsync(
            DaqBench.SineShot(1, Count, Rate, new PulseTask("ctr0", 1e-3, 1e-4)), isSource: false, default);
        await card.ArmAsync(default);
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => card.CollectAsync(default).AsTask());
        Assert.Equal(InstrumentFault.Timeout, error.Fault);
        await card.DisarmAsync(default);
        GiveEdge(bench);
        Assert.Empty(pulses);
        Assert.Equal(0, (await card.GetVoltageAsync("ao0")).Volts, 2e-3);
    }

    [Fact]
    public async Task Shot_RecordLongerThanTheWaveform_SeesItsLastSampleHeld()
    {
        await using TwinBench bench = await DaqBench.OpenAsync(Driver, IsRough);
        IDaqCard card = bench.Get<IDaqCard>();
        double[] step = new double[Count];
        step.AsSpan(Count / 2).Fill(0.5);
        await card.PrepareAsync(
            [new PlayTask("ao0", 0, Channels.Voltage, step, Rate), new CaptureTask("ai0", 0, 3 * Count, Rate)],
            isSource: true, default);
        ShotTrace trace = Assert.Single(await TakeAsync(card));
        Assert.Equal(3 * Count, trace.Samples.Length);
        Assert.Equal(0.5 * DaqBench.LoopGain, trace.Samples.Span[^1], 5e-3 + InputError);
    }

    [Fact]
    public async Task MakeSafe_CardWithFourOutputs_IsSafe()
    {
        await using TwinBench bench = await DaqBench.OpenAsync(Driver, IsRough, twin: [("outputs", "4")]);
        IDaqCard card = bench.Get<IDaqCard>();
        Assert.Equal(["ao0", "ao1", "ao2", "ao3"], card.Capability.Outputs);
        await card.SetVoltageAsync("ao1", Voltage.FromVolts(2));
        await card.MakeSafeAsync();
        Assert.Equal(0, (await card.GetVoltageAsync("ao1")).Volts, 2e-3);
    }

    [Fact]
    public async Task MakeSafe_OneOutputOfAWaveform_AsksNoGateAndEndsBoth()
    {
        await using TwinBench bench = await DaqBench.OpenAsync(Driver, IsRough);
        IDaqCard card = bench.Get<IDaqCard>();
        double[] offset = [.. DaqBench.Sine(1, Count).Select(volts => volts + 3)];
        await card.PlayAsync(
            [
                new PlayTask("ao0", 0, Channels.Voltage, offset, Rate), new PlayTask("ao1", 0, Channels.Voltage, offset, Rate),
            ]);
        bench.Gate.Allows = _ => false;
        await card.At("ao0").MakeSafeAsync(rate: null, default);
        Assert.Equal(0, (await card.GetVoltageAsync("ao0")).Volts, 2e-3);
        Assert.Equal(0, (await card.GetVoltageAsync("ao1")).Volts, 2e-3);
    }

    [Fact]
    public async Task Prepare_WaveformBeyondALimit_SendsNothing()
    {
        await using TwinBench bench = await DaqBench.OpenAsync(Driver, IsRough);
        IDaqCard card = bench.Get<IDaqCard>();
        await card.SetVoltageAsync("ao0", Voltage.FromVolts(0.25));
        bench.Gate.Allows = setPoint => Math.Abs(setPoint.Value) <= 1.5;
        var shot = new Shot(card, (card, DaqBench.SineShot(2, Count, Rate)));
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => shot.PrepareAsync(default));
        Assert.Equal(InstrumentFault.Limit, error.Fault);
        bench.Gate.Allows = _ => true;
        Assert.Equal(0.25, (await card.GetVoltageAsync("ao0")).Volts, 2e-3);
        double[] broken = DaqBench.Sine(1, Count);
        broken[77] = double.NaN;
        await Assert.ThrowsAsync<InstrumentException>(
            () => card.PlayAsync([new PlayTask("ao0", 0, Channels.Voltage, broken, Rate)]).AsTask());
        await Assert.ThrowsAsync<InvalidOperationException>(() => shot.TakeAsync(default));
    }

    [Theory]
    [InlineData(1e9, "A rate of 1000000000")]
    [InlineData(-1, "A rate of -1")]
    [InlineData(double.NaN, "A rate of NaN")]
    public async Task Prepare_RateOutOfBounds_SaysSo(double rate, string words)
    {
        await using TwinBench bench = await DaqBench.OpenAsync(Driver, IsRough);
        IDaqCard card = bench.Get<IDaqCard>();
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => card.PrepareAsync([new CaptureTask("ai0", 0, 10, rate)], isSource: true, default).AsTask());
        Assert.Equal(InstrumentFault.Limit, error.Fault);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prepare_WhatTheCardCannotDo_SaysWhatAndWhere()
    {
        await using TwinBench bench = await DaqBench.OpenAsync(Driver, IsRough);
        IDaqCard card = bench.Get<IDaqCard>();
        (ShotTask[] Tasks, string Where)[] wrong =
        [
            ([new CaptureTask("ai77", 0, 10, Rate)], "device.ai77"),
            ([new PlayTask("ao0", 1e-3, Channels.Voltage, new double[10], Rate)], "device, shot"),
            ([.. DaqBench.SineShot(1, Count, Rate), new PulseTask("ctr0", 0, 1e-6)], "device.ctr0, shot"),
            ([new CaptureTask("ai0", -1, 10, Rate)], "device.ai0, shot"),
            ([.. DaqBench.SineShot(1, Count, Rate), new CaptureTask("ai1", 0, 10, 2 * Rate)], "device, shot"),
        ];
        foreach ((ShotTask[] tasks, string where) in wrong)
        {
            InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
                () => card.PrepareAsync(tasks, isSource: true, default).AsTask());
            Assert.Equal((InstrumentFault.Limit, where), (error.Fault, error.Where));
        }
    }

    [Fact]
    public async Task Play_WithoutEnd_GoesOnUntilItIsStopped()
    {
        await using TwinBench bench = await DaqBench.OpenAsync(Driver, IsRough);
        IDaqCard card = bench.Get<IDaqCard>();
        await card.PlayAsync([new PlayTask("ao0", 0, Channels.Voltage, DaqBench.Sine(1, Count), Rate)]);
        await bench.Clock.WaitAsync(Duration.FromSeconds(3600 + (Period / 4)), default);
        double peak = bench.Virtual.Stage.Sense("amplifier", Sensed.Current);
        await card.StopAsync();
        double held = (await card.GetVoltageAsync("ao0")).Volts;
        await bench.Clock.WaitAsync(Duration.FromSeconds(1), default);

        Assert.InRange(peak, 1.9, 2.0); // a quarter of a period and some calls after its start
        Assert.Equal(held, (await card.GetVoltageAsync("ao0")).Volts, 1e-3);
        Assert.NotEqual(0, held, 1e-2);
    }

    [Fact]
    public async Task MakeSafe_InAShotAndWithoutEnd_BringsEveryOutputToZero()
    {
        await using TwinBench bench = await DaqBench.OpenAsync(Driver, IsRough);
        IDaqCard card = bench.Get<IDaqCard>();
        await card.SetVoltageAsync("ao1", Voltage.FromVolts(-3));
        await card.PlayAsync([new PlayTask("ao0", 0, Channels.Voltage, DaqBench.Sine(1, Count), Rate)]);
        await bench.Clock.WaitAsync(Duration.FromSeconds(Period / 4), default);

        await card.MakeSafeAsync();

        Assert.Equal(0, (await card.GetVoltageAsync("ao0")).Volts, 2e-3);
        Assert.Equal(0, (await card.GetVoltageAsync("ao1")).Volts, 2e-3);
        await bench.Clock.WaitAsync(Duration.FromSeconds(1), default);
        Assert.Equal(0, bench.Virtual.Stage.Sense("amplifier", Sensed.Current), 1e-3);
    }

    [Fact]
    public async Task Take_GivenUp_LeavesNothingArmed()
    {
        await using TwinBench bench = await DaqBench.OpenAsync(Driver, IsRough);
        IDaqCard card = bench.Get<IDaqCard>();
        List<TriggerMoment> edges = DaqBench.ListenToTriggers(bench);
        await card.PrepareAsync(
            DaqBench.SineShot(1, Count, Rate, new PulseTask("ctr0", 1e-3, 1e-4)), isSource: true, default);
        await card.ArmAsync(default);
        await card.DisarmAsync(default);
        await card.SetVoltageAsync("ao0", Voltage.FromVolts(0.1)); // what was prepared is gone
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => card.ArmAsync(default).AsTask());
        Assert.Contains("No shot is prepared", error.Message, StringComparison.Ordinal);
        Assert.Empty(edges);
    }

    [Fact]
    public async Task EveryMethod_GateForbidsEverything_LeavesTheOutputsAlone()
    {
        await using TwinBench bench = await DaqBench.OpenAsync(Driver, IsRough);
        IDaqCard card = bench.Get<IDaqCard>();
        await card.SetVoltageAsync("ao0", Voltage.FromVolts(0.5));
        await card.SetVoltageAsync("ao1", Voltage.FromVolts(-0.5));
        bench.Gate.Allows = _ => false;
        double[] sine = DaqBench.Sine(1, Count);
        await Assert.ThrowsAsync<InstrumentException>(() => card.SetVoltageAsync("ao0", default).AsTask());
        await Assert.ThrowsAsync<InstrumentException>(
            () => card.PlayAsync([new PlayTask("ao1", 0, Channels.Voltage, sine, Rate)]).AsTask());
        await Assert.ThrowsAsync<InstrumentException>(
            () => card.PrepareAsync(DaqBench.SineShot(1, Count, Rate), isSource: true, default).AsTask());
        await card.StopAsync();
        await card.ReadBackAsync();
        Assert.Equal(0.5, (await card.GetVoltageAsync("ao0")).Volts, 2e-3);
        Assert.Equal(-0.5, (await card.GetVoltageAsync("ao1")).Volts, 2e-3);
    }

    /// <inheritdoc/>
    protected override Task<TwinBench> OpenAsync() => DaqBench.OpenAsync(Driver, IsRough);

    private static async Task<IReadOnlyList<ShotTrace>> TakeAsync(IDaqCard card)
    {
        await card.ArmAsync(default);
        await card.TriggerAsync(default);
        return await card.CollectAsync(default);
    }

    private static void GiveEdge(TwinBench bench) => bench.Virtual.Stage.Within(
        () => bench.Virtual.Stage.Triggers.Give(new TriggerMoment(bench.Clock.Now().Seconds, 0)));
}
