using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Benches.Twins;
using Lab.Instruments.PulseGenerators;
using Lab.Instruments.Terminals;
using Lab.Mocks.Parts;
using Lab.Mocks.Stages;
using Lab.Quantities;

namespace Lab.Instruments.Tests.PulseGenerators;

/// <summary>The contract that every pulse generator's driver must hold to.</summary>
public abstract class PulseGeneratorContract : InstrumentContract
{
    /// <summary>How much wider the pulses of the contract are than this generator's: 50 ns by this number.</summary>
    protected virtual double Narrower => 1;

    /// <summary>The delay of the contract.</summary>
    protected virtual double DelaySeconds => -10e-9;

    /// <summary>The amplitude that the generator gives for one that is wanted.</summary>
    protected virtual double Given(double volts) => volts;

    /// <summary>An amplitude that the generator can be set to in the place of one that it cannot.</summary>
    protected virtual double Settable(double volts) => volts;

    /// <summary>A width beyond the generator's longest.</summary>
    protected virtual double TooWideSeconds => 10;

    /// <summary>How somebody at the front panel sets the generator to external triggers.</summary>
    protected abstract IReadOnlyList<string> ExternalTrigger { get; }

    private double SetUpVolts => Given(2);

    private double BearableJoules => 10e-9 / Narrower;

    private double WidthSeconds => 50e-9 / Narrower;

    [Theory]
    [InlineData(1, 40e-9, 1000)]
    [InlineData(-2.5, 100e-9, 10)]
    public async Task Set_AmplitudeWidthDelayAndRepetition_ReadBackEqual(double volts, double seconds, double hertz)
    {
        seconds /= Narrower;
        volts = Settable(volts);
        await using TwinBench bench = await OpenAsync();
        IPulseGenerator pulser = bench.Get<IPulseGenerator>();
        await pulser.SetAmplitudeAsync(Voltage.FromVolts(volts));
        await pulser.SetWidthAsync(Duration.FromSeconds(seconds));
        await pulser.SetDelayAsync(Duration.FromSeconds(DelaySeconds));
        await pulser.RepeatAsync(Frequency.FromHertz(hertz));
        Assert.Equal(Given(volts), (await pulser.GetAmplitudeAsync()).Volts, 1e-3);
        Assert.Equal(seconds, (await pulser.GetWidthAsync()).Seconds, seconds * 1e-3);
        Assert.Equal(DelaySeconds, (await pulser.GetDelayAsync()).Seconds, 1e-12);
        Assert.Equal(hertz, (await pulser.GetRepetitionAsync()).Hertz, hertz * 1e-3);
        await pulser.HoldAsync();
        Assert.Equal(0, (await pulser.GetRepetitionAsync()).Hertz);
    }

    [Fact]
    public async Task Fire_OnHold_GivesOnePulse()
    {
        await using TwinBench bench = await OpenOnLineAsync();
        IPulseGenerator pulser = await SetUpAsync(bench);
        Assert.Null(bench.Virtual.Stage.PulsesAt("line"));
        await pulser.FireAsync();
        await pulser.FireAsync();
        DeliveredPulses? pulses = bench.Virtual.Stage.PulsesAt("line");
        Assert.Equal(2, pulses!.Count);
        Assert.Equal(SetUpVolts, pulses.Amplitude.Volts, 1e-12);
        Assert.Equal(SetUpVolts * SetUpVolts / 50 * WidthSeconds, pulses.Energy.Joules, 1e-15); // 4 nJ of 2 V for 50 ns
    }

    [Fact]
    public async Task Fire_OutputOffOrRepeating_IsRefusedAndNothingIsGiven()
    {
        await using TwinBench bench = await OpenOnLineAsync();
        IPulseGenerator pulser = bench.Get<IPulseGenerator>();
        await pulser.HoldAsync();
        Assert.Equal(
            InstrumentFault.Refused, (await Assert.ThrowsAsync<InstrumentException>(() => pulser.FireAsync().AsTask())).Fault);
        await pulser.RepeatAsync(Frequency.FromHertz(10));
        Assert.Null(bench.Virtual.Stage.PulsesAt("line"));
        await pulser.SetOutputAsync(true);
        long before = bench.Virtual.Stage.PulsesAt("line")!.Count;
        Assert.Equal(
            InstrumentFault.Refused, (await Assert.ThrowsAsync<InstrumentException>(() => pulser.FireAsync().AsTask())).Fault);
        Assert.Equal(before, bench.Virtual.Stage.PulsesAt("line")!.Count);
    }

