using Lab.Benches.Safety;
using Lab.Instruments.Clocks;
using Lab.Instruments.Terminals;
using Lab.Instruments.Tests.Benches;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Safety;

public class SafetyGateTests
{
    private readonly SafetyGate gate = new(ShippedBench.Read(), new VirtualClock());

    [Fact]
    public void Limits_OfTheShippedBench_AreInWords() => Assert.Equal(
        [
            "rf frequency at least 10 MHz",
            "rf frequency at most 6 GHz",
            "rf power at most 1 mW",
            "line current at least -15 mA",
            "line current at most 15 mA",
            "smu current at least -1 mA",
            "smu current at most 1 mA",
            "smu compliance at most 500 mV",
            "supply current at least -15 A",
            "supply current at most 15 A",
            "magnet field at least -700 mT",
            "magnet field at most 700 mT",
            "RF power at junction 'mtj' at most 100 µW",
            "current through junction 'mtj' at most 1 mA",
        ],
        gate.Limits);

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    public void Check_NotANumber_IsRefused(double value, string shown)
    {
        InstrumentException error = Refused("line", ":SOUR:LEV X", new SetPoint(Channels.Current, value));

        Assert.Equal(
            $"{shown} is not a value for the current (line, :SOUR:LEV X). Nothing was sent. Check the settings and the "
                + "calculation that led here.",
            error.Message);
    }

    [Theory]
    [InlineData(-1e-6, "-1 µW")]
    [InlineData(0.0, "0 W")]
    public void Check_PowerWithoutALevel_IsRefused(double watts, string shown)
    {
        InstrumentException error = Refused("rf", ":SOUR:POW NaN dBm", new SetPoint(Channels.Power, watts));

        Assert.Equal(
            $"{shown} is not a value for the power (rf, :SOUR:POW NaN dBm). Nothing was sent. Check the settings and the "
                + "calculation that led here.",
            error.Message);
    }

    [Fact]
    public void Check_UnknownInstrumentOrChannel_StillRefusesNaN() =>
        Refused("stranger", "SET", new SetPoint("voltage", double.NaN));

    [Fact]
    public void Check_AboveAChannelsMaximum_NamesValueLimitAndCommand()
    {
        InstrumentException error = Refused(
            "line", ":SOUR:LEV 0.016", SetPoint.Of(Channels.Current, Current.FromMilliamperes(16)));

        Assert.Equal(
            "16 mA breaks the limit 'line current at most 15 mA' of bench 'spin-diode' (line, :SOUR:LEV 0.016). "
            + "Nothing was sent. Change the setting, or the limit in the bench file if the sample bears it.",
            error.Message);
    }

    [Fact]
    public void Check_PowerAboveTheGeneratorsMaximum_NamesTheLossBehindIt()
    {
        InstrumentException error = Refused("rf", ":SOUR:POW 3 dBm", SetPoint.Of(Channels.Power, Power.FromMicrowatts(2000)));

        Assert.Equal(
            "2 mW breaks the limit 'rf power at most 1 mW' of bench 'spin-diode' (rf, before a loss of 6 dB on the way to the "
                + "sample, :SOUR:POW 3 dBm). "
            + "Nothing was sent. Change the setting, or the limit in the bench file if the sample bears it.",
            error.Message);
    }

    [Fact]
    public void Check_BelowAChannelsMinimum_NamesValueLimitAndCommand()
    {
        InstrumentException error = Refused("rf", ":SOUR:FREQ 1000", SetPoint.Of(Channels.Frequency, Frequency.FromHertz(1000)));

        Assert.Equal(
            "1 kHz breaks the limit 'rf frequency at least 10 MHz' of bench 'spin-diode' (rf, :SOUR:FREQ 1000). "
            + "Nothing was sent. Change the setting, or the limit in the bench file if the sample bears it.",
            error.Message);
    }

    [Fact]
    public void Check_ExactlyAtALimit_Passes()
    {
        gate.Check("line", [new SetPoint(Channels.Current, 0.015)], "SET");
        gate.Check("line", [new SetPoint(Channels.Current, -0.015)], "SET");

        Assert.Equal(0, gate.Approaches[0].Margin);
    }

