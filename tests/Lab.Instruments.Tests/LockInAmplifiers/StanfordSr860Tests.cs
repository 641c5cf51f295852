using Lab.Benches;
using Lab.Instruments.Drivers;
using Lab.Instruments.Drivers.LockInAmplifiers;
using Lab.Instruments.LockInAmplifiers;
using Lab.Quantities;

namespace Lab.Instruments.Tests.LockInAmplifiers;

public sealed class StanfordSr860Tests : LockInContract
{
    protected override string Driver => "srs-sr860";

    protected override string ExternalReferenceAndSine => "RSRC 1;SLVL 1";

    protected override Voltage SineRest => default;

    protected override double InputNoise => 2.5e-9;

    // The maker's own driver and QCoDeS count from 1 V down; PyMeasure counts up and is wrong.
    [Theory]
    [InlineData(1, "0")]
    [InlineData(0.5, "1")]
    [InlineData(5e-3, "7")]
    [InlineData(100e-6, "12")]
    [InlineData(1e-9, "27")]
    [InlineData(3e-3, "7")] // the next larger one
    public async Task Configure_Sensitivity_IsItsIndexFromOneVoltDown(double volts, string index)
    {
        await using TwinBench bench = await OpenAsync();
        await bench.Get<ILockInAmplifier>().ConfigureAsync(new LockInSettings { Sensitivity = Voltage.FromVolts(volts) });
        Assert.Equal(index, await bench.AskAsync("SCAL?"));
    }

    [Theory]
    [InlineData(1e-6, "0")]
    [InlineData(100e-3, "10")]
    [InlineData(30, "15")]
    [InlineData(30e3, "21")]
    public async Task Configure_TimeConstant_IsItsIndex(double seconds, string index)
    {
        await using TwinBench bench = await OpenAsync();
        await bench.Get<ILockInAmplifier>().ConfigureAsync(new LockInSettings { TimeConstant = Duration.FromSeconds(seconds) });
        Assert.Equal(index, await bench.AskAsync("OFLT?"));
    }

    // The instrument counts from 0 both ways; PyMeasure sets from 1 on and reads from 0 on.
    [Fact]
    public async Task Aux_FirstOutput_IsNumberZero()
    {
        await using TwinBench bench = await OpenAsync();
        await bench.Get<ILockInAmplifier>().SetAuxAsync(1, Voltage.FromVolts(1.5));
        Assert.Equal("1.5", await bench.AskAsync("AUXV? 0"));
        Assert.Equal("0", await bench.AskAsync("AUXV? 1"));
    }

    [Fact]
    public async Task Open_SineWithDirectVoltage_IsRefused()
    {
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync("SOFF 0.25");
        DriverDescription description = StanfordSr860.Description;
        await using IInstrument second = description.Make(new DriverContext(
            "second", SettingValues.Of(description.Settings), bench.Gate, bench.Clock, await bench.WireAsync(), _ => null));
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => ((IConnected)second).OpenAsync(default).AsTask());
        Assert.Equal(InstrumentFault.Limit, error.Fault);
        Assert.StartsWith("The sine has a direct voltage of 250 mV", error.Message, StringComparison.Ordinal);
        Assert.Equal("0.25", await bench.AskAsync("SOFF?"));
    }

    [Fact]
    public async Task Open_LeftWithOffsetAndAdvancedFilter_HasPlainPoles()
    {
        await using TwinBench bench = await TwinBench.OpenAsync(Driver, rough: true);
        Assert.Equal("0", await bench.AskAsync("ADVFILT?"));
        Assert.Equal("0", await bench.AskAsync("COFA? 0"));
        Assert.Equal("0", await bench.AskAsync("RSRC?"));
    }

    // The maker's driver: bit 4 of the status is the input's range.
    [Fact]
    public async Task Read_BeyondTheInputRange_IsAnInputOverload()
    {
        await using TwinBench bench = await OpenOnJunctionAsync();
        ILockInAmplifier lockIn = bench.Get<ILockInAmplifier>();
        await bench.AskAsync("IRNG 4");
        await lockIn.SetSineAsync(Voltage.FromVolts(1)); // 16 mV rms, 23 mV peak at a range of 10 mV
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => lockIn.ReadAsync().AsTask());
        Assert.StartsWith("The reading is overloaded: input", error.Message, StringComparison.Ordinal);
    }
}