    [Fact]
    public async Task Repeat_ForASecond_GivesAPulseEachPeriod()
    {
        await using TwinBench bench = await OpenOnLineAsync();
        IPulseGenerator pulser = await SetUpAsync(bench);
        await pulser.RepeatAsync(Frequency.FromHertz(100));
        long before = bench.Virtual.Stage.PulsesAt("line")!.Count;
        long began = bench.Clock.GetTimestamp();
        bench.Clock.Advance(Duration.FromSeconds(1));
        await pulser.HoldAsync();
        double seconds = (bench.Clock.GetTimestamp() - began) * 1e-9; // with the time that the message takes
        Assert.InRange(bench.Virtual.Stage.PulsesAt("line")!.Count - before, 100, 1 + (100 * seconds));
        long held = bench.Virtual.Stage.PulsesAt("line")!.Count;
        bench.Clock.Advance(Duration.FromSeconds(1));
        Assert.False((await pulser.GetRepetitionAsync()).Hertz > 0);
        Assert.Equal(held, bench.Virtual.Stage.PulsesAt("line")!.Count);
    }

    [Fact]
    public async Task AwaitTriggers_EachTrigger_GivesOnePulseAfterTheDelay()
    {
        await using TwinBench bench = await OpenOnLineAsync();
        List<TriggerMoment> pulses = [];
        bench.Virtual.Stage.Within(() => bench.Virtual.Stage.Triggers.Listen("device", pulses.Add));
        IPulseGenerator pulser = await SetUpAsync(bench);
        double delay = Math.Abs(DelaySeconds);
        await pulser.SetDelayAsync(Duration.FromSeconds(delay));
        Trigger(bench, 1);
        Assert.Null(bench.Virtual.Stage.PulsesAt("line")); // on hold, edges do not count

        await pulser.AwaitTriggersAsync(Frequency.FromHertz(30));
        for (int shot = 0; shot < 3; shot++)
        {
            Trigger(bench, 10 + shot);
        }

        Assert.Equal(3, bench.Virtual.Stage.PulsesAt("line")!.Count);
        Assert.Equal([10, 11, 12], pulses.Select(pulse => pulse.EpochSeconds));
        Assert.All(pulses, pulse => Assert.Equal(delay, pulse.OffsetSeconds, 1e-12));
        Assert.Equal(30, (await pulser.GetRepetitionAsync()).Hertz);
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => pulser.FireAsync().AsTask());
        Assert.Equal(InstrumentFault.Refused, error.Fault);

