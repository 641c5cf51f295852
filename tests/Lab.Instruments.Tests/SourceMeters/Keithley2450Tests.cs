using Lab.Benches;
using Lab.Instruments.Drivers;
using Lab.Instruments.Drivers.SourceMeters;
using Lab.Instruments.SourceMeters;
using Lab.Instruments.Tests.Sessions;
using Lab.Quantities;

namespace Lab.Instruments.Tests.SourceMeters;

public sealed class Keithley2450Tests : SourceMeterContract
{
    protected override string Driver => "keithley-2450";

    [Fact]
    public async Task Measure_InCompliance_IsAnErrorAndNoNumber()
    {
        await using TwinBench bench =
            await OpenOnJunctionAsync(("voltage_noise", default(Voltage)), ("current_noise", default(Current)));
        ISourceMeter meter = bench.Get<ISourceMeter>();
        await meter.SetComplianceAsync(Voltage.FromVolts(0.1));
        await meter.SetCurrentAsync(Current.FromMilliamperes(1)); // 163 mV
        await meter.SetOutputAsync(true);
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => meter.MeasureAsync().AsTask());
        Assert.Equal(InstrumentFault.Overflow, error.Fault);
        Assert.Equal(
            "The source is in compliance and does not drive its current (device, :READ? answered +6.134969E-04,+1.000000E-01). "
            + "Raise the compliance, lower the current, or check that the sample still conducts.",
            error.Message);
        Assert.True(await meter.IsInComplianceAsync());
    }

    [Fact]
    public async Task Measure_OverRange_IsAnErrorAndNoNumber()
    {
        await using TwinBench bench = await OpenOnJunctionAsync();
        ISourceMeter meter = bench.Get<ISourceMeter>();
        await meter.SetCurrentAsync(Current.FromMilliamperes(2)); // 326 mV
        await meter.SetOutputAsync(true);
        await bench.AskAsync(":SENS:VOLT:RANG 0.2");
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => meter.MeasureAsync().AsTask());
        Assert.Equal(InstrumentFault.Overflow, error.Fault);
    }

    // What the user before left in ohms, relative to a value, through mathematics, is a voltage again.
    [Fact]
    public async Task Open_LeftInOhms_ReadsVolts()
    {
        await using TwinBench bench = await TwinBench.OpenAsync(Driver, rough: true);
        Assert.Equal(
            "VOLT;0;0;1;\"VOLT:DC\"",
            await bench.AskAsync(
                ":SENS:VOLT:UNIT?;:SENS:VOLT:REL:STAT?;:CALC:VOLT:MATH:STAT?;:SOUR:CURR:READ:BACK?;:SENS:FUNC?"));
    }

    [Theory]
    [InlineData("TSP")]
    [InlineData("SCPI2400")]
    public async Task Open_InAnotherLanguage_SaysHowToChangeIt(string language)
    {
        var wire = new FakeWire();
        const string identity = "KEITHLEY INSTRUMENTS,MODEL 2450,04412345,1.7.12b";
        wire.Answers(identity, identity, "0,\"No error;0;0 0\"", "0;60", $"{language};0;60");
        DriverDescription description = Keithley2450.Description;
        await using IInstrument meter = description.Make(new DriverContext(
            "dev", SettingValues.Of(description.Settings), new TwinBench.RecordingGate(),
                new Lab.Instruments.Clocks.VirtualClock(), wire, _ => null));

        InstrumentException error =
            await Assert.ThrowsAsync<InstrumentException>(() => ((IConnected)meter).OpenAsync(default).AsTask());

        Assert.StartsWith($"The meter speaks '{language}', and this driver SCPI", error.Message, StringComparison.Ordinal);
        Assert.Contains("command set SCPI", error.Message, StringComparison.Ordinal);
    }
}
