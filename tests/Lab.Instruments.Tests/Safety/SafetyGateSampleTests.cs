using Lab.Benches.Safety;
using Lab.Benches.Samples;
using Lab.Instruments.Clocks;
using Lab.Instruments.Terminals;
using Lab.Mocks.Parts;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Safety;

/// <summary>Quantities at the sample that follow from the wiring.</summary>
public sealed class SafetyGateSampleTests
{
    private static readonly FieldLineDefinition Left = new()
    {
        Name = "left",
        Junction = "mtj",
        Width = Length.FromMeters(1e-6),
        Thickness = Length.FromMeters(1e-7),
        Resistance = Resistance.FromOhms(10),
        CurrentDensityLimit = CurrentDensity.FromAmperesPerSquareMetre(1e11), // 10 mA in 1 µm × 100 nm
        PulseEnergyLimit = Energy.FromJoules(1e-9), // 1 V into 10 Ω for 10 ns
    };

    private readonly VirtualClock clock = new();

    [Fact]
    public void CurrentDensity_CountsAllSourcesAndLeakage()
    {
        SafetyGate gate = OnLines(
            ("a", SamplePort.FieldLine, "left", []),
            ("b", SamplePort.FieldLine, "left", []),
            ("c", SamplePort.FieldLine, "right", []));
        Set(gate, "a", Channels.Current, 4e-3);
        Set(gate, "c", Channels.Current, -10e-3); // a fifth of it leaks

        InstrumentException error = Assert.Throws<InstrumentException>(() => Set(gate, "b", Channels.Current, -4.1e-3));

        Assert.Equal(
            "101 GA/m2 breaks the limit 'current density in field line 'left' at most 100 GA/m2' of bench 'trial' (b → port "
                + "field-line → field line 'left', SET). "
            + "Nothing was sent. Change the setting, or the limit in the bench file if the sample bears it.",
            error.Message);
        Set(gate, "b", Channels.Current, -3.9e-3);
        Assert.Throws<InstrumentException>(() => Set(gate, "c", Channels.Current, 10.6e-3));
    }

    [Fact]
    public void PulseEnergy_IsSquareOfVoltageOverResistanceTimesWidth()
    {
        SafetyGate gate = OnLines(("pulser", SamplePort.Pulse, "left", []));
        Set(gate, "pulser", Channels.Amplitude, -0.05);
        Set(gate, "pulser", Channels.Width, 3.9e-6); // 0.975 nJ

        InstrumentException error = Assert.Throws<InstrumentException>(() => Set(gate, "pulser", Channels.Width, 4.1e-6));
        Assert.StartsWith(
            "1.025 nJ breaks the limit 'pulse energy in field line 'left' at most 1 nJ'",
            error.Message,
            StringComparison.Ordinal);
        Assert.Throws<InstrumentException>(() => Set(gate, "pulser", Channels.Amplitude, 0.06));
        Set(gate, "pulser", Channels.Width, 1e-6);
        Set(gate, "pulser", Channels.Amplitude, 0.099);
        Assert.Throws<InstrumentException>(() => Set(gate, "pulser", Channels.Amplitude, 0.11)); // 11 mA at its peak
    }