        await pulser.HoldAsync();
        Trigger(bench, 20);
        Assert.Equal(3, bench.Virtual.Stage.PulsesAt("line")!.Count);
        Assert.Equal(0, (await pulser.GetRepetitionAsync()).Hertz);
    }

    [Fact]
    public async Task AwaitTriggers_OutputOff_GivesNone()
    {
        await using TwinBench bench = await OpenOnLineAsync();
        IPulseGenerator pulser = await SetUpAsync(bench);
        await pulser.AwaitTriggersAsync(Frequency.FromHertz(30));
        await pulser.SetOutputAsync(false);
        Trigger(bench, 10);
        Assert.Null(bench.Virtual.Stage.PulsesAt("line"));
        await pulser.SetOutputAsync(true);
        Trigger(bench, 11);
        Assert.Equal(1, bench.Virtual.Stage.PulsesAt("line")!.Count);
    }

    [Fact]
    public async Task GetRepetition_TriggersThatNobodyHereAskedFor_IsRefused()
    {
        await using TwinBench bench = await OpenOnLineAsync();
        IPulseGenerator pulser = await SetUpAsync(bench);
        foreach (string message in ExternalTrigger)
        {
            await bench.AskAsync(message);
        }

        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => pulser.GetRepetitionAsync().AsTask());
        Assert.Equal(InstrumentFault.Refused, error.Fault);
        Assert.StartsWith(
            "The generator waits for triggers that this program did not ask for", error.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fire_MoreEnergyThanTheLineBears_DestroysIt()
    {
        await using TwinBench bench = await OpenOnLineAsync();
        IPulseGenerator pulser = await SetUpAsync(bench);
        await pulser.SetAmplitudeAsync(Voltage.FromVolts(4));
        await pulser.FireAsync();
        var given = Voltage.FromVolts(Given(4));
        var width = Duration.FromSeconds(WidthSeconds);
        var energy = Energy.FromJoules(given.Volts * given.Volts / 50 * WidthSeconds); // 16 nJ of 4 V for 50 ns
        Assert.Equal(
            $"field line 'line' was destroyed: a pulse of {energy} burnt it through, which bears "
                + $"{Energy.FromJoules(BearableJoules)} (device at {given}, {width})",
            bench.Virtual.Stage.Damage?.ToString());
        Assert.Equal(double.PositiveInfinity, bench.Virtual.Stage.LoadOf("device").Resistance.Ohms);
        await pulser.FireAsync();
        Assert.Equal(1, bench.Virtual.Stage.PulsesAt("line")!.Count);
    }

    [Fact]
    public async Task Set_ForbiddenByTheGate_IsNotSent()
    {
        await using TwinBench bench = await OpenOnLineAsync();
        IPulseGenerator pulser = await SetUpAsync(bench);
        await AssertGatedAsync(bench, Channels.Amplitude, () => pulser.SetAmplitudeAsync(Voltage.FromVolts(3)).AsTask());
        var wider = Duration.FromSeconds(WidthSeconds * 1.8);
        await AssertGatedAsync(bench, Channels.Width, () => pulser.SetWidthAsync(wider).AsTask());
        await AssertGatedAsync(bench, Channels.Repetition, () => pulser.RepeatAsync(Frequency.FromHertz(10)).AsTask());
        await AssertGatedAsync(
            bench, Channels.Repetition, () => pulser.AwaitTriggersAsync(Frequency.FromHertz(10)).AsTask());
        await AssertGatedAsync(bench, Channels.Output, () => pulser.SetOutputAsync(true).AsTask());
        await AssertGatedAsync(bench, Channels.Output, () => pulser.FireAsync().AsTask());
        Assert.Equal(SetUpVolts, (await pulser.GetAmplitudeAsync()).Volts, 1e-3);
        Assert.Equal(WidthSeconds, (await pulser.GetWidthAsync()).Seconds, 1e-12);
        Assert.Equal(0, (await pulser.GetRepetitionAsync()).Hertz);
        Assert.Null(bench.Virtual.Stage.PulsesAt("line"));
    }

    [Fact]
    public async Task MakeSafe_Repeating_SwitchesOffAndHolds()
    {
        await using TwinBench bench = await OpenOnLineAsync();
        IPulseGenerator pulser = await SetUpAsync(bench);
        await pulser.RepeatAsync(Frequency.FromHertz(100));
        await pulser.MakeSafeAsync();
        Assert.False(await pulser.GetOutputAsync());
        Assert.Equal(0, (await pulser.GetRepetitionAsync()).Hertz);
    }

    [Fact]
    public async Task SetWidth_BeyondTheInstrument_IsRefused()
    {
        await using TwinBench bench = await OpenAsync();
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => bench.Get<IPulseGenerator>().SetWidthAsync(Duration.FromSeconds(TooWideSeconds)).AsTask());
        Assert.Equal(InstrumentFault.Refused, error.Fault);
    }

    /// <summary>On hold, 2 V for 50 ns or the narrower width, output on.</summary>
    protected async Task<IPulseGenerator> SetUpAsync(TwinBench bench)
    {
        IPulseGenerator pulser = bench.Get<IPulseGenerator>();
        await pulser.HoldAsync();
        await pulser.SetAmplitudeAsync(Voltage.FromVolts(2));
        await pulser.SetWidthAsync(Duration.FromSeconds(WidthSeconds));
        await pulser.SetOutputAsync(true);
        return pulser;
    }

    private static void Trigger(TwinBench bench, double seconds) => bench.Virtual.Stage.Within(
        () => bench.Virtual.Stage.Triggers.Give(new TriggerMoment(seconds, 0)));

    /// <summary>The generator on a line of 50 Ω that bears 10 nJ, or less where pulses are narrower.</summary>
    protected Task<TwinBench> OpenOnLineAsync() => TwinBench.OpenAsync(
        [("device", Driver, [])],
        new SampleDefinition
        {
            Junctions = [new JunctionDefinition { Name = "junction" }],
            FieldLines =
            [
                new FieldLineDefinition
                {
                    Name = "line",
                    Junction = "junction",
                    Resistance = Resistance.FromOhms(50),
                    Twin = new FieldLineTwin { DestructionEnergy = Energy.FromJoules(BearableJoules) },
                },
            ],
        },
        [new WiringDefinition("device", SamplePort.Pulse, "line", default)],
        rough: IsRough);
}
