using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers;
using Lab.Instruments.LockInAmplifiers;
using Lab.Instruments.Terminals;
using Lab.Mocks.Stages;
using Lab.Models.SpinDiodes;
using Lab.Quantities;

namespace Lab.Instruments.Tests.LockInAmplifiers;

/// <summary>The contract that every lock-in amplifier's driver must hold to.</summary>
public abstract class LockInContract : InstrumentContract
{
    /// <summary>The junction of the contract's bench, and the resistor between the sine and it.</summary>
    protected const double JunctionOhms = 163;
    protected const double SeriesOhms = 10_000;

    /// <summary>The resistance of the sine output, Ω.</summary>
    protected virtual double SineOhms => 50;

    /// <summary>The least voltage of the sine.</summary>
    protected virtual Voltage SineRest => Voltage.FromVolts(0.004);

    /// <summary>The commands that choose the external reference and let the sine drive 1 V.</summary>
    protected abstract string ExternalReferenceAndSine { get; }

    // A divider: V · R / (R + R_series + R_sine).
    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    public async Task Read_JunctionBehindItsResistor_IsTheDividersVoltage(double volts)
    {
        await using TwinBench bench = await OpenOnJunctionAsync();
        ILockInAmplifier lockIn = await ConfiguredAsync(bench, 20e-3);
        await lockIn.SetSineAsync(Voltage.FromVolts(volts));

        LockInReading reading = await lockIn.ReadAsync();

        double expected = volts * JunctionOhms / (JunctionOhms + SeriesOhms + SineOhms);
        Assert.Equal(expected, reading.X.Volts, expected * 3e-3); // 0.1 % may be left of the step, and the converter's steps
        Assert.Equal(0, reading.Y.Volts, expected * 3e-3);
        Assert.Equal(expected, reading.R.Volts, expected * 3e-3);
    }

    [Fact]
    public async Task Read_PhaseTurned_MovesXToMinusY()
    {
        await using TwinBench bench = await OpenOnJunctionAsync();
        ILockInAmplifier lockIn = await ConfiguredAsync(bench, 20e-3);
        await lockIn.SetSineAsync(Voltage.FromVolts(1));
        await lockIn.ConfigureAsync(lockIn.Settings with { Phase = Angle.FromDegrees(90) });

        LockInReading reading = await lockIn.ReadAsync();

        double expected = JunctionOhms / (JunctionOhms + SeriesOhms + SineOhms);
        Assert.Equal(-expected, reading.Y.Volts, expected * 3e-3);
        Assert.Equal(-90, reading.Theta.Degrees, 0.5);
    }

    [Fact]
    public async Task Read_SecondHarmonicOfAResistor_IsNone()
    {
        await using TwinBench bench = await OpenOnJunctionAsync();
        ILockInAmplifier lockIn = await ConfiguredAsync(bench, 1e-3);
        await lockIn.SetSineAsync(Voltage.FromVolts(0.1));
        await lockIn.ConfigureAsync(lockIn.Settings with { Harmonic = 2 });

        Assert.InRange((await lockIn.ReadAsync()).R.Volts, 0, 1e-6);
    }

    // The twin's filter and the driver's settling time come from the same closed form by two ways: poles in turn, and its
    // inverse.
    [Theory]
    [InlineData(1, 0.1)]
    [InlineData(2, 0.1)]
    [InlineData(4, 0.1)]
    public async Task ReadNow_AfterAStep_FollowsTheFiltersPoles(int poles, double secondsOfTimeConstant)
    {
        await using TwinBench bench = await OpenOnJunctionAsync();
        ILockInAmplifier lockIn = await ConfiguredAsync(bench, 20e-3);
        await lockIn.ConfigureAsync(
            lockIn.Settings with { Poles = poles, TimeConstant = Duration.FromSeconds(secondsOfTimeConstant) });
        await lockIn.SetSineAsync(Voltage.FromVolts(0.5));
        double before = (await lockIn.ReadAsync()).X.Volts;
        await lockIn.SetSineAsync(Voltage.FromVolts(1));
        Duration start = bench.Clock.Now();
        await bench.Clock.WaitAsync(Duration.FromSeconds(3 * secondsOfTimeConstant), default);

        double now = (await lockIn.ReadNowAsync()).X.Volts;

        Duration elapsed = bench.Clock.Now() - start;
        double end = JunctionOhms / (JunctionOhms + SeriesOhms + SineOhms);
        double residual = new OutputFilter(lockIn.Settings.TimeConstant, poles).ResidualAfter(elapsed);
        Assert.Equal(end - (residual * (end - before)), now, end * 0.1); // messages take their time as well
        Assert.True(Math.Abs(now - end) > 0.3 * residual * (end - before), "The output is not there before its time.");
    }

