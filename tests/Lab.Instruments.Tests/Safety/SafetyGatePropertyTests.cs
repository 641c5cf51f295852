using FsCheck;
using FsCheck.Fluent;
using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Benches.Samples;
using Lab.Instruments.Clocks;
using Lab.Instruments.Terminals;
using Lab.Instruments.Tests.Benches;

namespace Lab.Instruments.Tests.Safety;

/// <summary>Whatever passes the gate, in whatever order, breaks no limit; what does not pass changes nothing.</summary>
public class SafetyGatePropertyTests
{
    private const int Sequences = 8000;

    // One part in 1e12: the sums are taken in another order here.
    private const double Rounding = 1 + 1e-12;

    private static readonly BenchDefinition Bench = ShippedBench.Read(
        ("  voltmeter:\n    driver", "  second:\n    driver: keysight-e8257d\n    address: \"sim:\"\n  voltmeter:\n    driver"),
        ("  line:\n    driver", "  bias:\n    driver: keithley-6221\n    address: \"sim:\"\n  line:\n    driver"),
        ("  rf: { port: rf, loss: 6 dB }", "  rf: { port: rf, loss: 6 dB }\n  second: { port: rf, loss: 3 dB }\n  bias: { port: "
            + "dc-bias }"),
        ("  field_lines:\n", "    second: { limits: { rf_power: 50 uW, current: 500 uA } }\n    third: {}\n  field_lines:\n"),
        ("safe_state: [rf,", "safe_state: [second, bias, rf,"));

    private static readonly Gen<double> Value = Gen.OneOf(
        Gen.Elements(
            double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, -0.0, double.Epsilon, -double.Epsilon,
            double.MaxValue, double.MinValue,
            1e-3, 1e-6, 50e-6, 100e-6, 200e-6, 398e-6, 400e-6, -100e-6, 500e-6, -500e-6, 1, -1, 15e-3, 10e6, 6e9, 0.7),
        Gen.Choose(-1100, 1100).Select(i => i * 1e-6),
        Gen.Choose(0, 5000).Select(i => i * 1e-7));

    private static readonly Gen<SetPoint> Point = Gen.OneOf(
        Gen.Elements(
            Channels.Power,
            Channels.Power,
            Channels.Current,
            Channels.Current,
            Channels.Compliance,
            Channels.Frequency,
            Channels.Field)
            .Zip(Value, (channel, value) => new SetPoint(channel, value)),
        Gen.Elements(SetPoint.Output(on: true), SetPoint.Output(on: false)));

    private static readonly Gen<Message> AnyMessage = Gen.Elements(
        "rf", "second", "smu", "bias", "line", "rf", "second", "smu", "stranger")
        .Zip(
            Gen.OneOf(Point.ArrayOf(1), Point.ArrayOf(1), Point.ArrayOf(2), Point.ArrayOf(3)),
            (instrument, points) => new Message(instrument, points));

    [Fact]
    public void Check_AnySequenceOfSetPoints_KeepsEveryLimit() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(Sequences),
        Prop.ForAll(Gen.Choose(1, 12).SelectMany(AnyMessage.ArrayOf).ToArbitrary(), KeepsEveryLimit));

    private static bool KeepsEveryLimit(Message[] messages)
    {
        var gate = new SafetyGate(Bench, new VirtualClock());
        var state = new Dictionary<(string Instrument, string Channel), double>();
        foreach (Message message in messages)
        {
            IReadOnlyList<LimitApproach> approaches = gate.Approaches;
            bool passed = Passes(gate, message);
            if (passed)
            {
                foreach (SetPoint point in message.SetPoints)
                {
                    state[(message.Instrument, point.Channel)] = point.Value;
                }
            }

            if (!(passed ? IsAllowed(state, message) : approaches.SequenceEqual(gate.Approaches)))
            {
                return false;
            }
        }

        return gate.Approaches.All(approach => double.IsFinite(approach.Margin) && approach.Margin is >= 0 and <= 1);
    }

    [Fact]
    public void Check_AfterRefusals_DecidesAsIfTheyHadNeverBeen() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(Sequences),
        Prop.ForAll(Gen.Choose(1, 12).SelectMany(AnyMessage.ArrayOf).ToArbitrary(), messages =>
        {
            var gate = new SafetyGate(Bench, new VirtualClock());
            var passedOnly = new SafetyGate(Bench, new VirtualClock());
            return Array.TrueForAll(messages, message =>
            {
                bool passed = Passes(gate, message);
                return !passed || Passes(passedOnly, message);
            })
            && gate.Approaches.SequenceEqual(passedOnly.Approaches);
        }));

    private static bool IsAllowed(Dictionary<(string Instrument, string Channel), double> state, Message message)
    {
        foreach (SetPoint point in message.SetPoints)
        {
            if (!double.IsFinite(point.Value))
            {
                return false;
            }

            foreach (ChannelLimit limit in Bench.Instruments.FirstOrDefault(i => i.Name == message.Instrument)?.Limits.Where(
                l => l.Channel == point.Channel) ?? [])
            {
                if (point.Value > (limit.Maximum ?? double.MaxValue) || point.Value < (limit.Minimum ?? double.MinValue))
                {
                    return false;
                }
            }
        }

        double watts = Generator("rf", 6) + Generator("second", 3);
        double amperes = Source("smu") + Source("bias");
        return Bench.Sample.Junctions.All(junction =>
            watts <= (junction.RfPowerLimit?.Watts ?? double.MaxValue) * Rounding
            && amperes <= (junction.CurrentLimit?.Amperes ?? double.MaxValue) * Rounding);

        // Off only where it was switched off; a power that nobody has set adds nothing, for it cannot be known.
        double Generator(string name, double lossDecibels) =>
            state.TryGetValue((name, Channels.Output), out double on) && on == 0 ? 0
                : Math.Abs(state.GetValueOrDefault((name, Channels.Power))) * Math.Pow(10, -lossDecibels / 10);

        double Source(string name) => Math.Abs(state.GetValueOrDefault((name, Channels.Current)));
    }

    private static bool Passes(SafetyGate gate, Message message)
    {
        try
        {
            gate.Check(message.Instrument, message.SetPoints, "SET");
            return true;
        }
        catch (InstrumentException error) when (error.Fault == InstrumentFault.Limit)
        {
            return false;
        }
    }

    private sealed record Message(string Instrument, SetPoint[] SetPoints)
    {
        public override string ToString() => $"{Instrument}: {string.Join(", ", SetPoints)}";
    }
}
