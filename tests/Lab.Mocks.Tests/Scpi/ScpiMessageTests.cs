namespace Lab.Mocks.Tests.Scpi;

/// <summary>The forms of the messages of real clients, and the effects that they must have.</summary>
public sealed class ScpiMessageTests
{
    [Theory]
    [InlineData("FREQ 2e9;FREQ?\n")]
    [InlineData("FREQ 2e9;FREQ?\r\n")]
    [InlineData(":FREQ 2e+09 Hz;:FREQ?;")]
    [InlineData(";; :FREQ 2e9 ;;:FREQ?;;")]
    [InlineData(":freq:cw 2ghz;:frequency:fixed?")]
    [InlineData("SOURCE:FREQUENCY 2000 MHZ;:SOUR1:FREQ?")]
    [InlineData("Source:Frequency:Cw 2GHz;:sour:freq?")]
    [InlineData("FREQ2e9;FREQ?")]
    [InlineData("FREQ2.0e+09;FREQ?")]
    [InlineData("FREQ+2e9;FREQ?")]
    [InlineData("FREQ2.0E9 HZ;FREQ?")]
    [InlineData("SOUR:FREQ2000000000;FREQ?")]
    [InlineData("\tFREQ\t2e9 ; FREQ? ")]
    public void Message_AsClientsWriteIt_SetsAndReads(string message)
    {
        using var twin = new ExampleTwin();
        Assert.Equal("2000000000", twin.Ask(message));
        Assert.Equal("0,\"No error\"", twin.Ask("SYST:ERR?"));
    }

    [Theory]
    [InlineData(":*CLS")]
    [InlineData("*cls")]
    [InlineData(" *CLS ;")]
    public void CommonCommand_AnySpelling_IsTheSame(string message)
    {
        using var twin = new ExampleTwin();
        twin.Ask("NONSENSE");
        Assert.Null(twin.Ask(message));
        Assert.Equal("0,\"No error\"", twin.Ask("SYST:ERR?"));
    }

    [Theory]
    [InlineData("OUTP ON", "1")]
    [InlineData("OUTP on", "1")]
    [InlineData("OUTP1 1", "1")]
    [InlineData("OUTPUT:STATE 1.0", "1")]
    [InlineData("OUTP 1;OUTP OFF", "0")]
    [InlineData("OUTP 1;OUTP 0", "0")]
    [InlineData("OUTP 1;OUTP 0.4", "0")] // IEEE 488.2 rounds to an integer first
    [InlineData("OUTP -3", "1")]
    public void Switch_AnySpelling_ReadsBackAsDigit(string message, string answer)
    {
        using var twin = new ExampleTwin();
        Assert.Equal(answer, twin.Ask($"{message};OUTP?"));
    }

    [Theory]
    [InlineData("TRCA?1,0,5", "1+0+5")]
    [InlineData("TRCA? 1 , 0 , 5", "1+0+5")]
    [InlineData("OUTP ON;OUTP?;FREQ? MIN;FREQ? MAXIMUM;:FREQ? def", "1;1000;10000000000;1000000000")]
    [InlineData("FREQ MIN;FREQ?;FREQ MAX;FREQ?;FREQ DEF;FREQ?", "1000;10000000000;1000000000")]
    [InlineData("FUNC CURR;FUNC?;FUNC VOLTAGE;FUNC?", "CURR;VOLT")]
    [InlineData("SLVL0.500;SLVL?", "0.5")]
    [InlineData("SLVL5;SLVL?", "5")]
    [InlineData("SLVL-.5;SLVL?", "-0.5")]
    [InlineData("SLVL2.5E-1;SLVL?", "0.25")]
    [InlineData("SLVL 500mV;SLVL?", "0.5")]
    [InlineData("CHAN2 5;CHAN2:LEV?;CHAN?;CHAN1?", "5;0;0")]
    [InlineData("ITEM?;ITEM3?;GRO:ITEM4?;GRO2:ITEM?;GROUP2:ITEM9?", "1/1;1/3;1/4;2/1;2/9")]
    [InlineData("*IDN?;*OPC?", "Maker,Model,1,2;1")]
    [InlineData(":SLOW?;:FUNC?", "slow;VOLT")]
    public void Query_AsClientsWriteIt_Answers(string message, string answer)
    {
        using var twin = new ExampleTwin();
        Assert.Equal(answer, twin.Ask(message));
        Assert.Equal("0,\"No error\"", twin.Ask("SYST:ERR?"));
    }

