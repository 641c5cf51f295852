using Lab.Quantities;

namespace Lab.Instruments.Tests.CurrentSources;

public sealed class Keithley6221Tests : CurrentProgramContract
{
    protected override string Driver => "keithley-6221";

    protected override string BeyondMessage =>
        "The instrument refused: -222,\"Data out of range\" (device, :SOUR:CURR 1). "
        + "Choose a value that the instrument accepts, or bind an instrument with a larger range.";

    [Fact]
    public async Task Switches_Manual_AreAnsweredAsZeroAndOne()
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Equal(
            "1;0;1;FAST;0,\"No error\"",
            await bench.AskAsync(":OUTP ON;:OUTP?;:OUTP:LTE?;:OUTP:INT:TRIP?;:OUTP:RESP?;:SYST:ERR?"));
    }

    [Theory]
    [InlineData("1.5E-9", "+2.000000E-09")]
    [InlineData("2.1E-3", "+2.000000E-03")]
    [InlineData("2.2E-3", "+2.000000E-02")]
    [InlineData("0.105", "+1.000000E-01")]
    public async Task Range_Automatic_IsTheSmallestThatHoldsTheCurrent(string amperes, string range)
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Equal(range, await bench.AskAsync($":SOUR:CURR {amperes};:SOUR:CURR:RANG?"));
    }

    [Fact]
    public async Task Open_FixedRangeOfTheBenchFile_StaysInIt()
    {
        await using TwinBench bench = await TwinBench.OpenAsync(Driver, ("range", Current.FromMilliamperes(20)));
        Assert.Equal("+2.000000E-02;0", await bench.AskAsync(":SOUR:CURR 1E-6;:SOUR:CURR:RANG?;:SOUR:CURR:RANG:AUTO?"));
        Assert.Equal("-222,\"Data out of range\"", await bench.AskAsync(":SOUR:CURR 0.022;:SYST:ERR?"));
    }

    [Fact]
    public async Task Compliance_Reached_SetsBit3OfTheMeasurementRegister()
    {
        await using TwinBench bench = await OpenOnLineAsync();
        Assert.Equal("8", await bench.AskAsync(":SOUR:CURR:COMP 1;:SOUR:CURR 0.1;:OUTP 1;:STAT:MEAS:COND?"));
        Assert.Equal("8;0", await bench.AskAsync(":SOUR:CURR 0.08;:STAT:MEAS?;:STAT:MEAS?"));
    }

    [Fact]
    public async Task Wave_NotArmed_DoesNotStart()
    {
        await using TwinBench bench = await OpenOnLineAsync();
        Assert.Equal("-221,\"Settings conflict\";0", await bench.AskAsync(":SOUR:WAVE:INIT;:SYST:ERR?;:OUTP?"));
    }

    [Fact]
    public async Task Wave_Armed_SwingsAboutItsOffsetForItsDuration()
    {
        await using TwinBench bench = await OpenOnLineAsync();
        await bench.AskAsync(
            ":SOUR:CURR 1E-3;:SOUR:WAVE:FUNC SIN;FREQ 1E3;AMPL 2E-3;OFFS 4E-3;:SOUR:WAVE:DUR:CYCL 500;:SOUR:WAVE:ARM;INIT");
        Assert.Equal(4e-3, AmperesInLine(bench), 1e-12);
        Assert.Equal("1;+5.000000E-01", await bench.AskAsync(":OUTP?;:SOUR:WAVE:DUR:TIME?"));
        bench.Clock.Advance(Duration.FromSeconds(0.5));
        await bench.AskAsync("*STB?");
        Assert.Equal(1e-3, AmperesInLine(bench), 1e-12);
    }

    [Fact]
    public async Task Wave_OfflimitsPeak_IsNotArmed()
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Equal("-221,\"Settings conflict\"", await bench.AskAsync(":SOUR:WAVE:AMPL 0.1;OFFS 0.01;ARM;:SYST:ERR?"));
    }

    [Fact]
    public async Task Wave_Arbitrary_KeepsItsPoints()
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Equal("3", await bench.AskAsync(":SOUR:WAVE:ARB:DATA 0,1,-1;:SOUR:WAVE:ARB:POIN?"));
        Assert.Equal(
            "ARB1;0,\"No error\"", await bench.AskAsync(":SOUR:WAVE:ARB:COPY 1;:SOUR:WAVE:FUNC ARB1;FUNC?;ARM;:SYST:ERR?"));
        string tooMany = string.Join(",", Enumerable.Repeat("0.5", 101));
        Assert.Equal("-223,\"Too much data\"", await bench.AskAsync($":SOUR:WAVE:ARB:DATA {tooMany};:SYST:ERR?"));
    }

    [Fact]
    public async Task Sweep_Linear_StepsEverySourceDelay()
    {
        await using TwinBench bench = await OpenOnLineAsync();
        await bench.AskAsync(
            ":SOUR:CURR:STAR 1E-3;STOP 3E-3;STEP 1E-3;:SOUR:SWE:SPAC LIN;COUN 1;:SOUR:DEL 0.1;:SOUR:SWE:ARM;:INIT");
        foreach (double expected in (double[])[1e-3, 2e-3, 3e-3, 3e-3])
        {
            await bench.AskAsync("*STB?");
            Assert.Equal(expected, AmperesInLine(bench), 1e-12);
            bench.Clock.Advance(Duration.FromSeconds(0.1));
        }
    }

    [Theory]
    [InlineData("LOG;POIN 3", 1e-2)]
    [InlineData("LIST", 5e-3)]
    public async Task Sweep_SecondPoint_FollowsItsSpacing(string spacing, double expected)
    {
        await using TwinBench bench = await OpenOnLineAsync();
        await bench.AskAsync(
            ":SOUR:LIST:CURR 1E-3,5E-3;:SOUR:LIST:DEL 0.1,0.1;:SOUR:LIST:COMP 10,10;:SOUR:CURR:STAR 1E-3;STOP "
                + $"0.1;:SOUR:SWE:SPAC {spacing};:SOUR:DEL 0.1;:SOUR:SWE:ARM;:INIT");
        bench.Clock.Advance(Duration.FromSeconds(0.15));
        await bench.AskAsync("*STB?");
        Assert.Equal(expected, AmperesInLine(bench), 1e-12);
    }

    [Fact]
    public async Task Clear_WhileDriving_IsZeroAndOff()
    {
        await using TwinBench bench = await OpenOnLineAsync();
        Assert.Equal("0;+0.000000E+00", await bench.AskAsync(":SOUR:CURR 5E-3;:OUTP 1;:SOUR:CLE;:OUTP?;:SOUR:CURR?"));
        Assert.Equal(0, AmperesInLine(bench));
    }
}
