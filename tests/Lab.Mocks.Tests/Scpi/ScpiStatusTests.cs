using Lab.Mocks.Scpi;
using Lab.Quantities;

namespace Lab.Mocks.Tests.Scpi;

public sealed class ScpiStatusTests
{
    [Theory]
    [InlineData(-113, 32)] // command error
    [InlineData(-222, 16)] // execution error
    [InlineData(-310, 8)] // device-dependent error
    [InlineData(-410, 4)] // query error
    [InlineData(-500, 128)] // power on
    [InlineData(-600, 64)] // user request
    [InlineData(-700, 2)] // request control
    [InlineData(-800, 1)] // operation complete
    [InlineData(820, 8)] // an instrument's own
    public void Report_ErrorOfAClass_SetsItsEvent(int code, int bits)
    {
        var status = new ScpiStatus();
        status.TakeEventStatus();
        status.Report(code, "text");
        Assert.Equal(bits, status.TakeEventStatus());
        Assert.Equal(0, status.TakeEventStatus());
    }

    [Fact]
    public void EventStatus_AfterSwitchOn_HasPowerOn()
    {
        using var twin = new ExampleTwin();
        Assert.Equal("128;0", twin.Ask("*ESR?;*ESR?"));
    }

    [Fact]
    public void UnknownHeader_Sent_HasNoAnswerAndSetsCommandError()
    {
        using var twin = new ExampleTwin();
        twin.Ask("*CLS");
        Assert.Null(twin.Ask("WHATEVER?"));
        Assert.Equal("32;-113,\"Undefined header\"", twin.Ask("*ESR?;:SYST:ERR?"));
    }

    [Fact]
    public void Queue_Overflowing_KeepsTheOldestAndEndsWithOverflow()
    {
        using var twin = new ExampleTwin();
        twin.Ask("FREQ 1");
        for (int i = 0; i < 100; i++)
        {
            twin.Ask("NONSENSE");
        }

        string[] errors = [.. Enumerable.Range(0, 32).Select(_ => twin.Ask("SYST:ERR?")!)];
        Assert.Equal("-222,\"Data out of range\"", errors[0]);
        Assert.All(errors[1..31], error => Assert.Equal("-113,\"Undefined header\"", error));
        Assert.Equal("-350,\"Queue overflow\"", errors[31]);
        Assert.Equal("0,\"No error\"", twin.Ask("SYST:ERR?"));
    }

    [Fact]
    public void Queue_WithRoomAgain_TakesTheNextError()
    {
        using var twin = new ExampleTwin();
        twin.Ask(string.Join(';', Enumerable.Repeat("NONSENSE", 40)));
        twin.Ask("SYST:ERR?");
        twin.Ask("FREQ 1");
        string last = Assert.IsType<string>(twin.Ask("SYST:ERR:ALL?"));
        Assert.EndsWith("-350,\"Queue overflow\",-222,\"Data out of range\"", last, StringComparison.Ordinal);
    }

    [Fact]
    public void StatusByte_OfErrorsAndEvents_SumsThemUp()
    {
        using var twin = new ExampleTwin();
        Assert.Equal("0", twin.Ask("*CLS;*ESE 32;*SRE 32;*STB?"));
        twin.Ask("NONSENSE");
        Assert.Equal("100", twin.Ask("*STB?")); // error queue 4, event summary 32, request 64
        Assert.Equal("32;4", twin.Ask("*ESR?;*STB?")); // the event is read, the error is not
        Assert.Equal("0", twin.Ask("*CLS;*STB?"));
    }

    [Fact]
    public void EnableRegisters_Written_ReadBackWithoutTheRequestItself()
    {
        using var twin = new ExampleTwin();
        Assert.Equal("255;191", twin.Ask("*ESE 255;*SRE 255;*ESE?;*SRE?"));
        Assert.Equal("37;3", twin.Ask("*ESE #B100101;*SRE 2.6;*ESE?;*SRE?"));
    }

    [Fact]
    public void ClearStatus_Sent_LeavesTheEnableRegisters()
    {
        using var twin = new ExampleTwin();
        Assert.Equal("4;0;0", twin.Ask("*ESE 4;NONSENSE;*CLS;*ESE?;*ESR?;:SYST:ERR:COUN?"));
    }

    [Fact]
    public void OperationComplete_WhileBusy_IsSetWhenDone()
    {
        using var twin = new ExampleTwin();
        twin.Ask("*CLS;:BUSY;*OPC");
        Assert.Equal("0", twin.Ask("*ESR?"));
        twin.Time.Advance(Duration.FromSeconds(10));
        Assert.Equal("1", twin.Ask("*ESR?"));
    }

    [Theory]
    [InlineData("*CLS;:BUSY;*OPC?", "1")]
    [InlineData("*CLS;:BUSY;*WAI;*OPC;*ESR?", "1")]
    public void Waiting_WhileBusy_TakesBenchTime(string message, string answer)
    {
        using var twin = new ExampleTwin();
        Assert.Equal(answer, twin.Ask(message));
        Assert.InRange(twin.Time.GetTimestamp() * 1e-9, 10, 10.1);
    }

    [Fact]
    public void Waiting_AfterTheClockWasPutBack_IsForgotten()
    {
        using var twin = new ExampleTwin();
        twin.Time.Advance(Duration.FromSeconds(3600));
        twin.Ask("BUSY");
        twin.Time.Restart();
        Assert.Equal("1", twin.Ask("*OPC?"));
        Assert.InRange(twin.Time.GetTimestamp() * 1e-9, 0, 0.01);
    }
}
