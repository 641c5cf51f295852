using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Instruments.Electromagnets;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Electromagnets;

public sealed class FieldRegulatedMagnetTests : ElectromagnetContract
{
    protected override Task<TwinBench> OpenAsync(ulong seed = 1) => MagnetBench.RegulatedAsync(seed);

    [Fact]
    public async Task SetField_6250OerstedAt200PerSecond_TakesTheRampAndAFewSeconds()
    {
        await using TwinBench bench = await OpenAsync();
        double seconds = await MagnetBench.SecondsAsync(
            bench, () => Magnet(bench).SetFieldAsync(MagneticField.FromOersted(6250)).AsTask());
        // The first ramp of all learns how steeply and how soon the field follows, at half the rate until it knows; later ones do
        // not. A reading with its unit takes a quarter of a second, longer than a step, and slows a ramp by a few percent.
        Assert.InRange(seconds, 6250 / 200.0, 60);
        await Magnet(bench).SetFieldAsync(default);
        seconds = await MagnetBench.SecondsAsync(
            bench, () => Magnet(bench).SetFieldAsync(MagneticField.FromOersted(6250)).AsTask());
        Assert.InRange(seconds, 6250 / 200.0, 46);
    }

    [Fact]
    public async Task SetField_OnTheWay_TellsFieldAndTimeLeft()
    {
        await using TwinBench bench = await OpenAsync();
        List<BenchProgress> told = [];
        bench.Progressed = told.Add;

        await Magnet(bench).SetFieldAsync(MagneticField.FromOersted(6250));

        double Oersted(BenchProgress progress) =>
            double.Parse(progress.Message.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        Assert.All(told, progress => Assert.Matches("^magnet -?[0-9]+ of 6250 Oe, [0-9]+ s left$", progress.ToString()));

        // 200 Oe/s are 31 s from zero; half way is left 16 s, and a second of rest.
        BenchProgress half = told.MinBy(progress => Math.Abs(Oersted(progress) - 3125));
        Assert.Equal(3125, Oersted(half), 300.0);
        Assert.InRange(half.Left!.Value.Seconds, 14, 20);
        Assert.Equal(6250, Oersted(told[^1]), 30.0);

        told.Clear();
        await Magnet(bench).MakeSafeAsync();
        Assert.All(told, progress => Assert.Matches("^magnet at [0-9]+ Oe, [0-9]+ s left$", progress.ToString()));
        Assert.Equal("magnet at 0 Oe, 0 s left", told[^1].ToString());
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
            Assert.Equal(
                oersted,
                (await Magnet(bench).SetFieldAsync(MagneticField.FromOersted(oersted))).Field.Oersted,
                Tolerance.Oersted);
        }

        Assert.InRange(steepest, 100, 200);
    }

