using Lab.Instruments.TemperatureControllers;
using Lab.Quantities;

namespace Lab.Instruments.Tests.TemperatureControllers;

public sealed class LakeShore336Tests : TemperatureControllerContract
{
    protected override string Driver => "lakeshore-336";

    protected override double HighWatts => 50;

    protected override string HighRange => "high";

    // The manual's forms: KRDG? <input> ±nnn.nnn, RAMP? <output> n,±nnn.n, OUTMODE? n,n,n.
    [Fact]
    public async Task Queries_Manual_AnswerInTheirForms()
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Matches(@"^\+\d{3}\.\d{3}$", await bench.AskAsync("KRDG? A"));
        Assert.Equal("000;128", await bench.AskAsync("RDGST? A;RDGST? B"));
        Assert.Equal("1,+005.0;1,1,0;0", await bench.AskAsync("RAMP? 1;OUTMODE? 1;RANGE? 1"));
        Assert.Equal("+0050.0,+0020.0,+0000", await bench.AskAsync("PID? 1"));
    }

    [Fact]
    public async Task Open_InputInCelsius_IsSetToKelvin()
    {
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync("INTYPE A,1,0,1,0,2");
        await ((IConnected)bench.Get<ITemperatureController>()).OpenAsync(default);
        Assert.Equal("1,0,1,0,1", await bench.AskAsync("INTYPE? A"));
    }

    [Fact]
    public async Task Open_HeaterOnInCelsius_IsRefused()
    {
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync("INTYPE A,1,0,1,0,2;RANGE 1,1");
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => ((IConnected)bench.Get<ITemperatureController>()).OpenAsync(default).AsTask());
        Assert.Contains("show input A in kelvin", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stage_HeldByTheController_GivesTheSampleItsTemperature()
    {
        await using TwinBench bench = await OpenAsync();
        ITemperatureController controller = bench.Get<ITemperatureController>();
        await controller.SetHeaterAsync(true);
        await controller.SetTemperatureAsync(Temperature.FromKelvin(320));
        Assert.Equal(320, bench.Virtual.Stage.TemperatureKelvin, 0.1);
    }
}
