using Lab.Instruments.NetworkAnalysers;

namespace Lab.Instruments.Tests.NetworkAnalysers;

public sealed class KeysightPnaTests : NetworkAnalyserContract
{
    protected override string Driver => "keysight-pna";

    [Fact]
    public async Task Open_EarlierUsersSweep_IsOneFrequencyOnHold()
    {
        // The rough twin has a measurement of the driver's name already, which is taken again.
        await using TwinBench bench = await TwinBench.OpenAsync(Driver, rough: true);
        Assert.Equal(
            "HOLD;CW;0;IMM;ASC,0;\"LabS21\"", await bench.AskAsync(
                ":SENS1:SWE:MODE?;:SENS1:SWE:TYPE?;:SENS1:AVER?;:TRIG:SOUR?;:FORM?;:CALC1:PAR:SEL?"));
    }

    [Fact]
    public async Task Open_Twice_MakesNoSecondMeasurement()
    {
        await using TwinBench bench = await OpenAsync();
        await bench.Get<IConnected>().ReopenAsync(default);
        Assert.Equal("\"Trc1,S11,LabS21,S21\"", await bench.AskAsync(":CALC1:PAR:CAT:EXT?"));
        Assert.Equal(20, bench.Get<INetworkAnalyser>().Settings.Averages);
    }
}
