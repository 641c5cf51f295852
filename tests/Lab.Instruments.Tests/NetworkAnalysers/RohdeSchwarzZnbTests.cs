using Lab.Instruments.NetworkAnalysers;

namespace Lab.Instruments.Tests.NetworkAnalysers;

public sealed class RohdeSchwarzZnbTests : NetworkAnalyserContract
{
    protected override string Driver => "rohde-schwarz-znb";

    [Fact]
    public async Task Open_EarlierUsersSweep_IsOneFrequencyOnHold()
    {
        await using TwinBench bench = await TwinBench.OpenAsync(Driver, rough: true);
        Assert.Equal(
            "0;POIN;0;ASC,0;'LabS21'", await bench.AskAsync(
                ":INIT1:CONT?;:SENS1:SWE:TYPE?;:SENS1:AVER?;:FORM?;:CALC1:PAR:SEL?"));
    }

    [Fact]
    public async Task Open_TracesOfTheUser_StayAsTheyAre()
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Equal("'Trc1,S11,LabS21,S21'", await bench.AskAsync(":CALC1:PAR:CAT?"));
        Assert.Equal(1000, bench.Get<INetworkAnalyser>().Settings.Bandwidth.Hertz);
    }
}