    [Theory]
    [InlineData("FREQ:STAR 5;STOP?", "stop")] // continues at the level of the one before
    [InlineData("FREQ:STAR 5;*OPC;STOP?", "stop")] // a common command keeps the level
    [InlineData("FREQ:STAR 5;:FREQ:STOP?", "stop")] // a colon goes back to the root
    [InlineData("FREQ:STAR 5;FREQ:STOP?", "stop")] // many instruments also take it from the root
    [InlineData("FREQ:STAR 5;NONSENSE;FREQ:STOP?", "stop")] // an error does not end the message
    [InlineData("SYST:ERR:COUN?;NEXT?", "0;0,\"No error\"")]
    public void Path_OfACompoundMessage_FollowsTheRules(string message, string answer)
    {
        using var twin = new ExampleTwin();
        Assert.Equal(answer, twin.Ask(message));
    }

    [Fact]
    public void Path_OfANewMessage_StartsAtTheRoot()
    {
        using var twin = new ExampleTwin();
        twin.Ask("FREQ:STAR 5");
        Assert.Null(twin.Ask("STOP?"));
    }

    [Theory]
    [InlineData("NONSENSE 1", -113, "Undefined header")]
    [InlineData("FREQUE 1", -113, "Undefined header")] // neither the short nor the long form
    [InlineData("*NONSENSE?", -113, "Undefined header")]
    [InlineData("*IDN", -113, "Undefined header")]
    [InlineData("FREQ::CW 1e9", -113, "Undefined header")]
    [InlineData("OUTP5 ON", -114, "Header suffix out of range")]
    [InlineData("OUTP0 ON", -114, "Header suffix out of range")]
    [InlineData("OUTP99999999999999999999 ON", -114, "Header suffix out of range")]
    [InlineData("!", -101, "Invalid character")]
    [InlineData(":", -101, "Invalid character")]
    [InlineData("?", -101, "Invalid character")]
    [InlineData("FREQ ,1", -103, "Invalid separator")]
    [InlineData("FREQ 1e9,", -103, "Invalid separator")]
    [InlineData("FREQ 1e9,;", -103, "Invalid separator")]
    [InlineData("DATA 'a' 'b'", -103, "Invalid separator")]
    [InlineData("FREQ Hz", -104, "Data type error")]
    [InlineData("FREQ '1e9'", -104, "Data type error")]
    [InlineData("FREQ #13abc", -104, "Data type error")]
    [InlineData("FREQ 1.2.3", -104, "Data type error")]
    [InlineData("FREQ 1e9,2", -108, "Parameter not allowed")]
    [InlineData("OUTP 1,0", -108, "Parameter not allowed")]
    [InlineData("FUNC CURR,VOLT", -108, "Parameter not allowed")]
    [InlineData("FREQ? MIN,1", -108, "Parameter not allowed")]
    [InlineData("SLOW? 1", -108, "Parameter not allowed")]
    [InlineData("*IDN? 1", -108, "Parameter not allowed")]
    [InlineData("FREQ", -109, "Missing parameter")]
    [InlineData("TRCA?1,0", -109, "Missing parameter")]
    [InlineData("VAL #", -120, "Numeric data error")]
    [InlineData("VAL #H", -120, "Numeric data error")]
    [InlineData("VAL #Z12", -120, "Numeric data error")]
    [InlineData("VAL #HG", -121, "Invalid character in number")]
    [InlineData("VAL #B2", -121, "Invalid character in number")]
    [InlineData("VAL #Q8", -121, "Invalid character in number")]
    [InlineData("VAL 1e32001", -123, "Exponent too large")]
    [InlineData("VAL 1e-99999999999999999999", -123, "Exponent too large")]
    [InlineData("FREQ 1e9 V", -131, "Invalid suffix")]
    [InlineData("FREQ 1e9 XHz", -131, "Invalid suffix")]
    [InlineData("VAL 1 V", -138, "Suffix not allowed")]
    [InlineData("DATA \"abc", -151, "Invalid string data")]
    [InlineData("DATA 'abc''", -151, "Invalid string data")]
    [InlineData("DATA #15abc", -161, "Invalid block data")]
    [InlineData("DATA #9123456789", -161, "Invalid block data")]
    [InlineData("DATA #2x", -161, "Invalid block data")]
    [InlineData("DATA (@1,2", -171, "Invalid expression")]
    [InlineData("FREQ 1", -222, "Data out of range")]
    [InlineData("FREQ 1e999", -222, "Data out of range")]
    [InlineData("FREQ INF", -222, "Data out of range")]
    [InlineData("FREQ NAN", -222, "Data out of range")]
    [InlineData("*ESE 256", -222, "Data out of range")]
    [InlineData("VAL #HFFFFFFFFFFFFFFFF", -222, "Data out of range")]
    [InlineData("FUNC POW", -224, "Illegal parameter value")]
    public void Fault_OfEachKind_HasItsNumberAndChangesNothing(string message, int code, string text)
    {
        using var twin = new ExampleTwin();
        Assert.Null(twin.Ask(message));
        Assert.Equal($"{code},\"{text}\"", twin.Ask("SYST:ERR?"));
        Assert.Equal("1000000000;0;VOLT;0,\"No error\"", twin.Ask("FREQ?;OUTP?;FUNC?;:SYST:ERR?"));
    }

