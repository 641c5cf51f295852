using Lab.Instruments.VoltageSources;
using Lab.Quantities;

namespace Lab.Instruments.Tests.VoltageSources;

public sealed class YokogawaGs200VoltageTests : VoltageSourceContract
{
    protected override string Driver => "yokogawa-gs200-voltage";

    [Theory]
    [InlineData(12)]
    [InlineData(-12)]
    public async Task SetVoltage_To120PercentOfTheRange_IsTaken(double volts)
    {
        await using TwinBench bench = await OpenAsync();
        IVoltageSource source = bench.Get<IVoltageSource>();
        await source.SetVoltageAsync(Voltage.FromVolts(volts));
        Assert.Equal(volts, (await source.GetVoltageAsync()).Volts, 1e-4);
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => source.SetVoltageAsync(Voltage.FromVolts(12.5)).AsTask());
        Assert.Equal(
            "The instrument refused: -222,\"Data out of range\" (device, :SOUR:LEV 12.5). "
            + "Choose a value that the instrument accepts, or bind an instrument with a larger range.",
            error.Message);
    }

    [Fact]
    public async Task Open_RangeOfTheBenchFile_IsKept()
    {
        await using TwinBench bench = await TwinBench.OpenAsync(Driver, ("range", Voltage.FromVolts(1)));
        Assert.Equal("VOLT;+1.00000E+00", await bench.AskAsync(":SOUR:FUNC?;:SOUR:RANG?"));
    }
}