    [Fact]
    public void PulseEnergy_OutputOnWithoutAWidth_IsRefused()
    {
        SafetyGate gate = OnLines(("pulser", SamplePort.Pulse, "left", []));
        Set(gate, "pulser", Channels.Amplitude, 0.01);

        InstrumentException error = Assert.Throws<InstrumentException>(() => Set(gate, "pulser", Channels.Output, 1));
        Assert.StartsWith(
            "What 'pulse energy in field line 'left' at most 1 nJ' limits is not known", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CurrentOverThreshold_IsTheSumOfBiasesOverTheThreshold()
    {
        var sample = new SampleDefinition
        {
            Junctions = [new JunctionDefinition
            {
                Name = "mtj",
                ThresholdCurrent = Current.FromMilliamperes(0.5),
                CurrentOverThresholdLimit = 2
            }],
        };
        var gate = new SafetyGate(
            GateTrialBench.Of(sample, ("a", SamplePort.DcBias, null, []), ("b", SamplePort.DcBias, null, [])), clock);
        Set(gate, "a", Channels.Current, 0.6e-3);

        InstrumentException error = Assert.Throws<InstrumentException>(() => Set(gate, "b", Channels.Current, -0.5e-3));
        Assert.StartsWith(
            "2.2 breaks the limit 'current over threshold at junction 'mtj' at most 2'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void StoredEnergy_IsHalfOfInductanceTimesCurrentSquared()
    {
        SafetyGate gate = OnMagnet(
            new MagnetDefinition { Inductance = Inductance.FromHenries(0.1), StoredEnergyLimit = Energy.FromJoules(0.2) });
        Set(gate, "supply", Channels.Current, -2);

        InstrumentException error = Assert.Throws<InstrumentException>(() => Set(gate, "supply", Channels.Current, 2.1));
        Assert.StartsWith(
            "220.5 mJ breaks the limit 'energy stored in the magnet at most 200 mJ'", error.Message, StringComparison.Ordinal);
        Assert.Contains("(supply → port coil → magnet, SET)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FieldRate_LimitsTheRateOfTheCoilsCurrent()
    {
        SafetyGate gate = OnMagnet(new MagnetDefinition
        {
            Conversion = FieldPerCurrent.FromTeslaPerAmpere(0.05),
            FieldRateLimit = FieldRate.FromTeslaPerSecond(0.02)
        });
        Set(gate, "supply", Channels.Current, 0.05);
        clock.Advance(Duration.FromSeconds(0.5));

        Assert.Equal(0.4, gate.BoundsOf("supply", Channels.Current).PerSecond, 12);
        InstrumentException error = Assert.Throws<InstrumentException>(() => Set(gate, "supply", Channels.Current, 0.26));
        Assert.StartsWith(
            "420 mA per second breaks the limit 'dB/dt of the magnet at most 20 mT/s (by supply current)'",
            error.Message,
            StringComparison.Ordinal);
        Set(gate, "supply", Channels.Current, 0.25);
    }

    [Fact]
    public void LeftBeyondALimit_MayOnlyBecomeLess()
    {
        SafetyGate gate = OnMagnet(
            new MagnetDefinition { Inductance = Inductance.FromHenries(0.1), StoredEnergyLimit = Energy.FromJoules(0.2) });
        gate.Observe("supply", new SetPoint(Channels.Current, 5));
        gate.Observe("supply", SetPoint.Output(on: true));

        Assert.Throws<InstrumentException>(() => Set(gate, "supply", Channels.Current, 5.1));
        Assert.Throws<InstrumentException>(() => Set(gate, "supply", Channels.Current, -5));
        Set(gate, "supply", Channels.Current, 4.9);
    }

    [Fact]
    public void Check_ManySetPoints_MakesLittleGarbageAndIsQuick()
    {
        SafetyGate gate = OnLines(
            ("a", SamplePort.FieldLine, "left", [GateTrialBench.Limit(Channels.Current, Current.Definition, rate: 1, step: 1)]));
        Set(gate, "a", Channels.Current, 1e-3);
        const int checks = 1000;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < checks; i++)
        {
            Set(gate, "a", Channels.Current, 1e-3);
        }

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / checks, 0, 256);
    }

    private static void Set(SafetyGate gate, string instrument, string channel, double value)
    {
        var setPoint = new SetPoint(channel, value);
        gate.Check(instrument, new ReadOnlySpan<SetPoint>(in setPoint), "SET");
        gate.Confirm(instrument);
    }

    private SafetyGate OnMagnet(MagnetDefinition magnet) =>
        new(GateTrialBench.Of(new SampleDefinition { Magnet = magnet }, ("supply", SamplePort.Coil, null, [])), clock);

    private SafetyGate OnLines(params (string Name, SamplePort Port, string? Line, ChannelLimit[] Limits)[] instruments) => new(
        GateTrialBench.Of(
            new SampleDefinition
            {
                Junctions = [new JunctionDefinition { Name = "mtj" }],
                FieldLines = [Left, new FieldLineDefinition { Name = "right", Junction = "mtj", Leakage = -0.2 }],
            },
            instruments),
        clock);
}
