using Lab.Instruments.Clocks;
using Lab.Instruments.DaqCards;
using Lab.Instruments.Electromagnets;
using Lab.Instruments.Shots;
using Lab.Instruments.Terminals;
using Lab.Instruments.Tests.DaqCards;
using Lab.Mocks.Stages;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Electromagnets;

/// <summary>A magnet behind an amplifier of 2 A/V with a bandwidth of 1 kHz, whose coils give 20 mT/A; the sensor gives
/// 10 V/T.</summary>
public sealed class WaveformMagnetTests
{
    private const int Count = 2000;
    private const double Rate = 60e3;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Shot_SinusoidalField_IsThereInTime(bool compensation)
    {
        await using TwinBench bench = await OpenAsync(compensation);
        IWaveformMagnet magnet = bench.Get<IWaveformMagnet>("magnet");
        IDaqCard card = bench.Get<IDaqCard>();
        double[] tesla = DaqBench.Sine(20e-3, Count);
        PlayTask play = await magnet.PlanFieldAsync(tesla, Rate);
        var shot = new Shot(card, (card, [play, magnet.RecordField(Count, Rate)]));
        await shot.PrepareAsync(default);
        await shot.TakeAsync(default);

        ShotTrace trace = Assert.Single(await shot.TakeAsync(default));

        double[] seen = new double[Count];
        magnet.ToField(trace.Samples, seen);
        (double amplitude, double radians) = DaqBench.Demodulate(seen);
        double hertz = Rate / Count;
        double held = -Math.PI * hertz / Rate; // the stairs of the output are half of a sample late
        double pole = compensation ? 0 : -Math.Atan(hertz / 1000);
        Assert.Equal(20e-3, amplitude, 2e-5 + (compensation ? 0 : 2e-5));
        Assert.Equal(held + pole, radians, 2e-3);
    }

    [Fact]
    public async Task PlaySine_UntilItIsStopped_IsOnTheStageAndGoesToZero()
    {
        await using TwinBench bench = await OpenAsync(compensation: true);
        IWaveformMagnet magnet = bench.Get<IWaveformMagnet>("magnet");
        await magnet.PlaySineAsync(MagneticField.FromTesla(30e-3), Frequency.FromHertz(30));
        var seen = new List<double>();
        for (int i = 0; i < 100; i++)
        {
            await bench.Clock.WaitAsync(Duration.FromSeconds(1 / 3000.0), default);
            seen.Add(bench.Virtual.Stage.Sense("amplifier", Sensed.Current) * 0.02);
        }

        await magnet.StopAsync();
        await bench.Clock.WaitAsync(Duration.FromSeconds(1), default);

        Assert.Equal(30e-3, seen.Max(), 3e-4);
        Assert.Equal(-30e-3, seen.Min(), 3e-4);
        Assert.Equal(0, (await magnet.ReadFieldAsync()).Tesla, 1e-4);
    }

    [Fact]
    public async Task SetField_Constant_IsReadBack()
    {
        await using TwinBench bench = await OpenAsync(compensation: true);
        IWaveformMagnet magnet = bench.Get<IWaveformMagnet>("magnet");
        SettledField settled = await magnet.SetFieldAsync(MagneticField.FromTesla(12e-3));
        Assert.Equal(12e-3, settled.Field.Tesla, 2e-4);
        await magnet.MakeSafeAsync();
        Assert.Equal(0, (await bench.Get<IDaqCard>().GetVoltageAsync("ao0")).Volts, 2e-3);
    }

    [Theory]
    [InlineData(Channels.Field)]
    [InlineData(Channels.Current)]
    [InlineData(Channels.Voltage)]
    public async Task PlaySine_BeyondALimitOfAnyOfTheThree_GivesNothingOut(string channel)
    {
        await using TwinBench bench = await OpenAsync(compensation: true);
        IWaveformMagnet magnet = bench.Get<IWaveformMagnet>("magnet");
        double most = channel == Channels.Field ? 10e-3 : channel == Channels.Current ? 0.5 : 0.25;
        bench.Gate.Allows = setPoint => setPoint.Channel != channel || Math.Abs(setPoint.Value) <= most;
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => magnet.PlaySineAsync(MagneticField.FromTesla(11e-3), Frequency.FromHertz(30)).AsTask());
        Assert.Equal(InstrumentFault.Limit, error.Fault);
        await bench.Clock.WaitAsync(Duration.FromSeconds(0.1), default);
        Assert.Equal(0, bench.Virtual.Stage.Sense("amplifier", Sensed.Current), 1e-3);
    }

    [Theory]
    [InlineData(1e-3, 2000, "is beyond the 1 kHz of the amplifier")]
    [InlineData(1e-3, 0, "A field of 0 Hz is asked for")]
    [InlineData(0.5, 30, "at the amplifier's input, which takes 10 V")]
    [InlineData(0.2, 300, "and the amplifier makes 10 kA/s")]
    public async Task PlaySine_WhatTheAmplifierCannot_SaysSo(double tesla, double hertz, string words)
    {
        await using TwinBench bench = await OpenAsync(compensation: true);
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => bench.Get<IWaveformMagnet>("magnet")
            .PlaySineAsync(MagneticField.FromTesla(tesla), Frequency.FromHertz(hertz)).AsTask());
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Equal("magnet, device.ao0", error.Where);
    }

    private static Task<TwinBench> OpenAsync(bool compensation) => DaqBench.OpenAsync(
        "ni-daqmx", supply:
        [
            ("bandwidth", Frequency.FromHertz(1000)), ("slew_rate", CurrentRate.FromAmperesPerSecond(10_000)),
        ],
        twin: [("noise", Voltage.FromVolts(50e-6))],
        more:
        (
            "magnet", "waveform-magnet",
            [
                ("supply", "amplifier"), ("field_per_current", FieldPerCurrent.FromTeslaPerAmpere(0.02)), ("sensitivity", 10.0),
                ("compensation", compensation),
            ]));
}
