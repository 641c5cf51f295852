using Lab.Instruments.Benches;
using Lab.Instruments.Electromagnets;
using Lab.Instruments.Safety;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Electromagnets;

public sealed class FieldRegulatedMagnetTests : ElectromagnetContract
{
    protected override Task<TwinBench> OpenAsync(ulong seed = 1) => MagnetBench.RegulatedAsync(seed);

    [Fact]
    public async Task SetField_6250OerstedAt200PerSecond_TakesTheRampAndAFewSeconds()
    {
        await using TwinBench bench = await OpenAsync();
        double seconds = await MagnetBench.SecondsAsync(bench, () => Magnet(bench).SetFieldAsync(MagneticField.FromOersted(6250)).AsTask());
        Assert.InRange(seconds, 6250 / 200.0, 36);
    }

    [Fact]
    public async Task SetField_TwentySeedsUpAndDown_SettlesWithinTolerance()
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            await using TwinBench bench = await OpenAsync(seed);
            foreach (double oersted in (double[])[6250, 6150, 6300, 2000])
            {
                MagneticField field = (await Magnet(bench).SetFieldAsync(MagneticField.FromOersted(oersted))).Field;
                Assert.Equal(oersted, field.Oersted, Tolerance.Oersted);
                Assert.Equal(oersted, StageField(bench).Oersted, Tolerance.Oersted);
            }
        }
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.04)]
    [InlineData(0.03)]
    [InlineData(0.08)]
    public async Task SetField_WhateverTheGuess_KeepsTheRate(double teslaPerAmpere)
    {
        await using TwinBench bench = await MagnetBench.RegulatedAsync(
            regulation: [("field_per_current", FieldPerCurrent.FromTeslaPerAmpere(teslaPerAmpere))]);
        double steepest = 0;
        RateProbe.On(bench, rate => steepest = Math.Max(steepest, rate));
        foreach (double oersted in (double[])[3000, -500, 6000])
        {
            Assert.Equal(oersted, (await Magnet(bench).SetFieldAsync(MagneticField.FromOersted(oersted))).Field.Oersted, Tolerance.Oersted);
        }

        Assert.InRange(steepest, 100, 200);
    }

    [Fact]
    public async Task SetField_SlowSupply_KeepsTheSuppliesRampRate()
    {
        // 0.1 A/s is 50 Oe/s: the supply is the slower of the two, and its ramp takes longer than the timeout.
        await using TwinBench bench = await MagnetBench.RegulatedAsync(
            supply: [("ramp_rate", CurrentRate.FromAmperesPerSecond(0.1))], regulation: [("timeout", Duration.FromSeconds(10))]);
        double seconds = await MagnetBench.SecondsAsync(bench, () => Magnet(bench).SetFieldAsync(MagneticField.FromOersted(1000)).AsTask());
        Assert.True(seconds >= 1000 / 50.0, $"{seconds} s");
    }

    [Fact]
    public async Task SetField_NoisyGaussmeter_AveragesAndSettles()
    {
        // 0.5 Oe of noise against a tolerance of 0.5 Oe: only the mean of many readings can tell.
        await using TwinBench bench = await MagnetBench.RegulatedAsync(
            gaussmeter: [("offset", MagneticField.FromTesla(0)), ("noise", MagneticField.FromOersted(0.5))]);
        MagneticField field = (await Magnet(bench).SetFieldAsync(MagneticField.FromOersted(1000))).Field;
        Assert.Equal(1000, field.Oersted, Tolerance.Oersted);
        Assert.Equal(1000, StageField(bench).Oersted, Tolerance.Oersted);
    }

    [Fact]
    public async Task SetField_EveryStep_PassesTheSuppliesLimits()
    {
        await using TwinBench bench = await OpenAsync();
        bench.Gate.Allows = setPoint => setPoint.Channel != Channels.Current || Math.Abs(setPoint.Value) <= 4;
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => Magnet(bench).SetFieldAsync(MagneticField.FromOersted(3000)).AsTask());
        Assert.Equal(InstrumentFault.Limit, error.Fault);
        Assert.StartsWith("3000 Oe is out of reach: the field is 19", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(
            "Choose a smaller field; if the magnet bears more, widen the supply's limit or use a larger supply.", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(bench.Gate.Passed, passed => passed.SetPoint.Channel == Channels.Current && passed.SetPoint.Value > 4);
    }

    [Fact]
    public async Task SetField_BeyondTheSupply_SaysSo()
    {
        await using TwinBench bench = await MagnetBench.RegulatedAsync(
            magnet: new MagnetDefinition { Resistance = Resistance.FromOhms(0.1) }, regulation: [("rate", FieldRate.FromOerstedPerSecond(450))]);
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => Magnet(bench).SetFieldAsync(MagneticField.FromTesla(1.2)).AsTask());
        Assert.Equal(InstrumentFault.Refused, error.Fault);
        Assert.Matches(
            "^12000 Oe is out of reach: the field is 99[0-9.]+ Oe at 19\\.[89][0-9]* A, and supply takes no more\\. "
            + "The instrument refused: -222,\"Data out of range\" \\(magnet, supply, :CURR 20\\.[0-9]+\\)\\. "
            + "Choose a smaller field; if the magnet bears more, widen the supply's limit or use a larger supply\\.$",
            error.Message);
    }

    [Fact]
    public async Task SetField_VoltageTooLow_SaysSoBeforeTheSetPointRunsAway()
    {
        // 5 V through 1 Ohm: the current ends at 5 A, the field at 2500 Oe.
        await using TwinBench bench = await MagnetBench.RegulatedAsync(supply: [("voltage_limit", Voltage.FromVolts(5))]);
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => Magnet(bench).SetFieldAsync(MagneticField.FromOersted(4000)).AsTask());
        Assert.Matches(
            "^4000 Oe is out of reach: the field stays at 24[0-9.]+ Oe while the current is set to 5\\.[0-9]+ A "
            + "\\(magnet of supply and gaussmeter\\)\\. Check that the probe is in the gap the right way round, "
            + "that the coils are connected, and that the supply has the voltage for this current\\.$",
            error.Message);
        Assert.All(bench.Gate.Passed.Where(passed => passed.SetPoint.Channel == Channels.Current), passed => Assert.InRange(passed.SetPoint.Value, 0, 6));
    }

    [Fact]
    public async Task SetField_ProbeOutsideTheGap_StopsAfterLittleCurrent()
    {
        await using TwinBench bench = await MagnetBench.RegulatedAsync(wiring: [MagnetBench.Wiring[0]]);
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => Magnet(bench).SetFieldAsync(MagneticField.FromOersted(4000)).AsTask());
        Assert.Equal(InstrumentFault.Refused, error.Fault);
        Assert.All(bench.Gate.Passed.Where(passed => passed.SetPoint.Channel == Channels.Current), passed => Assert.InRange(passed.SetPoint.Value, 0, 0.5));
    }

    [Fact]
    public async Task SetField_ToleranceBelowTheSuppliesResolution_TimesOutWithARemedy()
    {
        // A step of the supply is 0.3 Oe.
        await using TwinBench bench = await MagnetBench.RegulatedAsync(
            regulation: [("tolerance", MagneticField.FromOersted(0.001)), ("timeout", Duration.FromSeconds(20))]);
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => Magnet(bench).SetFieldAsync(MagneticField.FromOersted(500.1)).AsTask());
        Assert.Equal(InstrumentFault.Timeout, error.Fault);
        Assert.Matches(
            "^The field did not settle at 500\\.1 Oe: after [2-5][0-9.]+ s it is (499|500)[0-9.]* Oe at [0-9.]+ A \\(magnet of supply and gaussmeter\\)\\. "
            + "Check the noise of the gaussmeter and the resolution of the supply against the tolerance, or allow a longer timeout\\.$",
            error.Message);
    }

    [Fact]
    public async Task SetField_FirstCall_SwitchesTheOutputOnAtZeroCurrent()
    {
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync("CURR 10", MagnetBench.Supply);
        await Magnet(bench).SetFieldAsync(MagneticField.FromOersted(200));
        Assert.Equal("field 200 Oe", bench.Gate.Passed[0].Command);
        Assert.Equal(new SetPoint(Channels.Current, 0), bench.Gate.Passed[1].SetPoint);
        Assert.Equal(SetPoint.Output(true), bench.Gate.Passed[2].SetPoint);
        Assert.True(await bench.Get<IMagnetSupply>(MagnetBench.Supply).GetOutputAsync());
    }

    [Fact]
    public async Task SetField_AfterTheClockWasPutBack_IsNotHeldUp()
    {
        await using TwinBench bench = await OpenAsync();
        bench.Clock.Advance(Duration.FromSeconds(3600));
        await Magnet(bench).SetFieldAsync(MagneticField.FromOersted(1000));
        bench.Clock.Restart();
        double seconds = await MagnetBench.SecondsAsync(bench, () => Magnet(bench).SetFieldAsync(MagneticField.FromOersted(1200)).AsTask());
        Assert.InRange(seconds, 1, 5);
    }

    [Fact]
    public async Task MakeSafe_WithADeadGaussmeter_StillRampsDown()
    {
        await using TwinBench bench = await OpenAsync();
        await Magnet(bench).SetFieldAsync(MagneticField.FromOersted(1000));
        await bench.AskAsync("UNIT 1", MagnetBench.Gaussmeter);
        await Magnet(bench).MakeSafeAsync();
        Assert.False(await bench.Get<IMagnetSupply>(MagnetBench.Supply).GetOutputAsync());
    }
}
