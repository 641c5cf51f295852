using Lab.Benches;
using Lab.Instruments.Drivers.FirstContact;

namespace Lab.Instruments.Drivers.WaveformGenerators;

/// <content>The beliefs of the driver about the instrument.</content>
public sealed partial class Keysight33622A
{
    private static IReadOnlyList<Belief> Beliefs =>
    [
        Belief.SetAtOpening(":FORM:BORD", "SWAP", "The order of bytes", AnswerForm.Word("NORMal", "SWAPped"), ":FORM:BORD SWAP")
            with { Usual = ["NORM"] },
        .. OfTerminal("1"),
        .. OfTerminal("2"),
    ];

    private static IEnumerable<Belief> OfTerminal(string terminal) =>
    [
        Belief.Read($":OUTP{terminal}?", $"The output {terminal}", AnswerForm.Switch, ":OUTPn x"),
        Belief.SetAtOpening(
            $":SOUR{terminal}:VOLT:UNIT", "VPP", $"The unit of amplitude {terminal}", AnswerForm.Word("VPP", "VRMS", "DBM"),
            ":SOURn:VOLT:UNIT VPP"),
        Belief.Read(
            $":SOUR{terminal}:VOLT?", $"The amplitude {terminal}", AnswerForm.Number(string.Empty, -100, 100), ":SOURn:VOLT x"),
        Belief.Read(
            $":SOUR{terminal}:VOLT:OFFS?", $"The offset {terminal}", AnswerForm.Number("V", -10, 10), ":SOURn:VOLT:OFFS x"),
        Belief.SetAtOpening(
            $":OUTP{terminal}:LOAD", settings => IsFifty(settings) ? "50" : "9.9E+37", $"The load {terminal}",
            AnswerForm.Number("Ohm", 1, 1e38), ":OUTPn:LOAD x") with { Usual = ["50"] },
        Belief.SetAtOpening(
            $":OUTP{terminal}:POL", "NORM", $"The polarity {terminal}", AnswerForm.Word("NORMal", "INVerted"), ":OUTPn:POL NORM"),
        Belief.SetAtOpening(
            $":SOUR{terminal}:COMB:FEED", "NONE", $"What is mixed into {terminal}", AnswerForm.Word("NONE", "CH1", "CH2"),
            ":SOURn:COMB:FEED NONE"),
    ];

    private static bool IsFifty(SettingValues settings) => settings.Get<string>(LoadKey) == Fifty;
}