    [Fact]
    public void Check_PowerAtTheJunction_CountsTheLossOnTheWay()
    {
        // 6 dB are a factor of 3.98: 398 µW at the generator are 100 µW at the junction.
        gate.Check("rf", [SetPoint.Of(Channels.Power, Power.FromMicrowatts(398))], "SET");

        InstrumentException error = Refused("rf", "SET", SetPoint.Of(Channels.Power, Power.FromMicrowatts(399)));

        Assert.StartsWith("100.2", error.Message, StringComparison.Ordinal);
        Assert.Contains(
            " µW breaks the limit 'RF power at junction 'mtj' at most 100 µW' of bench 'spin-diode' (rf → port rf, loss 6 dB → "
                + "junction 'mtj', SET). ",
            error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Check_OutputOnBeforeAnyPower_IsRefused()
    {
        InstrumentException error = Refused("rf", ":OUTP 1", SetPoint.Output(on: true));

        Assert.Equal(
            "What 'RF power at junction 'mtj' at most 100 µW' limits is not known, since an output would be on before all its "
                + "values were set (rf → port rf, loss 6 dB → junction 'mtj', :OUTP 1). Nothing was sent. Set the values before "
                + "the output is switched on.",
            error.Message);
    }

    [Fact]
    public void Check_TwoGenerators_AddUpAtTheJunction()
    {
        SafetyGate two = TwoGenerators();
        two.Check("rf", [SetPoint.Of(Channels.Power, Power.FromMicrowatts(60))], "SET");
        two.Confirm("rf");
        two.Check("second", [SetPoint.Of(Channels.Power, Power.FromMicrowatts(40))], "SET");

        Assert.Throws<InstrumentException>(() => two.Check(
            "second", [SetPoint.Of(Channels.Power, Power.FromMicrowatts(41))], "SET"));

        two.Check("rf", [SetPoint.Output(on: false)], "OFF");
        two.Confirm("rf");
        two.Check("second", [SetPoint.Of(Channels.Power, Power.FromMicrowatts(100))], "SET");
        Assert.Throws<InstrumentException>(() => two.Check("rf", [SetPoint.Output(on: true)], "ON"));
    }

    [Fact]
    public void Check_RefusedByTheJunction_LeavesStateAndApproachesAsTheyWere()
    {
        gate.Check("rf", [SetPoint.Of(Channels.Power, Power.FromMicrowatts(100)), SetPoint.Output(on: true)], "SET");
        IReadOnlyList<LimitApproach> before = gate.Approaches;

        Refused("rf", "SET", SetPoint.Of(Channels.Frequency, Frequency.FromGigahertz(5.99)), SetPoint.Of(
            Channels.Power, Power.FromMicrowatts(900)));

        Assert.Equal(before, gate.Approaches);
        gate.Check("rf", [SetPoint.Output(on: true)], "ON"); // would be refused, had the 900 µW been kept
    }

    [Fact]
    public void Check_SeveralSetPointsOneOfThemBad_RefusesAll()
    {
        Refused("smu", "SET", SetPoint.Of(Channels.Current, Current.FromMilliamperes(0.9)), SetPoint.Of(
            Channels.Compliance, Voltage.FromVolts(2)));

        Assert.DoesNotContain(gate.Approaches, approach => approach.Limit.StartsWith("smu", StringComparison.Ordinal));
    }

    [Fact]
    public void Approaches_KeepTheNearest()
    {
        gate.Check("line", [new SetPoint(Channels.Current, 0.010)], "SET");
        gate.Check("line", [new SetPoint(Channels.Current, 0.012)], "SET");
        gate.Check("line", [new SetPoint(Channels.Current, 0.001)], "SET");

        LimitApproach nearest = gate.Approaches[0];
        Assert.Equal("line current at most 15 mA", nearest.Limit);
        Assert.Equal("12 mA", nearest.Nearest);
        Assert.Equal(0.1, nearest.Margin, 12); // 3 mA of the 30 mA from -15 mA to 15 mA
    }

    [Fact]
    public void Approaches_OfALimitAtZero_HaveAMarginThatIsANumber()
    {
        var closed = new SafetyGate(
            ShippedBench.Read(("current: { min: -15 mA, max: 15 mA }", "current: { max: 0 mA }")), new VirtualClock());

        closed.Check("line", [new SetPoint(Channels.Current, 0)], "SET");

        Assert.Equal(0, Assert.Single(closed.Approaches).Margin);
    }

    private static SafetyGate TwoGenerators() => new(ShippedBench.Read(
        ("  voltmeter:\n    driver", "  second:\n    driver: keysight-e8257d\n    address: \"sim:\"\n  voltmeter:\n    driver"),
        ("  rf: { port: rf, loss: 6 dB }", "  rf: { port: rf }\n  second: { port: rf }"),
        ("safe_state: [rf,", "safe_state: [second, rf,")), new VirtualClock());

    private InstrumentException Refused(string instrument, string command, params SetPoint[] setPoints)
    {
        var error = Assert.Throws<InstrumentException>(() => gate.Check(instrument, setPoints, command));
        Assert.Equal(InstrumentFault.Limit, error.Fault);
        return error;
    }
}
