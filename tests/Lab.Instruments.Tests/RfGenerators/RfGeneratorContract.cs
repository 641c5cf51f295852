using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Instruments.Clocks;
using Lab.Instruments.LockInAmplifiers;
using Lab.Instruments.RfGenerators;
using Lab.Instruments.Terminals;
using Lab.Mocks.Stages;
using Lab.Models.SpinDiodes;
using Lab.Quantities;

namespace Lab.Instruments.Tests.RfGenerators;

/// <summary>The contract that every RF generator's driver must hold to.</summary>
public abstract class RfGeneratorContract : InstrumentContract
{
    /// <summary>The words with which 900 GHz are refused.</summary>
    protected virtual string BeyondMessage =>
        "The instrument refused: -222,\"Data out of range\" (device, :SOUR:FREQ 900000000000;*OPC?). "
        + "Choose a value that the instrument accepts, or bind an instrument with a larger range.";

    /// <summary>Whether it can key its tone by a square wave.</summary>
    protected virtual bool Modulates => true;

    /// <summary>How near the modulation frequency is to the wanted one, as a part of it.</summary>
    protected virtual double ModulationTolerance => 1e-4;

    [Theory]
    [InlineData(174e6, -20.5)]
    [InlineData(346.123456e6, -31)]
    [InlineData(1.2e9, 3.25)]
    public async Task Set_FrequencyAndPower_ReadBackEqual(double hertz, double dbm)
    {
        await using TwinBench bench = await OpenAsync();
        IRfGenerator rf = bench.Get<IRfGenerator>();
        await rf.SetFrequencyAsync(Frequency.FromHertz(hertz));
        await rf.SetPowerAsync(Power.FromDbm(dbm));
        Assert.Equal(hertz, (await rf.GetFrequencyAsync()).Hertz, hertz * 1e-9);
        Assert.Equal(dbm, (await rf.GetPowerAsync()).Dbm, 1e-6);
    }

    [Fact]
    public async Task SetOutput_On_ToneReachesTheSampleAsItWasSet()
    {
        await using TwinBench bench = await TwinBench.OpenAsync(
            [("device", Driver, [])],
            new SampleDefinition { Junctions = [new JunctionDefinition { Name = "junction" }] },
            [new WiringDefinition("device", SamplePort.Rf, Part: null, default)],
            twin: new Dictionary<string, (string, object)[]> { ["device"] = [("level_error", LevelRatio.FromDecibels(0))] },
            rough: IsRough);
        IRfGenerator rf = bench.Get<IRfGenerator>();
        await rf.SetFrequencyAsync(Frequency.FromMegahertz(346));
        await rf.SetPowerAsync(Power.FromDbm(-31));
        await rf.SetOutputAsync(true);
        RfTone tone = Assert.Single(bench.Virtual.Stage.TonesFrom("device"));
        Assert.Equal(346e6, tone.Frequency.Hertz, 0.1);
        Assert.Equal(-31, tone.Power.Dbm, 1e-6);
    }

    [Fact]
    public async Task SetOutput_OnThenMakeSafe_IsOff()
    {
        await using TwinBench bench = await OpenAsync();
        IRfGenerator rf = bench.Get<IRfGenerator>();
        Assert.False(await rf.GetOutputAsync());
        await rf.SetOutputAsync(true);
        Assert.True(await rf.GetOutputAsync());
        await rf.MakeSafeAsync();
        Assert.False(await rf.GetOutputAsync());
    }

    [Fact]
    public async Task SetFrequency_BeyondTheInstrument_IsRefusedWithItsWords()
    {
        await using TwinBench bench = await OpenAsync();
        IRfGenerator rf = bench.Get<IRfGenerator>();
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => rf.SetFrequencyAsync(Frequency.FromGigahertz(900)).AsTask());
        Assert.Equal(BeyondMessage, error.Message);
    }

    [Fact]
    public async Task Set_ForbiddenByTheGate_IsNotSent()
    {
        await using TwinBench bench = await OpenAsync();
        IRfGenerator rf = bench.Get<IRfGenerator>();
        await rf.SetPowerAsync(Power.FromDbm(-40));
        await AssertGatedAsync(bench, Channels.Power, () => rf.SetPowerAsync(Power.FromDbm(10)).AsTask());
        await AssertGatedAsync(bench, Channels.Output, () => rf.SetOutputAsync(true).AsTask());
        Assert.Equal(-40, (await rf.GetPowerAsync()).Dbm, 1e-6);
        Assert.False(await rf.GetOutputAsync());
    }

    [Fact]
    public async Task SetFrequency_Settling_TakesBenchTime()
    {
        await using TwinBench bench = await OpenAsync();
        long before = bench.Clock.GetTimestamp();
        await bench.Get<IRfGenerator>().SetFrequencyAsync(Frequency.FromMegahertz(100));
        // Generators of this class settle in 1 to 20 ms.
        Assert.InRange((bench.Clock.GetTimestamp() - before) * 1e-9, 1e-3, 20e-3);
    }

    // A lock-in amplifier with the external reference follows the modulation, and sees √2/π of what the junction rectifies.
    [Theory]
    [InlineData(137)]
    [InlineData(1000)]
    public async Task Modulate_Square_IsSeenByALockInAmplifierAtItsFrequency(double hertz)
    {
        await using TwinBench bench = await TwinBench.OpenAsync(
            [
                ("device", Driver, []),
                ("lockin", "srs-sr830", [("reference", "external"), ("sensitivity", Voltage.FromVolts(10e-3)),
                    ("series_resistance", Resistance.FromOhms(1e6))]),
            ],
            new SampleDefinition { Junctions = [new JunctionDefinition { Name = "junction" }], ThermalDrift = default },
            [
                new WiringDefinition("device", SamplePort.Rf, Part: null, default),
                new WiringDefinition(new Terminal("lockin", "input"), SamplePort.DcVoltage, Part: null, default),
            ],
            rough: IsRough);
        IRfGenerator generator = bench.Get<IRfGenerator>();
        Assert.Equal(Modulates, generator is ISquareModulation);
        if (!Modulates)
        {
            return;
        }

        await generator.SetFrequencyAsync(Frequency.FromMegahertz(350));
        await generator.SetPowerAsync(Power.FromMicrowatts(1));
        await generator.SetOutputAsync(true);
        double rectified = bench.Virtual.Stage.Sense(new Terminal("lockin", "input"), Sensed.Voltage);

        await ((ISquareModulation)generator).ModulateAsync(Frequency.FromHertz(hertz));

        ILockInAmplifier lockIn = bench.Get<ILockInAmplifier>("lockin");
        await bench.Clock.WaitAsync(lockIn.SettlingTime, default);
        LockInReading reading = await lockIn.ReadAsync();
        Assert.Equal(hertz, (await lockIn.GetFrequencyAsync()).Hertz, hertz * ModulationTolerance);
        Assert.Equal(rectified * Math.Sqrt(2) / Math.PI, reading.X.Volts, (Math.Abs(rectified) * 5e-3) + 1e-6);

        await ((ISquareModulation)generator).ModulateAsync(null);
        Assert.Equal(
            rectified, bench.Virtual.Stage.Sense(new Terminal("lockin", "input"), Sensed.Voltage), Math.Abs(rectified) * 1e-9);
        await Assert.ThrowsAsync<InstrumentException>(() => lockIn.ReadAsync().AsTask()); // no reference any more
    }
}
