using Lab.Benches;
using Lab.Instruments.LockInAmplifiers;
using Lab.Quantities;

namespace Lab.Instruments.Tests.LockInAmplifiers;

public sealed class StanfordSr830Tests : LockInContract
{
    protected override string Driver => "srs-sr830";

    protected override string ExternalReferenceAndSine => "FMOD 0;SLVL 1";

    // Index and value by the tables of PyMeasure (sr830.py) and QCoDeS (SR830.py).
    [Theory]
    [InlineData(2e-9, "0")]
    [InlineData(100e-6, "14")]
    [InlineData(5e-3, "19")]
    [InlineData(0.5, "25")]
    [InlineData(1, "26")]
    [InlineData(3e-3, "19")] // the next larger one
    public async Task Configure_Sensitivity_IsItsIndex(double volts, string index)
    {
        await using TwinBench bench = await OpenAsync();
        await bench.Get<ILockInAmplifier>().ConfigureAsync(new LockInSettings { Sensitivity = Voltage.FromVolts(volts) });
        Assert.Equal(index, await bench.AskAsync("SENS?"));
    }

    [Theory]
    [InlineData(10e-6, "0")]
    [InlineData(100e-3, "8")]
    [InlineData(0.3, "9")]
    [InlineData(30, "13")]
    public async Task Configure_TimeConstant_IsItsIndex(double seconds, string index)
    {
        await using TwinBench bench = await OpenAsync();
        await bench.Get<ILockInAmplifier>().ConfigureAsync(new LockInSettings { TimeConstant = Duration.FromSeconds(seconds) });
        Assert.Equal(index, await bench.AskAsync("OFLT?"));
    }

    // Manual, 5-6: no more than 30 s above 200 Hz.
    [Fact]
    public async Task Configure_LongTimeConstantAbove200Hertz_IsRefused()
    {
        await using TwinBench bench = await OpenAsync();
        ILockInAmplifier lockIn = bench.Get<ILockInAmplifier>();
        var settings = new LockInSettings { TimeConstant = Duration.FromSeconds(100) };
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => lockIn.ConfigureAsync(settings).AsTask());
        Assert.Equal(InstrumentFault.Refused, error.Fault);
        await lockIn.SetFrequencyAsync(Frequency.FromHertz(17));
        await lockIn.ConfigureAsync(settings);
    }

    // A recorded conversation of PyMeasure's tests: 5 mV full scale, X offset by 10 %, the answer is X less a tenth of full
    // scale.
    [Fact]
    public async Task Output_WithOffset_IsLessByItsPartOfFullScale()
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Equal("10,1", await bench.AskAsync("SENS 19;OEXP 1,10,1;OEXP? 1"));
        string answer = (await bench.AskAsync("OUTP?1"))!;
        Assert.Equal(-0.0005, double.Parse(answer, System.Globalization.CultureInfo.InvariantCulture), 2e-6);
    }

    [Fact]
    public async Task Open_LeftWithOffset_TakesItAway()
    {
        await using TwinBench bench = await TwinBench.OpenAsync(Driver, rough: true);
        Assert.Equal("0,0", await bench.AskAsync("OEXP? 1"));
        Assert.Equal("1", await bench.AskAsync("FMOD?"));
    }

    // Manual, 5-23: reading a bit clears that bit, reading the byte clears all.
    [Fact]
    public async Task Status_Read_IsCleared()
    {
        await using TwinBench bench = await TwinBench.OpenAsync(Driver, ("reference", "external"));
        Assert.Equal("1", await bench.AskAsync("FMOD 1;LIAS? 3"));
        Assert.Equal("0", await bench.AskAsync("LIAS?"));
    }
}
