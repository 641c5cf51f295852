using Lab.Instruments.RfGenerators;
using Lab.Quantities;

namespace Lab.Instruments.Tests.RfGenerators;

public sealed class Hp8360Tests : RfGeneratorContract
{
    protected override string Driver => "hp-8360";

    protected override bool Modulates => false;

    [Fact]
    public async Task Open_EarlierUsersOffsetsAndModulation_AreGone()
    {
        await using TwinBench bench = await TwinBench.OpenAsync(Driver, rough: true);
        Assert.Equal("DBM;0;0;1;1", await bench.AskAsync(":UNIT:POW?;:AM:STAT?;:PULS:STAT?;:POW:ALC?;:POW:ATT:AUTO?"));
        IRfGenerator generator = bench.Get<IRfGenerator>();
        await generator.SetPowerAsync(Power.FromDbm(-31));
        Assert.Equal(-31, (await generator.GetPowerAsync()).Dbm, 1e-6);
    }

    // The 8360 series has its output switch among the commands of the level.
    [Fact]
    public async Task SetOutput_On_SwitchesTheLevel()
    {
        await using TwinBench bench = await OpenAsync();
        await bench.Get<IRfGenerator>().SetOutputAsync(true);
        Assert.Equal("1", await bench.AskAsync(":POW:STAT?"));
    }

    [Fact]
    public async Task Sweep_Started_IsRefused()
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Equal("CW;-241,\"Hardware missing\"", await bench.AskAsync(":FREQ:MODE SWE;:FREQ:MODE?;:SYST:ERR?"));
    }
}
