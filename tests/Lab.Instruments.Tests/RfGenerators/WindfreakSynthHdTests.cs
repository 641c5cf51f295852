using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers.RfGenerators;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.RfGenerators;
using Lab.Instruments.Tests.Sessions;
using Lab.Quantities;

namespace Lab.Instruments.Tests.RfGenerators;

public sealed class WindfreakSynthHdTests : RfGeneratorContract
{
    /// <summary>Half a period of 137 Hz is 3649.6 µs, of which the generator makes 3650.</summary>
    internal const double WholeMicroseconds = 2e-4;

    protected override string Driver => "windfreak-synthhd";

    protected override bool HasFullIdentity => false;

    protected override string BeyondMessage => Beyond("1000");

    protected override double ModulationTolerance => WholeMicroseconds;

    // The list that the instrument prints of its commands, as pyHegel's driver records it of a SynthHD PRO v2.
    [Theory]
    [InlineData("C1C?", "1")]
    [InlineData("C0f10000f?", "10000.00000000")]
    [InlineData("W-19.5W?", "-19.500")]
    [InlineData("E1r1h1E?", "1")]
    [InlineData("Z?", "3")]
    [InlineData("*?", "27.00000000")]
    [InlineData("P?O?", "1\n10")]
    [InlineData("^?", "1")]
    [InlineData("v0", "Firmware Version 3.25")]
    [InlineData("v1", "Hardware Version 2.06")]
    [InlineData("v2", "HDPRO")]
    [InlineData("-", "1230")]
    public async Task Letters_AsTheInstrumentListsThem_AreAnswered(string message, string answer)
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Equal(answer, await bench.AskAsync(message));
    }

    // The second and third are what the trial 'fuzz' ended in a stack with.
    [Theory]
    [InlineData("WFT SynthHD 1230", "SynthHD", "1230")]
    [InlineData("WFT!nSynthHD 0", "WFT!nSynthHD", "0")]
    [InlineData("WFT, one SynthHDPro v2", "SynthHDPro", "0")]
    public async Task Open_IdentityInWords_IsTakenApart(string answer, string model, string serialNumber)
    {
        var wire = new FakeWire();
        var session = new InstrumentSession(
            "rf", wire, new TwinBench.RecordingGate(), new VirtualClock(), WindfreakSynthHd.Description.Manners);
        await using var generator = new WindfreakSynthHd(session, "0", Frequency.FromHertz(0.1));
        wire.Answers(answer, answer).Answers([.. Enumerable.Repeat("0", 20)]);

        await generator.OpenAsync(default);

        Assert.Equal(new InstrumentIdentity("Windfreak", model, serialNumber, "0"), generator.Identity);
    }

    [Fact]
    public async Task Open_SweepPulsesAndTriggerOfAnEarlierUser_AreOver()
    {
        await using TwinBench bench = await TwinBench.OpenAsync(Driver, rough: true);
        Assert.Equal("0\n0\n0\n0\n0\n0", await bench.AskAsync("g?c?n?A?j?w?"));
        Assert.Equal("2450.00000000", await bench.AskAsync("C0f?")); // what drives the sample stays
    }

    [Fact]
    public async Task SetFrequency_OfTheSecondOutput_LeavesTheFirst()
    {
        await using TwinBench bench = await TwinBench.OpenAsync(Driver, ("channel", "1"));
        await bench.Get<IRfGenerator>().SetFrequencyAsync(Frequency.FromMegahertz(346));
        Assert.Equal("1000.00000000", await bench.AskAsync("C0f?"));
        Assert.Equal("346.00000000", await bench.AskAsync("C1f?"));
    }

    [Fact]
    public async Task SetOutput_ReferenceThatIsMissing_SaysSo()
    {
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync("x0");
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => bench.Get<IRfGenerator>().SetOutputAsync(true).AsTask());
        Assert.Equal(
            "The synthesiser is not locked (device, C0E1r1h1). Where its reference is external, check its cable; 'x1' chooses "
            + "the internal one.",
            error.Message);
    }

    // Data sheet of the SynthHD PRO v2: levels from -40 dBm on; the least that is taken is lower.
    [Theory]
    [InlineData(1e9, -55)]
    [InlineData(18e9, 19)]
    public async Task SetPower_ThatTheGeneratorCannotHold_IsRefused(double hertz, double dbm)
    {
        await using TwinBench bench = await OpenAsync();
        IRfGenerator rf = bench.Get<IRfGenerator>();
        await rf.SetFrequencyAsync(Frequency.FromHertz(hertz));
        await rf.SetOutputAsync(true);
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => rf.SetPowerAsync(Power.FromDbm(dbm)).AsTask());
        Assert.Equal(InstrumentFault.Refused, error.Fault);
        Assert.StartsWith("The generator cannot hold its level at this frequency", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetOutput_MutedAlone_CountsAsOn()
    {
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync("C0E1r1h0");
        Assert.True(await bench.Get<IRfGenerator>().GetOutputAsync());
    }

    internal static string Beyond(string megahertz) =>
        $"The frequency is {Frequency.FromMegahertz(double.Parse(megahertz, System.Globalization.CultureInfo.InvariantCulture))} "
        + "and not 900 GHz (device, C0f900000.00000000). Choose one of its range and channel spacing, or allow more in "
        + "'frequency_step'.";
}