    [Fact]
    public async Task Read_AfterASetPoint_WaitsUntilTheFilterHasSettled()
    {
        await using TwinBench bench = await OpenOnJunctionAsync();
        ILockInAmplifier lockIn = await ConfiguredAsync(bench, 20e-3);
        await lockIn.SetSineAsync(Voltage.FromVolts(1));
        Duration start = bench.Clock.Now();

        await lockIn.ReadAsync();

        Assert.True(bench.Clock.Now() - start >= lockIn.SettlingTime);
        Assert.Equal(13.06, lockIn.SettlingTime.Seconds / lockIn.Settings.TimeConstant.Seconds, 0.05); // 0.1 % behind four poles
    }

    [Fact]
    public async Task Read_Noise_IsThatOfItsBandwidth()
    {
        const int readings = 400;
        await using TwinBench bench = await OpenOnJunctionAsync();
        ILockInAmplifier lockIn = await ConfiguredAsync(bench, 1e-6);
        await lockIn.SetSineAsync(SineRest);
        await lockIn.ConfigureAsync(
            lockIn.Settings with { Sensitivity = Voltage.FromVolts(100e-6), TimeConstant = Duration.FromMilliseconds(10) });
        double[] x = new double[readings];
        for (int i = 0; i < readings; i++)
        {
            await bench.Clock.WaitAsync(Duration.FromMilliseconds(100), default);
            x[i] = (await lockIn.ReadNowAsync()).X.Volts;
        }

        // 5/64τ behind four poles; the junction adds 4kTR.
        double density = Math.Sqrt((InputNoise * InputNoise) + (4 * 1.380649e-23 * 300 * JunctionOhms));
        double bandwidth = 5 / (64 * lockIn.Settings.TimeConstant.Seconds);
        double mean = x.Average();
        double deviation = Math.Sqrt(x.Sum(value => (value - mean) * (value - mean)) / (readings - 1));
        Assert.Equal(density * Math.Sqrt(bandwidth), deviation, 0.15 * density * Math.Sqrt(bandwidth)); // four standard errors
    }

    /// <summary>Density of the input's noise, V/√Hz.</summary>
    protected virtual double InputNoise => 6e-9;

    [Fact]
    public async Task Read_BeyondFullScale_IsAnErrorAndNoNumber()
    {
        await using TwinBench bench = await OpenOnJunctionAsync();
        ILockInAmplifier lockIn = await ConfiguredAsync(bench, 10e-3);
        await lockIn.SetSineAsync(Voltage.FromVolts(1)); // 16 mV

        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => lockIn.ReadAsync().AsTask());

