using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Instruments.DaqCards;
using Lab.Instruments.Drivers;
using Lab.Instruments.Electromagnets;
using Lab.Instruments.Shots;
using Lab.Instruments.Terminals;
using Lab.Instruments.Tests.Benches;
using Lab.Mocks;
using Lab.Mocks.Stages;
using Lab.Quantities;

namespace Lab.Instruments.Tests.DaqCards;

/// <summary>The limits of a magnet and of its amplifier hold for the card's output behind which they are, with the gate of a real
/// bench: a volt is 2 A and 40 mT.</summary>
public sealed class DaqLimitTests
{
    private const int Count = 1000;
    private const double Rate = 20e3;
    private const string FieldLimits = "field: { min: -40 mT, max: 40 mT, rate: 20 T/s }";

    private readonly VirtualClock clock = new();
    private BenchDefinition? definition;

    [Theory]
    [InlineData("", FieldLimits, 1.1, "magnet field at least -40 mT (by card.ao0 voltage)")]
    [InlineData("", "field: { rate: 2 T/s }", 0.9, "magnet field rate at most 2 T/s (by amplifier current), by card.ao0 voltage")]
    [InlineData("current: { min: -1 A, max: 1 A }", "", 0.6, "amplifier current at least -1 A (by card.ao0 voltage)")]
    [InlineData("current: { step: 1 mA }", "", 0.6, "amplifier current step at most 1 mA (by card.ao0 voltage)")]
    public async Task Play_NotPlannedByTheMagnet_KeepsItsLimits(string amplifier, string magnet, double volts, string limit)
    {
        using VirtualBench twins = Twins(amplifier, magnet);
        await using OpenBench bench = await OpenAsync(twins);
        IDaqCard card = bench.Get<IDaqCard>("card");

        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => card.PlayAsync([new PlayTask("ao0", 0, Channels.Voltage, DaqBench.Sine(volts, Count), Rate)]).AsTask());

