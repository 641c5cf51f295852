using Lab.Benches;
using Lab.Instruments.Drivers.FirstContact;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.PulseGenerators;

/// <content>The beliefs of the driver about the instrument.</content>
public sealed partial class Bnc577
{
    private static IReadOnlyList<Belief> Beliefs =>
    [
        Belief.Read(":PULS0:STATE?", "Whether the generator runs", AnswerForm.Switch, ":PULS0:STATE ON"),
        Belief.Read(":PULS0:PER?", "The period", AnswerForm.Number("s", 0, 1e4), ":PULS0:PER x"),

        // A clock that is under way goes on, since it may be wanted.
        Belief.SetAtOpening(
            ":PULS0:TRIG:MOD", "DIS", "The trigger input", AnswerForm.Word("DIS", "TRIG", "DUAL"), "Trigger mode"),
        Belief.SetAtOpening(
            ":PULS0:MOD", Single, "The mode of the generator", AnswerForm.Word("NORM", "SING", "BURS", "DCYC"), "Trigger mode")
            with { Usual = [Normal] },
        Belief.SetAtOpening(
            ":PULS0:TRIG:LEV",
            settings => Text(settings.Get<Voltage>(LevelKey).Volts, "0.00"),
            "The level of the trigger input",
            AnswerForm.Number("V", 0, 20),
            "Trigger level and edge"),
        Belief.SetAtOpening(
            ":PULS0:TRIG:EDGE", EdgeOf, "The edge at the trigger input", AnswerForm.Word("RIS", "FALL"),
            "Trigger level and edge"),
        Belief.SetAtOpening(
            ":PULS0:GATE:MOD", "DIS", "The gate", AnswerForm.Word("DIS", "PULS", "OUTP", "CHAN"), "Gate of the 577"),
        .. new[]
        {
            Belief.Read(":PULS#:STATE?", "The output", AnswerForm.Switch, ":PULSn:STATE ON"),
            Belief.Read(":PULS#:OUTP:AMPL?", "The amplitude", AnswerForm.Number("V", 0, 30), ":PULSn:OUTP:AMPL x"),
            Belief.Read(":PULS#:WIDT?", "The width", AnswerForm.Number("s", 0, 1e4), ":PULSn:WIDT x"),
            Belief.Read(":PULS#:DEL?", "The delay", AnswerForm.Number("s", -1e4, 1e4), ":PULSn:DEL x"),
            Belief.SetAtOpening(":PULS#:POL", Normal, "The polarity", AnswerForm.Word("NORM", "COMP", "INV"), "Polarity"),
            Belief.SetAtOpening(":PULS#:OUTP:MOD", Adjustable, "The output stage", AnswerForm.Word("TTL", "ADJ"), "TTL output")
                with { Usual = ["TTL"] },
            Belief.SetAtOpening(
                ":PULS#:CMOD", Normal, "The mode of the channel", AnswerForm.Word("NORM", "SING", "BURS", "DCYC"),
                "Channel mode"),
            Belief.SetAtOpening(
                ":PULS#:SYNC", "T0", "What the delay counts from", AnswerForm.Text, "Channel behind another one"),
            Belief.SetAtOpening(
                ":PULS#:MUX",
                OwnTimer,
                "The timers at the output",
                AnswerForm.Number(string.Empty, 0, 255),
                "Several timers at one output"),
        }.Select(belief => belief with { ChannelKey = ChannelKey }),
    ];
}
