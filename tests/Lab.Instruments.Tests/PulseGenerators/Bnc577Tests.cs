using Lab.Instruments.Drivers.PulseGenerators;
using Lab.Instruments.PulseGenerators;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Instruments.Tests.PulseGenerators;

public sealed class Bnc577Tests : Bnc577Contract
{
    [Theory]
    [InlineData(":PULS1:WIDT 0.000120000", "ok")]
    [InlineData("PULS1:WIDTH 0.00012", "ok")]
    [InlineData(":PULS1:WIDT", "?4")]
    [InlineData(":PULS1:WIDE 0.00012", "?3")]
    [InlineData(":PULS1:WIDT 5000", "?5")]
    [InlineData("*TRG", "?8")]
    [InlineData(":PULS1:WIDT?", "0.00001000000")]
    public async Task Command_IsAnsweredAtOnce(string message, string answer)
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Equal(answer, await bench.AskAsync(message));
    }

    [Fact]
    public async Task Fire_SingleShots_TheGeneratorStandsAgainByItself()
    {
        await using TwinBench bench = await OpenOnLineAsync();
        IPulseGenerator pulser = await SetUpAsync(bench);
        await pulser.FireAsync();
        Assert.Equal("0", await bench.AskAsync(":PULS0:STATE?"));
        Assert.Equal("SING", await bench.AskAsync(":PULS0:MOD?"));
        Assert.Equal(1, bench.Virtual.Stage.PulsesAt("line")!.Count);
    }

    [Fact]
    public async Task Set_BetweenTwoSteps_AsksTheGateForWhatIsSent()
    {
        await using TwinBench bench = await OpenAsync();
        IPulseGenerator pulser = bench.Get<IPulseGenerator>();
        bench.Gate.Allows = setPoint => !(setPoint is { Channel: Channels.Amplitude, Value: > 4.995 });
        await Assert.ThrowsAsync<InstrumentException>(() => pulser.SetAmplitudeAsync(Voltage.FromVolts(4.995)).AsTask());
        Assert.Equal(2, (await pulser.GetAmplitudeAsync()).Volts);
        bench.Gate.Allows = setPoint => !(setPoint is { Channel: Channels.Width, Value: > 1.0001e-6 });
        await Assert.ThrowsAsync<InstrumentException>(() => pulser.SetWidthAsync(Duration.FromSeconds(1.0001300e-6)).AsTask());
        bench.Gate.Allows = _ => true;
        await pulser.SetWidthAsync(Duration.FromSeconds(1.00013e-6));
        Assert.Equal(1.00025e-6, bench.Gate.Passed.Last(each => each.SetPoint.Channel == Channels.Width).SetPoint.Value, 1e-15);
        await pulser.RepeatAsync(Frequency.FromHertz(3000));
        double sent = bench.Gate.Passed.Last(each => each.SetPoint.Channel == Channels.Repetition).SetPoint.Value;
        Assert.Equal(1 / 333.3335e-6, sent, 1e-6); // the next step that is not shorter
    }

    [Fact]
    public async Task SetAmplitude_Negative_IsRefusedAndNotSent()
    {
        await using TwinBench bench = await OpenAsync();
        IPulseGenerator pulser = bench.Get<IPulseGenerator>();
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => pulser.SetAmplitudeAsync(Voltage.FromVolts(-3)).AsTask());
        Assert.Equal("-3 V is negative, and the generator gives positive pulses alone", error.What);
        Assert.Equal(2, (await pulser.GetAmplitudeAsync()).Volts);
    }

    [Fact]
    public async Task Open_InvertedPulsesOnAnOutputThatIsOn_EndsThere()
    {
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync(":PULS1:POL INV;:PULS1:STATE ON");
        var pulser = (Bnc577)bench.Get<IPulseGenerator>();
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => pulser.OpenAsync(default).AsTask());
        Assert.Equal(InstrumentFault.Limit, error.Fault);
        Assert.StartsWith(
            "The output is on and the instrument is not set to pulses from low to high", error.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Channel_OfTheBenchFile_IsTheOneThatIsSet()
    {
        await using TwinBench bench = await TwinBench.OpenAsync(Driver, ("channel", "3"));
        await bench.Get<IPulseGenerator>().SetWidthAsync(Duration.FromSeconds(3e-6));
        Assert.Equal(3e-6, (await bench.Get<IPulseGenerator>().GetWidthAsync()).Seconds);
        Assert.Equal("0.00001000000", await bench.AskAsync(":PULS1:WIDT?"));
        Assert.Equal("4", await bench.AskAsync(":PULS3:MUX?"));
    }
}
