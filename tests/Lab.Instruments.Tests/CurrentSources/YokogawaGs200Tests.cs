using Lab.Instruments.CurrentSources;
using Lab.Quantities;

namespace Lab.Instruments.Tests.CurrentSources;

public sealed class YokogawaGs200Tests : CurrentProgramContract
{
    protected override string Driver => "yokogawa-gs200";

    protected override string BeyondMessage =>
        "The instrument refused: -222,\"Data out of range\" (device, :SOUR:LEV:AUTO 1). "
        + "Choose a value that the instrument accepts, or bind an instrument with a larger range.";

    [Fact]
    public async Task Level_Manual_IsWrittenWithSixDigitsAndTakesLongLowerCaseForms()
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Equal(
            "+1.00000E-03;+1.00000E-03;CURR",
            await bench.AskAsync(":source:level:auto 1E-3;:source:level?;:source:range?;:source:function?"));
    }

    [Theory]
    [InlineData("12E-3", "0,\"No error\"")]
    [InlineData("-12E-3", "0,\"No error\"")]
    [InlineData("12.1E-3", "-222,\"Data out of range\"")]
    public async Task Level_InAFixedRange_GoesTo120Percent(string amperes, string error)
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Equal(error, await bench.AskAsync($":SOUR:RANG 10E-3;:SOUR:LEV {amperes};:SYST:ERR?"));
    }

    [Fact]
    public async Task SetCurrent_FixedRangeOfTheBenchFile_StaysInIt()
    {
        await using TwinBench bench = await TwinBench.OpenAsync(Driver, ("range", Current.FromMilliamperes(10)));
        await bench.Get<ICurrentSource>().SetCurrentAsync(Current.FromMilliamperes(0.1));
        Assert.Equal("+1.00000E-02", await bench.AskAsync(":SOUR:RANG?"));
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => bench.Get<ICurrentSource>().SetCurrentAsync(Current.FromMilliamperes(20)).AsTask());
        Assert.Equal(
            "The instrument refused: -222,\"Data out of range\" (device, :SOUR:LEV 0.02). "
            + "Choose a value that the instrument accepts, or bind an instrument with a larger range.",
            error.Message);
    }

    [Fact]
    public async Task Program_Ramp_MovesTheCurrentInItsSlopeTime()
    {
        await using TwinBench bench = await OpenOnLineAsync();
        await bench.AskAsync(":SOUR:RANG 10E-3;:SOUR:PROT:VOLT 10;:OUTP 1");
        Assert.Null(await bench.AskAsync(
            ":program:edit:start;:source:level 10E-3;:program:edit:end;:prog:int 2;:prog:slop 2;:prog:rep 0;:prog:run"));
        bench.Clock.Advance(Duration.FromSeconds(0.999)); // and 1 ms for the message
        Assert.Equal("+5.00000E-03", await bench.AskAsync(":SOUR:LEV?"));
        Assert.Equal(5e-3, AmperesInLine(bench), 1e-9);
        Assert.Equal("0", await bench.AskAsync(":STAT:EVEN?"));
        Assert.Equal("1;128", await bench.AskAsync("*OPC?;:STAT:EVEN?")); // bit 7: end of program
        Assert.Equal(10e-3, AmperesInLine(bench), 1e-9);
    }

    [Fact]
    public async Task Program_PausedAndContinued_StandsStillMeanwhile()
    {
        await using TwinBench bench = await OpenOnLineAsync();
        await bench.AskAsync(":SOUR:RANG 10E-3;:OUTP 1;:PROG:EDIT:STAR;:SOUR:LEV 10E-3;:PROG:EDIT:END;:PROG:INT 1;SLOP 1;RUN");
        bench.Clock.Advance(Duration.FromSeconds(0.499));
        await bench.AskAsync(":PROG:PAUS");
        bench.Clock.Advance(Duration.FromSeconds(10));
        Assert.Equal("+5.00000E-03", await bench.AskAsync(":PROG:CONT;:SOUR:LEV?"));
        bench.Clock.Advance(Duration.FromSeconds(0.499));
        Assert.Equal("128;+1.00000E-02", await bench.AskAsync(":STAT:EVEN?;:SOUR:LEV?"));
    }

    [Fact]
    public async Task Program_OutputOff_DoesNotRun()
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Equal(
            "-221,\"Settings conflict\"",
            await bench.AskAsync(":PROG:EDIT:STAR;:SOUR:LEV 1E-3;:PROG:EDIT:END;:PROG:RUN;:SYST:ERR?"));
    }

    [Fact]
    public async Task Status_VoltageLimit_SetsTheLimiterBit()
    {
        await using TwinBench bench = await OpenOnLineAsync();
        await bench.AskAsync(":SOUR:PROT:VOLT 1;:SOUR:LEV:AUTO 0.1;:OUTP 1");
        Assert.Equal("2048;+1.00000E+00", await bench.AskAsync(":STAT:COND?;:SENS 1;:MEAS?")); // bit 11: high limiter
        Assert.Equal("0", await bench.AskAsync(":SOUR:LEV:AUTO 0.05;:STAT:COND?"));
        Assert.Equal("1024", await bench.AskAsync(":SOUR:LEV:AUTO -0.1;:STAT:COND?")); // bit 10: low limiter
    }

    [Fact]
    public async Task Open_CurrentFlows_GoesOnFlowing()
    {
        await using TwinBench bench = await OpenOnLineAsync();
        ICurrentSource source = bench.Get<ICurrentSource>();
        await source.SetCurrentAsync(Current.FromMilliamperes(5));
        await source.SetOutputAsync(true);
        await ((Drivers.ScpiInstrument)source).OpenAsync(default);
        Assert.Equal(5e-3, AmperesInLine(bench), 1e-9);
    }
}
