using System.Globalization;
using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Instruments.LockInAmplifiers;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Instruments.Tests.LockInAmplifiers;

public sealed class SignalRecovery7265Tests : LockInContract
{
    protected override string Driver => "signal-recovery-7265";

    protected override string ExternalReferenceAndSine => "IE 1;OA. 1";

    protected override bool HasFullIdentity => false;

    protected override Voltage SineRest => default;

    protected override double InputNoise => 5e-9;

    // Number and value by the tables of PyMeasure (dsp_base.py) and Lab::Measurement (SignalRecovery726x.pm).
    [Theory]
    [InlineData(2e-9, "1")]
    [InlineData(100e-6, "15")]
    [InlineData(5e-3, "20")]
    [InlineData(0.5, "26")]
    [InlineData(1, "27")]
    [InlineData(3e-3, "20")] // the next larger one
    public async Task Configure_Sensitivity_IsItsNumber(double volts, string number)
    {
        await using TwinBench bench = await OpenAsync();
        await bench.Get<ILockInAmplifier>().ConfigureAsync(new LockInSettings { Sensitivity = Voltage.FromVolts(volts) });
        Assert.Equal(number, await bench.AskAsync("SEN"));
    }

    [Theory]
    [InlineData(10e-6, "0")]
    [InlineData(640e-6, "6")]
    [InlineData(1e-3, "7")] // there is none between 640 µs and 5 ms
    [InlineData(100e-3, "11")]
    [InlineData(1, "14")]
    [InlineData(100e3, "29")]
    public async Task Configure_TimeConstant_IsItsNumber(double seconds, string number)
    {
        await using TwinBench bench = await OpenAsync();
        await bench.Get<ILockInAmplifier>().ConfigureAsync(new LockInSettings { TimeConstant = Duration.FromSeconds(seconds) });
        Assert.Equal(number, await bench.AskAsync("TC"));
    }

    // Fixed point and floating point of one setting: Lab::Measurement writes microvolts and millihertz,
    // PyMeasure volts and hertz.
    [Theory]
    [InlineData("OA 711000", "OA.", 0.711)]
    [InlineData("OA. 0.711", "OA", 711000)]
    [InlineData("OF 137500", "OF.", 137.5)]
    [InlineData("OF. 137.5", "FRQ.", 137.5)]
    [InlineData("REFP 45500", "REFP.", 45.5)]
    [InlineData("DAC 1 -2000", "DAC. 1", -2)]
    [InlineData("DAC. 4 1.25", "DAC 4", 1250)]
    public async Task Setting_InEitherForm_IsOneValue(string set, string query, double expected)
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Null(await bench.AskAsync(set));
        Assert.Equal(expected, double.Parse((await bench.AskAsync(query))!, CultureInfo.InvariantCulture), 1e-9);
    }

    [Fact]
    public async Task Status_AfterACommandItDoesNotTake_TellsOnce()
    {
        // Status byte of the 7220 and 7230 manuals: 0 complete, 1 invalid command, 2 command parameter error.
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync("NONSENSE 1");
        Assert.Equal("3", await bench.AskAsync("ST"));
        await bench.AskAsync("SEN 40");
        Assert.Equal("5", await bench.AskAsync("ST"));
        Assert.Equal("1", await bench.AskAsync("ST"));
    }

    [Fact]
    public async Task Open_LeftWithOffsetGainAndCurrentInput_TakesThemAway()
    {
        await using TwinBench bench = await TwinBench.OpenAsync(Driver, rough: true);
        Assert.Equal("0,970", await bench.AskAsync("XOF"));
        Assert.Equal("0", await bench.AskAsync("AUTOMATIC"));
        Assert.Equal("0", await bench.AskAsync("IMODE"));
        Assert.Equal("0", await bench.AskAsync("EX"));
    }

    [Fact]
    public async Task Read_GainTooLargeForTheSignal_IsAnOverloadOfTheInput()
    {
        await using TwinBench bench = await TwinBench.OpenAsync(
            [("device", Driver, [("ac_gain", 60.0), ("series_resistance", Resistance.FromOhms(SeriesOhms))])],
            new SampleDefinition
            {
                Junctions =
                [
                    new JunctionDefinition { Name = "junction", Resistance = Resistance.FromOhms(JunctionOhms) },
                ],
            },
            [
                new WiringDefinition(new Terminal("device", "input"), SamplePort.DcVoltage, null, default),
                new WiringDefinition(new Terminal("device", "sine"), SamplePort.DcBias, null, default),
            ]);
        ILockInAmplifier lockIn = bench.Get<ILockInAmplifier>();
        await lockIn.SetSineAsync(Voltage.FromVolts(1));
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => lockIn.ReadAsync().AsTask());
        Assert.StartsWith("The reading is overloaded: input", error.Message, StringComparison.Ordinal);
    }
}