    [Fact]
    public void Header_VeryLong_IsTooLong()
    {
        using var twin = new ExampleTwin();
        Assert.Null(twin.Ask(new string('A', 1_000_000)));
        Assert.Equal("-112,\"Program mnemonic too long\"", twin.Ask("SYST:ERR?"));
    }

    [Fact]
    public void Number_VeryLong_HasTooManyDigits()
    {
        using var twin = new ExampleTwin();
        Assert.Null(twin.Ask($"VAL {new string('1', 300)}"));
        Assert.Equal("-124,\"Too many digits\"", twin.Ask("SYST:ERR?"));
    }

    [Fact]
    public void Message_OfTooManyCommands_IsTooMuchData()
    {
        using var twin = new ExampleTwin();
        Assert.Null(twin.Ask(string.Join(';', Enumerable.Repeat("OUTP 1", 5000))));
        Assert.Equal("-223,\"Too much data\"", twin.Ask("SYST:ERR?"));
    }

    [Theory]
    [InlineData("DATA #15a;\nb,", "a;\nb,")] // counted bytes may be anything
    [InlineData("DATA #205hello", "hello")]
    [InlineData("DATA #10", "")]
    [InlineData("DATA #0a;\nb;*RST", "a;\nb;*RST")] // indefinite: up to the end of the message
    [InlineData("DATA \"it\"\"s; a,b\"", "it\"s; a,b")]
    [InlineData("DATA 'say \"hi\"'", "say \"hi\"")]
    [InlineData("DATA ''", "")]
    [InlineData("DATA (@1,3:5)", "(@1,3:5)")]
    [InlineData("DATA #13\xff\x00\x80", "\xff\x00\x80")]
    public void Data_OfAnyBytes_ComesThroughUnchanged(string message, string data)
    {
        using var twin = new ExampleTwin();
        Assert.Null(twin.Ask(message));
        Assert.Equal("0,\"No error\"", twin.Ask("SYST:ERR?"));
        Assert.Equal(data.Length == 0 ? null : data, twin.Ask("DATA?"));
    }

    [Fact]
    public void Block_FollowedByACommand_DoesNotSwallowIt()
    {
        using var twin = new ExampleTwin();
        Assert.Equal("a;b;1", twin.Ask("DATA #13a;b;DATA?;OUTP 1;OUTP?"));
    }
}
