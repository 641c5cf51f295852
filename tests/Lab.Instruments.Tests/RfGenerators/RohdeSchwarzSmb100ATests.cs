using Lab.Instruments.RfGenerators;

namespace Lab.Instruments.Tests.RfGenerators;

public sealed class RohdeSchwarzSmb100ATests : RfGeneratorContract
{
    protected override string Driver => "rohde-schwarz-smb100a";

    [Theory]
    [InlineData(":FREQ 3.46e+08 Hz;:FREQ?;", "346000000")]
    [InlineData(":FREQ 1.2GHz;FREQ?", "1200000000")]
    [InlineData(":SOUR1:FREQ:CW 100 MHZ;:freq:fixed?", "100000000")]
    [InlineData(":FREQ? MAX;:FREQ? MIN", "6000000000;9000")]
    [InlineData(":PHAS 45;:PHAS?", "45")]
    [InlineData(":ROSC:SOUR EXT;SOUR?", "EXT")]
    [InlineData(":FREQ:STAR 100MHz;STOP 300MHz;CENT?;SPAN?", "200000000;200000000")]
    [InlineData(":FREQ:CENT 1GHz;SPAN 100MHz;STAR?;STOP?", "950000000;1050000000")]
    [InlineData(":SWE:DWEL 20 ms;:SWE:FREQ:STEP:LIN 2MHz;:SWE:MODE STEP;MODE?;DWEL?;STEP?", "STEP;0.02;2000000")]
    [InlineData(":TRIG:FSW:SOUR SING;SOUR?", "SING")]
    [InlineData(":AM:STAT ON;DEPT 50 PCT;SOUR EXT;STAT?;DEPT?;SOUR?", "1;50;EXT")]
    [InlineData(":FM:STAT 1;DEV 10kHz;STAT?;DEV?", "1;10000")]
    [InlineData(":PULM:STAT ON;STAT?", "1")]
    [InlineData(":LFO:FREQ 2kHz;FREQ?", "2000")]
    [InlineData(":SYST:SERR?;:SYST:ERR:ALL?", "0,\"No error\";0,\"No error\"")]
    public async Task Setting_WrittenAsClientsDo_ReadsBack(string message, string answer)
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Equal(answer, await bench.AskAsync(message));
        Assert.Empty(await bench.Get<IRfGenerator>().ReadErrorsAsync());
    }

    [Fact]
    public async Task Open_ModulationLeftOn_SwitchesItOff()
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Equal("0", await bench.AskAsync(":MOD:STAT?"));
    }

    [Fact]
    public async Task SecondOutput_OnAnInstrumentWithOne_IsRefused()
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Equal("-114,\"Header suffix out of range\"", await bench.AskAsync(":OUTP2 ON;:SYST:ERR?"));
    }
}