        Assert.Equal(InstrumentFault.Overflow, error.Fault);
        Assert.StartsWith("The reading is overloaded: output", error.Message, StringComparison.Ordinal);
        await lockIn.ConfigureAsync(lockIn.Settings with { Sensitivity = Voltage.FromVolts(20e-3) });
        Assert.Equal(16e-3, (await lockIn.ReadAsync()).X.Volts, 1e-3);
    }

    // A square modulation of what the junction rectifies has the fundamental √2/π, rms, of its height.
    [Fact]
    public async Task Read_ModulatedTone_IsWhatTheJunctionRectifiesAtThatFrequency()
    {
        await using TwinBench bench = await OpenOnJunctionAsync();
        ILockInAmplifier lockIn = await ConfiguredAsync(bench, 10e-3);
        await lockIn.SetSineAsync(SineRest);
        double background = (await lockIn.ReadAsync()).X.Volts;
        var tone = new RfTone(Frequency.FromMegahertz(350), Power.FromMicrowatts(1));
        bench.Virtual.Stage.Drive("rf", new ToneSignal(tone));
        double rectified = bench.Virtual.Stage.Sense(new Terminal("device", "input"), Sensed.Voltage);
        bench.Virtual.Stage.Drive(
            "rf", new ToneSignal(tone) { Modulation = new ToneModulation(await lockIn.GetFrequencyAsync(), 1, IsSquare: true) });

        double x = (await lockIn.ReadAsync()).X.Volts - background;

        Assert.NotEqual(0, rectified);
        Assert.Equal(rectified * Math.Sqrt(2) / Math.PI, x, (Math.Abs(rectified) * 5e-3) + 1e-6);
    }

    [Fact]
    public async Task Sine_CurrentAndVoltage_AreOneSetPoint()
    {
        await using TwinBench bench = await OpenOnJunctionAsync();
        ILockInAmplifier lockIn = bench.Get<ILockInAmplifier>();

        await lockIn.SetSineCurrentAsync(Current.FromAmperes(100e-6));

        // 100 µA peak behind 10 kΩ: 0.711 V rms, to the step of the sine.
        Assert.Equal(100e-6 * (SeriesOhms + SineOhms) / Math.Sqrt(2), (await lockIn.GetSineAsync()).Volts, 2e-3);
        Assert.Equal(100e-6, (await lockIn.GetSineCurrentAsync()).Amperes, 1e-6);
        Assert.Contains(bench.Gate.Passed, each => each.SetPoint is { Terminal: "sine", Channel: Channels.Current });
        await AssertGatedAsync(bench, Channels.Current, () => lockIn.SetSineAsync(Voltage.FromVolts(2)).AsTask());
        Assert.Equal(100e-6, (await lockIn.GetSineCurrentAsync()).Amperes, 1e-6);
    }

    [Fact]
    public async Task Frequency_Set_IsReadBack()
    {
        await using TwinBench bench = await OpenOnJunctionAsync();
        ILockInAmplifier lockIn = bench.Get<ILockInAmplifier>();
        await lockIn.SetFrequencyAsync(Frequency.FromHertz(137.5));
        Assert.Equal(137.5, (await lockIn.GetFrequencyAsync()).Hertz, 0.01);
        await AssertGatedAsync(bench, Channels.Frequency, () => lockIn.SetFrequencyAsync(Frequency.FromHertz(200)).AsTask());
    }

    [Fact]
    public async Task Aux_SetAndMadeSafe_GoesToZeroInSteps()
    {
        await using TwinBench bench = await OpenOnJunctionAsync();
        ILockInAmplifier lockIn = bench.Get<ILockInAmplifier>();
        await lockIn.SetAuxAsync(1, Voltage.FromVolts(-2));
        await lockIn.SetSineAsync(Voltage.FromVolts(1));
        Assert.Equal(-2, (await lockIn.GetAuxAsync(1)).Volts, 2e-3);
        Duration start = bench.Clock.Now();

        await lockIn.MakeSafeAsync();

        Assert.Equal(0, (await lockIn.GetAuxAsync(1)).Volts, 2e-3);
        Assert.Equal(SineRest.Volts, (await lockIn.GetSineAsync()).Volts, 1e-9);
        Assert.True((bench.Clock.Now() - start).Seconds >= 1.9, "An output is brought to zero at 1 V/s.");
    }

    [Fact]
    public async Task Configure_WhatTheInstrumentDoesNotHave_IsRefusedAndNotSent()
    {
        await using TwinBench bench = await OpenOnJunctionAsync();
        ILockInAmplifier lockIn = bench.Get<ILockInAmplifier>();
        foreach (LockInSettings wrong in (LockInSettings[])
            [
                lockIn.Settings with { Sensitivity = Voltage.FromVolts(10) },
                    lockIn.Settings with { TimeConstant = Duration.FromSeconds(1e6) },
                lockIn.Settings with { Poles = 5 }, lockIn.Settings with { Harmonic = 0 },
            ])
        {
            InstrumentException error =
                await Assert.ThrowsAsync<InstrumentException>(() => lockIn.ConfigureAsync(wrong).AsTask());
            Assert.Equal(InstrumentFault.Limit, error.Fault);
        }
    }

    [Fact]
    public async Task Open_ReferenceDiffersWhileTheSineDrives_IsRefused()
    {
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync(ExternalReferenceAndSine);
        DriverDescription driver = DriverCatalog.Shipped.Get(Driver);
        await using IInstrument second = driver.Make(new DriverContext(
            "second", SettingValues.Of(driver.Settings), bench.Gate, bench.Clock, await bench.WireAsync(), _ => null));
        InstrumentException error =
            await Assert.ThrowsAsync<InstrumentException>(() => ((IConnected)second).OpenAsync(default).AsTask());
        Assert.Equal(InstrumentFault.Limit, error.Fault);
        Assert.Contains("not set to its internal reference", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_ExternalReferenceThatIsNone_SaysSo()
    {
        await using TwinBench bench = await TwinBench.OpenAsync(Driver, IsRough, ("reference", "external"));
        InstrumentException error =
            await Assert.ThrowsAsync<InstrumentException>(() => bench.Get<ILockInAmplifier>().ReadAsync().AsTask());
        Assert.StartsWith("The reference is not locked", error.Message, StringComparison.Ordinal);
    }

    /// <summary>The lock-in amplifier on a junction of 163 Ω, its sine behind 10 kΩ, beside a generator on the RF port.</summary>
    protected Task<TwinBench> OpenOnJunctionAsync() => TwinBench.OpenAsync(
        [("device", Driver, [("series_resistance", Resistance.FromOhms(SeriesOhms))])],
        new SampleDefinition
        {
            Junctions = [new JunctionDefinition { Name = "junction", Resistance =
                Resistance.FromOhms(JunctionOhms), MagnetoresistanceRatio = 0 }],
            ThermalDrift = default,
        },
        [
            new WiringDefinition(new Terminal("device", "input"), SamplePort.DcVoltage, Part: null, default),
            new WiringDefinition(new Terminal("device", "sine"), SamplePort.DcBias, Part: null, default),
            new WiringDefinition("rf", SamplePort.Rf, Part: null, default),
        ],
        rough: IsRough);

    private static async Task<ILockInAmplifier> ConfiguredAsync(TwinBench bench, double sensitivityVolts)
    {
        ILockInAmplifier lockIn = bench.Get<ILockInAmplifier>();
        await lockIn.ConfigureAsync(new LockInSettings
        {
            Sensitivity = Voltage.FromVolts(sensitivityVolts),
            TimeConstant = Duration.FromMilliseconds(30),
            Poles = 4,
        });
        return lockIn;
    }
}