        Assert.Equal(InstrumentFault.Limit, error.Fault);
        Assert.Contains(limit, error.Message, StringComparison.Ordinal);
        Assert.Equal(0, twins.Stage.Sense("amplifier", Sensed.Current), 1e-3);
    }

    [Fact]
    public async Task Set_VoltageBeyondTheField_IsRefusedAndWithinIsNot()
    {
        using VirtualBench twins = Twins(string.Empty, "field: { min: -40 mT, max: 20 mT }", gain: -2);
        await using OpenBench bench = await OpenAsync(twins);
        IDaqCard card = bench.Get<IDaqCard>("card");
        await card.SetVoltageAsync("ao0", Voltage.FromVolts(1));
        await card.SetVoltageAsync("ao0", Voltage.FromVolts(-0.5));
        foreach (double volts in (double[])[1.01, -0.51])
        {
            InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
                () => card.SetVoltageAsync("ao0", Voltage.FromVolts(volts)).AsTask());
            Assert.Equal(InstrumentFault.Limit, error.Fault);
        }
    }

    [Fact]
    public async Task SetField_WhileASinePlays_EndsItAndRampsFromWhereItWas()
    {
        using VirtualBench twins = Twins(string.Empty, FieldLimits);
        await using OpenBench bench = await OpenAsync(twins);
        IWaveformMagnet magnet = bench.Get<IWaveformMagnet>("magnet");
        await magnet.PlaySineAsync(MagneticField.FromTesla(30e-3), Frequency.FromHertz(5));
        await clock.WaitAsync(Duration.FromSeconds(1.05), default); // at its top
        Duration before = clock.Now();

        await magnet.SetFieldAsync(MagneticField.FromTesla(-10e-3));

        Assert.Equal(-0.5, twins.Stage.Sense("amplifier", Sensed.Current), 5e-3);
        Assert.True((clock.Now() - before).Seconds >= 1.9, "The way of 2 A takes as long as the ramp rate of 1 A/s asks.");
        await magnet.PlaySineAsync(MagneticField.FromTesla(30e-3), Frequency.FromHertz(5));
        await magnet.MakeSafeAsync();
        Assert.Equal(0, twins.Stage.Sense("amplifier", Sensed.Current), 5e-3);
    }

    [Fact]
    public async Task SetField_AfterAShot_IsSet()
    {
        using VirtualBench twins = Twins(string.Empty, FieldLimits);
        await using OpenBench bench = await OpenAsync(twins);
        IWaveformMagnet magnet = bench.Get<IWaveformMagnet>("magnet");
        IDaqCard card = bench.Get<IDaqCard>("card");
        PlayTask play = await magnet.PlanFieldAsync(DaqBench.Sine(20e-3, Count), Rate);
        var shot = new Shot(card, (card, [play, magnet.RecordField(Count, Rate)]));
        await shot.PrepareAsync(default);
        await shot.TakeAsync(default);

        play = await magnet.PlanFieldAsync(DaqBench.Sine(10e-3, Count), Rate); // again, without a stop between
        await new Shot(card, (card, [play])).PrepareAsync(default);
        await magnet.SetFieldAsync(MagneticField.FromTesla(15e-3));

        Assert.Equal(0.75, twins.Stage.Sense("amplifier", Sensed.Current), 5e-3);
    }

    [Fact]
    public async Task PlaySine_TheCardRefuses_LeavesNothingExpected()
    {
        using VirtualBench twins = Twins("current: { rate: 100 A/s }", string.Empty, card: "ao0: { voltage: { max: 0.5 V } }");
        await using OpenBench bench = await OpenAsync(twins);
        IWaveformMagnet magnet = bench.Get<IWaveformMagnet>("magnet");
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => magnet.PlaySineAsync(MagneticField.FromTesla(30e-3), Frequency.FromHertz(5)).AsTask());
        Assert.Equal(InstrumentFault.Limit, error.Fault);
        IMagnetSupply amplifier = bench.Get<IMagnetSupply>("amplifier");
        await amplifier.RampToAsync(Current.FromAmperes(0.2));
        Assert.Equal(0.2, twins.Stage.Sense("amplifier", Sensed.Current), 5e-3);
    }

    [Theory]
    [InlineData("rate: 1 V/s")]
    [InlineData("step: 200 mV")]
    public async Task MakeSafe_OfTheOutputAlone_IsNeverRefused(string limit)
    {
        using VirtualBench twins = Twins(string.Empty, string.Empty, card: $"ao0: {{ voltage: {{ {limit} }} }}");
        await using OpenBench bench = await OpenAsync(twins);
        IDaqCard card = bench.Get<IDaqCard>("card");
        double[] slow = [.. DaqBench.Sine(0.1, 10_000).Select(volts => volts + 0.7)];
        for (int i = 1; i <= 7; i++)
        {
            await card.SetVoltageAsync("ao0", Voltage.FromVolts(0.1 * i));
            await clock.WaitAsync(Duration.FromSeconds(1), default);
        }

        await card.PlayAsync([new PlayTask("ao0", 0, Channels.Voltage, slow, 5e3)]);
        await clock.WaitAsync(Duration.FromSeconds(0.5), default);
        Duration before = clock.Now();

        await card.At("ao0").MakeSafeAsync(rate: null, default);

        Assert.Equal(0, (await card.GetVoltageAsync("ao0")).Volts, 2e-3);
        double seconds = (clock.Now() - before).Seconds;
        Assert.True(
            !limit.StartsWith("rate", StringComparison.Ordinal) || seconds > 0.5, "The way keeps the rate of the output.");
    }

    [Fact]
    public async Task SetVoltage_AfterAShotUnderARate_WaitsForItsTurn()
    {
        using VirtualBench twins = Twins(string.Empty, string.Empty, card: "ao0: { voltage: { rate: 10 V/s } }");
        await using OpenBench bench = await OpenAsync(twins);
        IDaqCard card = bench.Get<IDaqCard>("card");
        double[] ramp = [.. Enumerable.Range(0, 2000).Select(i => i * 1e-3 * Math.Min(1, (1999 - i) / 1000.0))];
        await card.PrepareAsync([new PlayTask("ao0", 0, Channels.Voltage, ramp, 2e3)], isSource: true, default);
        await card.ArmAsync(default);
        await card.TriggerAsync(default);
        await card.CollectAsync(default);
        await card.SetVoltageAsync("ao0", Voltage.FromVolts(0.2));
        Assert.Equal(0.2, (await card.GetVoltageAsync("ao0")).Volts, 2e-3);
    }

    private VirtualBench Twins(string amplifier, string magnet, double gain = 2, string card = "")
    {
        definition = ShippedBench.Reader.Read(
            FormattableString.Invariant($$"""
            bench: waveforms
            instruments:
              magnet:
                driver: waveform-magnet
                settings: { supply: amplifier, field_per_current: 200 Oe/A, sensitivity: 10, tolerance: 1 T }
                limits: { {{magnet}} }
              amplifier:
                driver: analog-supply
                settings: { source: card, output: ao0, gain: {{gain}}, ramp_rate: 1 A/s, voltage_limit: 50 V, bandwidth: 1 kHz }
                limits: { {{amplifier}} }
              card: { driver: ni-daqmx, address: "sim:", twin: { noise: 0 V }, limits: { {{card}} } }
            sample:
              magnet: { conversion: 200 Oe/A, inductance: 1 mH, resistance: 1 ohm, remanence: 0 Oe }
            wiring:
              amplifier: { port: coil }
            """),
            "my.yaml");
        return new VirtualBench(definition, 1, clock);
    }

    private Task<OpenBench> OpenAsync(VirtualBench twins) =>
        OpenBench.OpenAsync(definition!, [twins], clock, simulation: null, default);
}
