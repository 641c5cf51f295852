using Lab.Instruments.RfGenerators;

namespace Lab.Instruments.Tests.RfGenerators;

public sealed class KeysightE8257DTests : RfGeneratorContract
{
    protected override string Driver => "keysight-e8257d";

    [Fact]
    public async Task ErrorQueue_Empty_AnswersWithPlusSign()
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Equal("+0,\"No error\"", await bench.AskAsync(":SYST:ERR?"));
    }

    [Fact]
    public async Task Open_AfterPreset_SwitchesModulationOff()
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Equal("0", await bench.AskAsync(":OUTP:MOD?"));
        Assert.Equal("1", await bench.AskAsync("*RST;:OUTP:MOD?"));
    }

    [Theory]
    [InlineData(":PHAS 90 DEG;:PHAS?", "1.5707963267948966")]
    [InlineData(":PHASE:ADJUST 0.5RAD;:PHAS?", "0.5")]
    [InlineData(":SOUR:SWE:DWEL1 5ms;:SOUR:SWE:DWEL?", "0.005")]
    [InlineData(":SOUR:SWE:POIN 11;:SOUR:SWE:POIN?", "11")]
    [InlineData(":SOUR:POW:STAR -20 dBm;STOP -10 DBM;STAR?;STOP?", "-20;-10")]
    [InlineData(":SOUR:LIST:TYPE LIST;TYPE?", "LIST")]
    [InlineData(":SOUR:LIST:FREQ 174MHz,346MHz;FREQ?;FREQ:POIN?", "174000000,346000000;2")]
    [InlineData(":LIST:POW -20,-31;POW?", "-20,-31")]
    [InlineData(":LIST:DWEL 0.1;DWEL?", "0.1")]
    [InlineData(":INIT:CONT ON;:INIT:CONT?", "1")]
    [InlineData(":lfo:sour int; :lfo:ampl 2.0vp; :lfo:stat on;:LFO:AMPL?;STAT?", "2;1")]
    [InlineData(":AM:INT:FREQ 1 kHz;:AM:INT:FUNC:SHAP TRI;:AM:INT:FREQ?;FUNC:SHAP?", "1000;TRI")]
    public async Task Setting_WrittenAsClientsDo_ReadsBack(string message, string answer)
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Equal(answer, await bench.AskAsync(message));
        Assert.Empty(await bench.Get<IRfGenerator>().ReadErrorsAsync());
    }

    [Fact]
    public async Task Sweep_Started_IsRefused()
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Equal("CW;-241,\"Hardware missing\"", await bench.AskAsync(":FREQ:MODE LIST;:FREQ:MODE?;:SYST:ERR?"));
    }
}
