using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers;
using Lab.Instruments.RfGenerators;
using Lab.Instruments.Terminals;
using Lab.Instruments.Tests.Benches;
using Lab.Mocks;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Safety;

/// <summary>An output that was on before the bench was opened counts in the limits from the first set-point on.</summary>
public sealed class SafetyGateObservationTests
{
    private static readonly Power Strong = Power.FromMicrowatts(900); // 226 µW at the junction after 6 dB; it bears 100 µW

    private readonly SafetyGate gate = new(ShippedBench.Read(), new VirtualClock());

    [Fact]
    public void Observe_GeneratorLeftOnTooStrong_LetsItOnlyBeSwitchedOffOrLowered()
    {
        gate.Observe("rf", SetPoint.Of(Channels.Power, Strong));
        gate.Observe("rf", SetPoint.Output(on: true));

        InstrumentException error = Assert.Throws<InstrumentException>(() => Check(
            SetPoint.Of(Channels.Frequency, Frequency.FromMegahertz(346))));
        Assert.Equal(
            "226.07 µW breaks the limit 'RF power at junction 'mtj' at most 100 µW' of bench 'spin-diode' (rf → port rf, loss 6 "
                + "dB → junction 'mtj', test). "
            + "Nothing was sent. Change the setting, or the limit in the bench file if the sample bears it.",
            error.Message);
        Check(SetPoint.Output(on: false));
        Check(SetPoint.Of(Channels.Power, Power.FromMicrowatts(10)));
        Check(SetPoint.Output(on: true));
    }

    [Fact]
    public void Observe_GeneratorLeftOff_DoesNotCountUntilItsPowerIsSetOrItIsSwitchedOn()
    {
        gate.Observe("rf", SetPoint.Of(Channels.Power, Strong));
        gate.Observe("rf", SetPoint.Output(on: false));

        Check(SetPoint.Of(Channels.Frequency, Frequency.FromMegahertz(346)));
        Assert.Throws<InstrumentException>(() => Check(SetPoint.Output(on: true)));
        Assert.Throws<InstrumentException>(() => Check(SetPoint.Of(Channels.Power, Strong)));
    }

    [Fact]
    public void FindExcesses_OutputsThatAreOff_DriveNothing()
    {
        gate.Observe("rf", SetPoint.Of(Channels.Power, Strong));
        gate.Observe("rf", SetPoint.Output(on: false));
        gate.Observe("smu", SetPoint.Of(Channels.Current, Current.FromMilliamperes(2)));
        gate.Observe("smu", SetPoint.Output(on: false));
        Assert.Empty(gate.FindExcesses());
        Assert.Null(gate.DescribeOutput("rf"));

        gate.Observe("rf", SetPoint.Output(on: true));

        Assert.Equal(
            "rf was left on: 226.07 µW is beyond the limit 'RF power at junction 'mtj' at most 100 µW'.",
            Assert.Single(gate.FindExcesses()).ToString());
        Assert.Equal("rf is on at 900 µW", gate.DescribeOutput("rf"));
    }

    [Fact]
    public async Task EndExcess_SeveralOutputsLeftOn_EndsThoseBeyondALimit()
    {
        BenchDefinition bench = ShippedBench.Read();
        var clock = new VirtualClock();
        using var twins = new VirtualBench(bench, 1, clock);
        foreach ((string name, string message) in new (string, string)[]
        {
            ("line", ":SOUR:FUNC CURR;:SOUR:LEV:AUTO 0.004;:OUTP 1"),
            ("rf", ":SOUR:POW 0 dBm;:OUTP 1")
        })
        {
            await twins.Find(name)!.ExecuteAsync(System.Text.Encoding.UTF8.GetBytes(message), default);
        }

        await using OpenBench open = await OpenBench.OpenAsync(bench, [twins], clock, simulation: null, default);
        Assert.NotEmpty(open.OutputsLeftOn);

        IReadOnlyList<string> ended = await open.EndExcessAsync(default);

        Assert.StartsWith("rf was left on: ", Assert.Single(ended), StringComparison.Ordinal);
        Assert.Equal("0", await AskAsync("rf"));
        Assert.Equal("1", await AskAsync("line")); // within its limits
        Assert.Empty(await open.EndExcessAsync(default));

        async Task<string> AskAsync(string name) =>
            System.Text.Encoding.UTF8.GetString((await twins.Find(name)!.ExecuteAsync(":OUTP?"u8.ToArray(), default)).Span);
    }

    [Fact]
    public async Task Open_GeneratorLeftOn_CountsInTheFirstCheck()
    {
        BenchDefinition bench = ShippedBench.Read();
        var clock = new VirtualClock();
        using var twins = new VirtualBench(bench, seed: 1, clock);
        await twins.Find("rf")!.ExecuteAsync(":SOUR:POW -1 dBm;:OUTP 1"u8.ToArray(), default);

        await using OpenBench open = await OpenBench.OpenAsync(bench, [twins], clock, simulation: null, default);

        IRfGenerator rf = open.Get<IRfGenerator>("rf");
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => rf.SetFrequencyAsync(Frequency.FromMegahertz(346)).AsTask());
        Assert.Equal(InstrumentFault.Limit, error.Fault);
        Assert.Empty(await open.MakeSafeAsync());
        Assert.False(await rf.GetOutputAsync());
    }

    private void Check(SetPoint setPoint)
    {
        gate.Check("rf", new ReadOnlySpan<SetPoint>(in setPoint), "test");
        gate.Confirm("rf");
    }
}
