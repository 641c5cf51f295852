using Lab.Instruments.Benches;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers;
using Lab.Instruments.RfGenerators;
using Lab.Instruments.Safety;
using Lab.Instruments.Tests.Benches;
using Lab.Mocks;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Safety;

/// <summary>What was on before the bench was opened counts in the limits from the first set-point on.</summary>
public sealed class SafetyGateObservationTests
{
    private static readonly Power Strong = Power.FromMicrowatts(900); // 226 µW at the junction behind 6 dB; it bears 100 µW

    private readonly SafetyGate gate = new(ShippedBench.Read(), new VirtualClock());

    [Fact]
    public void Observe_GeneratorLeftOnTooStrong_LetsItOnlyBeSwitchedOffOrLowered()
    {
        gate.Observe("rf", SetPoint.Of(Channels.Power, Strong));
        gate.Observe("rf", SetPoint.Output(on: true));

        InstrumentException error = Assert.Throws<InstrumentException>(() => Check(SetPoint.Of(Channels.Frequency, Frequency.FromMegahertz(346))));
        Assert.Equal(
            "226.07 µW breaks the limit 'RF power at junction 'mtj' at most 100 µW' of bench 'spin-diode' (rf → port rf, loss 6 dB → junction 'mtj', test). "
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
    public async Task Open_GeneratorLeftOn_CountsInTheFirstCheck()
    {
        BenchDefinition bench = ShippedBench.Read();
        var clock = new VirtualClock();
        using var twins = new VirtualBench(bench, seed: 1, clock);
        await twins.Find("rf")!.ExecuteAsync(":SOUR:POW -1 dBm;:OUTP 1"u8.ToArray(), default);

        await using OpenBench open = await OpenBench.OpenAsync(bench, [twins], clock, simulation: null, default);

        IRfGenerator rf = open.Get<IRfGenerator>("rf");
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => rf.SetFrequencyAsync(Frequency.FromMegahertz(346)).AsTask());
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
