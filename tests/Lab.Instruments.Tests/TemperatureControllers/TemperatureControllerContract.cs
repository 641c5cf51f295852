using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Instruments.TemperatureControllers;
using Lab.Instruments.Terminals;
using Lab.Mocks.Parts;
using Lab.Quantities;

namespace Lab.Instruments.Tests.TemperatureControllers;

/// <summary>The contract that every temperature controller's driver must hold to. The block has 100 J/K and 0.02 W/K to boiling
/// nitrogen, and begins at 300 K.</summary>
public abstract class TemperatureControllerContract : InstrumentContract
{
    [Fact]
    public async Task ReadTemperature_BlockAtRest_IsThatOfTheBlock()
    {
        await using TwinBench bench = await OpenAsync();
        double kelvin = (await bench.Get<ITemperatureController>().ReadTemperatureAsync(1)).Kelvin;
        Assert.Equal(300, kelvin, 0.1);
    }

    [Fact]
    public async Task ReadTemperature_HeaterOff_FollowsTheLawOfCooling()
    {
        await using TwinBench bench = await OpenAsync();
        double before = bench.Clock.GetTimestamp() * 1e-9;
        bench.Clock.Advance(Duration.FromSeconds(5000));
        double kelvin = (await bench.Get<ITemperatureController>().ReadTemperatureAsync(1)).Kelvin;

        double seconds = bench.Clock.GetTimestamp() * 1e-9;
        Assert.True(seconds > before);
        Assert.Equal(77.4 + (222.6 * Math.Exp(-seconds / 5000)), kelvin, 0.01); // time constant C/G
    }

    [Fact]
    public async Task ReadTemperature_InputWithoutSensor_IsAnOverflow()
    {
        await using TwinBench bench = await OpenAsync();
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => bench.Get<ITemperatureController>().ReadTemperatureAsync(2).AsTask());
        Assert.Equal(InstrumentFault.Overflow, error.Fault);
    }

    [Fact]
    public async Task SetTemperature_HeaterOn_SettlesForTheDwellAndNotBeforeTheRamp()
    {
        await using TwinBench bench = await OpenAsync();
        ITemperatureController controller = bench.Get<ITemperatureController>();
        await controller.SetHeaterAsync(true);

        SettledTemperature settled = await controller.SetTemperatureAsync(Temperature.FromKelvin(310));

        Assert.Equal(310, settled.Temperature.Kelvin, 0.05);
        Assert.InRange(settled.Scatter.Kelvin, 0, 0.05);
        Assert.InRange(settled.Took.Seconds, (10 / 5.0 * 60) + 30, 1200); // 10 K at 5 K/min, and the dwell
        Assert.Equal(310, (await controller.ReadTemperatureAsync(1)).Kelvin, 0.1);
        Assert.Equal(310, (await controller.GetSetPointAsync()).Kelvin, 1e-3);
    }

    [Fact]
    public async Task ReadHeater_Settled_IsWhatTheBathTakes()
    {
        await using TwinBench bench = await OpenAsync();
        ITemperatureController controller = bench.Get<ITemperatureController>();
        await controller.SetHeaterAsync(true);
        await controller.SetTemperatureAsync(Temperature.FromKelvin(310));
        bench.Clock.Advance(Duration.FromSeconds(1000));

        Assert.Equal(0.02 * (310 - 77.4), await controller.ReadHeaterAsync() * HighWatts, 0.1);
    }

    [Fact]
    public async Task SetTemperature_ColderThanTheBathAllows_IsATimeoutThatSaysWhere()
    {
        await using TwinBench bench = await OpenAsync();
        ITemperatureController controller = bench.Get<ITemperatureController>();
        await controller.SetHeaterAsync(true);

        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => controller.SetTemperatureAsync(Temperature.FromKelvin(70)).AsTask());

        Assert.Equal(InstrumentFault.Timeout, error.Fault);
        Assert.Contains("did not settle at 70 K", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SetTemperature_HeaterOff_IsRefusedAndNothingIsSent()
    {
        await using TwinBench bench = await OpenAsync();
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => bench.Get<ITemperatureController>().SetTemperatureAsync(Temperature.FromKelvin(310)).AsTask());
        Assert.Equal(InstrumentFault.Limit, error.Fault);
        Assert.DoesNotContain(bench.Gate.Passed, passed => passed.SetPoint.Value == 310 && passed.Command.Contains(';'));
    }

    [Fact]
    public async Task SetTemperature_GateForbids_SendsNothing()
    {
        await using TwinBench bench = await OpenAsync();
        ITemperatureController controller = bench.Get<ITemperatureController>();
        await controller.SetHeaterAsync(true);
        double before = (await controller.GetSetPointAsync()).Kelvin;

        await AssertGatedAsync(
            bench, TemperatureTerminals.SetPoint, () => controller.SetTemperatureAsync(Temperature.FromKelvin(400)).AsTask());

        Assert.Equal(before, (await controller.GetSetPointAsync()).Kelvin);
    }

    [Fact]
    public async Task SetHeater_On_BeginsAtTheTemperatureThatIsThere()
    {
        await using TwinBench bench = await OpenAsync();
        ITemperatureController controller = bench.Get<ITemperatureController>();
        await controller.SetHeaterAsync(true);
        Assert.True(await controller.GetHeaterAsync());
        Assert.Equal(300, (await controller.GetSetPointAsync()).Kelvin, 0.1);
    }

    [Fact]
    public async Task MakeSafe_HeaterOn_SwitchesItOff()
    {
        await using TwinBench bench = await OpenAsync();
        ITemperatureController controller = bench.Get<ITemperatureController>();
        await controller.SetHeaterAsync(true);
        await controller.MakeSafeAsync();
        Assert.False(await controller.GetHeaterAsync());
        Assert.Equal(0, await controller.ReadHeaterAsync());
    }

    [Fact]
    public async Task SetHeater_CableNotPluggedIn_IsRefusedAndOffAgain()
    {
        await using TwinBench bench = await OpenOnBlockAsync(("open_heater", true));
        ITemperatureController controller = bench.Get<ITemperatureController>();
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => controller.SetHeaterAsync(true).AsTask());
        Assert.Equal(InstrumentFault.Refused, error.Fault);
        Assert.Contains("(open)", error.Message, StringComparison.Ordinal);
        Assert.False(await controller.GetHeaterAsync());
    }

    /// <summary>The power of the range that the tests use, W.</summary>
    protected abstract double HighWatts { get; }

    /// <summary>The range that the tests use, in bench files.</summary>
    protected abstract string HighRange { get; }

    protected override Task<TwinBench> OpenAsync() => OpenOnBlockAsync();

    /// <summary>The controller with its heater and thermometer A on a block.</summary>
    protected Task<TwinBench> OpenOnBlockAsync(params (string Key, object Value)[] twin) => TwinBench.OpenAsync(
        [("device", Driver, [("heater_range", HighRange)])],
        new SampleDefinition
        {
            Temperature = Temperature.FromKelvin(300),
            Parts =
            [
                new PartDefinition(
                    ThermalStage.Description.Schema, "block", SettingValues.Of(ThermalStage.Description.Schema.Keys, [])),
            ],
        },
        [
            new WiringDefinition("device", ThermalStage.HeaterPort, "block", default)
            {
                Terminal = new Terminal("device", TemperatureTerminals.Heater),
            },
            new WiringDefinition("device", ThermalStage.ThermometerPort, "block", default)
            {
                Terminal = new Terminal("device", TemperatureTerminals.Input(1)),
            },
        ],
        twin: new Dictionary<string, (string, object)[]> { ["device"] = twin },
        rough: IsRough);
}