    [Fact]
    public async Task SetField_SlowSupply_KeepsTheSuppliesRampRate()
    {
        // 0.1 A/s is 50 Oe/s: the supply is the slower of the two, and its ramp takes longer than the timeout.
        await using TwinBench bench = await MagnetBench.RegulatedAsync(
            supply: [("ramp_rate", CurrentRate.FromAmperesPerSecond(0.1))], regulation: [("timeout", Duration.FromSeconds(10))]);
        double seconds = await MagnetBench.SecondsAsync(
            bench, () => Magnet(bench).SetFieldAsync(MagneticField.FromOersted(1000)).AsTask());
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
            "Choose a smaller field; if the magnet bears more, widen the supply's limit or use a larger supply.",
            error.Message,
            StringComparison.Ordinal);
        Assert.DoesNotContain(
            bench.Gate.Passed, passed => passed.SetPoint.Channel == Channels.Current && passed.SetPoint.Value > 4);
    }

    [Fact]
    public async Task SetField_BeyondTheSupply_SaysSo()
    {
        await using TwinBench bench = await MagnetBench.RegulatedAsync(
            magnet: new MagnetDefinition { Resistance = Resistance.FromOhms(0.1) },
            regulation: [("rate", FieldRate.FromOerstedPerSecond(450))]);
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
            "^4000 Oe is out of reach: the field stays at 24[0-9.]+ Oe while the current is set to [56]\\.[0-9]+ A "
            + "\\(magnet of supply and gaussmeter\\)\\. Check that the probe is in the gap the right way round, "
            + "that the coils are connected, and that the supply has the voltage for this current\\.$",
            error.Message);
        Assert.All(
            bench.Gate.Passed.Where(passed => passed.SetPoint.Channel == Channels.Current),
            passed => Assert.InRange(passed.SetPoint.Value, 0, 7));
    }

    [Fact]
    public async Task SetField_ProbeOutsideTheGap_StopsAfterLittleCurrent()
    {
        await using TwinBench bench = await MagnetBench.RegulatedAsync(wiring: [MagnetBench.Wiring[0]]);
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => Magnet(bench).SetFieldAsync(MagneticField.FromOersted(4000)).AsTask());
        Assert.Equal(InstrumentFault.Refused, error.Fault);

        // Iron that keeps 50 Oe may stand still for 100 Oe, and a slope may be half the guess: 0.4 A; half as much again tells.
        Assert.All(
            bench.Gate.Passed.Where(passed => passed.SetPoint.Channel == Channels.Current),
            passed => Assert.InRange(passed.SetPoint.Value, 0, 0.8));
    }

    [Fact]
    public async Task SetField_ToleranceBelowTheSuppliesResolution_SettlesAtANearStepAndSaysSo()
    {
        // A step of a supply of 16 bits is 0.305 Oe here.
        var bench = new SimulatedMagnetBench(
            new SimulatedMagnetConditions
            {
                Tolerance = 0.05,
                Noise = 0.01,
                Digit = 0.0001,
                Iron = SimulatedIron.Duhem,
                TellsSetPoint = true
            });
        await bench.Magnet.SetFieldAsync(MagneticField.FromOersted(600));
        SettledField settled = await bench.Magnet.SetFieldAsync(MagneticField.FromOersted(700.1));
        Assert.Equal(0.305, settled.Resolution.Oersted, 0.05);
        Assert.Equal(700.1, bench.Coil.Oersted, 0.31);
        Assert.Equal(bench.Coil.Oersted, settled.Field.Oersted, 0.05);
    }

    [Fact]
    public async Task SetField_NoiseFarAboveTheTolerance_TimesOutWithARemedy()
    {
        var bench = new SimulatedMagnetBench(new SimulatedMagnetConditions { Bits = 18, Tolerance = 0.02, Noise = 1 });
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => bench.Magnet.SetFieldAsync(MagneticField.FromOersted(500)).AsTask());
        Assert.Equal(InstrumentFault.Timeout, error.Fault);
        Assert.StartsWith("The field did not settle at 500 Oe: after ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(
            "Check the noise of the gaussmeter and the resolution of the supply against the tolerance, or allow a longer "
                + "timeout.",
            error.Message,
            StringComparison.Ordinal);
    }

    /// <summary>The bench that failed: ten readings a second, each query answered at once with the newest; noise of 0.05 Oe; a
    /// supply that follows in 80 ms in steps of 0.6 mA; 498 Oe/A; a remanence of 15 Oe.</summary>
    [Fact]
    public async Task SetField_GaussmeterThatAnswersWithTheNewest_SettlesWithoutAskingMoreOftenThanItMeasures()
    {
        var bench = new SimulatedMagnetBench(
            new SimulatedMagnetConditions { OerstedPerAmpere = 498, TimeConstant = 0.08, Iron = SimulatedIron.Duhem });
        SettledField settled = await bench.Magnet.SetFieldAsync(MagneticField.FromOersted(6250));
        Assert.Equal(6250, settled.Field.Oersted, 0.5);
        Assert.Equal(bench.Coil.Oersted, settled.Field.Oersted, 4 * settled.Uncertainty.Oersted);
        Assert.InRange(bench.Coil.Now, 6250 / 200.0, 50);
        Assert.InRange(bench.Gaussmeter.Queries, 10, (int)(10 * bench.Coil.Now) + 1);
    }

    /// <summary>The same magnet with a gaussmeter whose readings are always new, 10,000 times a second.</summary>
    [Fact]
    public async Task SetField_GaussmeterFasterThanTheCoil_WaitsForTheCoil()
    {
        var bench = new SimulatedMagnetBench(
            new SimulatedMagnetConditions
            {
                OerstedPerAmpere = 498,
                TimeConstant = 0.08,
                Iron = SimulatedIron.Duhem,
                ReadingsPerSecond = 10_000
            });
        SettledField settled = await bench.Magnet.SetFieldAsync(MagneticField.FromOersted(6250));
        Assert.Equal(6250, settled.Field.Oersted, 0.5);
        Assert.Equal(bench.Coil.Oersted, settled.Field.Oersted, 4 * settled.Uncertainty.Oersted);
        Assert.InRange(bench.Coil.Now, 6250 / 200.0, 50);
        Assert.InRange(bench.Gaussmeter.Queries, 10, 5000);
        Assert.InRange(bench.Range.Largest, 6249, 6251);
    }

    [Fact]
    public async Task SetField_GaussmeterOfUnknownZero_StatesItInTheUncertainty()
    {
        await using TwinBench bench = await MagnetBench.RegulatedAsync(
            regulation: [("gaussmeter_uncertainty", MagneticField.FromOersted(3))]);
        SettledField settled = await Magnet(bench).SetFieldAsync(MagneticField.FromOersted(200));
        Assert.InRange(settled.Uncertainty.Oersted, 3, 3.1);
    }

    [Fact]
    public async Task SetField_GaussmeterOfUnknownScale_StatesItInTheUncertaintyAndBesideIt()
    {
        await using TwinBench bench = await MagnetBench.RegulatedAsync(
            regulation: [("gaussmeter_gain_uncertainty", 0.01), ("gaussmeter_uncertainty", default(MagneticField))]);
        SettledField settled = await Magnet(bench).SetFieldAsync(MagneticField.FromOersted(200));
        Assert.InRange(settled.Uncertainty.Oersted, 2, 2.1);
        Assert.Equal(0.01, settled.ScaleUncertainty);
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
        double seconds = await MagnetBench.SecondsAsync(
            bench, () => Magnet(bench).SetFieldAsync(MagneticField.FromOersted(1200)).AsTask());
        Assert.InRange(seconds, 1, 10);
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
