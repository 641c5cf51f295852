using Lab.Instruments.Drivers.FirstContact;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.SourceMeters;

/// <content>The beliefs of the driver about the instrument.</content>
public sealed partial class Keithley2600
{
    private static IReadOnlyList<Belief> Beliefs =>
    [
        Set("localnode.prompts", "0", "The prompts", "Prompts and shown errors"),
        Set("localnode.showerrors", "0", "The shown errors", "Prompts and shown errors"),
        .. from belief in OfOneChannel select belief with { ChannelKey = ChannelKey },
        Belief.ReliedOn(
            WholeOf("localnode.linefreq"), "50", "The frequency of the mains", AnswerForm.Number("Hz", 50, 60),
            "localnode.linefreq") with
        {
            Wanted = settings => $"{SourceMeterOptions.Of(settings).LineFrequency.Hertz:R}",
        },
    ];

    private static IReadOnlyList<Belief> OfOneChannel =>
    [
        Belief.Read(WholeOf("smu#.source.output"), "The output", AnswerForm.Switch, "smu#.source.output = 0"),
        Belief.ReliedOn(
            WholeOf("smu#.source.offmode"), "0", "The state of an output that is off", AnswerForm.Number(string.Empty, 0, 2),
            "Output-off state of a 2600"),
        Set("smu#.source.func", "0", "The source, 0 for a current", "smu#.source.func = 0") with { Usual = ["1"] },
        Belief.Read(NumberOf("smu#.source.leveli"), "The current", AnswerForm.Number("A", -10.1, 10.1), "smu#.source.leveli = x"),
        Belief.Read(NumberOf("smu#.source.limitv"), "The compliance", AnswerForm.Number("V", 0, 202), "smu#.source.limitv = x"),
        Set("smu#.source.autorangei", "1", "The automatic range of the source", "smu#.source.autorangei = 1"),
        Number("smu#.source.delay", _ => "0", "The delay of the source", "Delays of a 2600"),
        Number("smu#.source.limitp", _ => "0", "The limit of the power", "Power limit of a 2600"),
        Set("smu#.sense", settings => SourceMeterOptions.Of(settings).IsFourWire ? "1" : "0", "Sensing with wires of its own",
            "Sense wires of a 2600"),
        Set("smu#.measure.autorangev", "1", "The automatic range of the voltage", "smu#.measure.autorangev = 1"),
        Set("smu#.measure.autorangei", "1", "The automatic range of the current", "smu#.measure.autorangei = 1"),
        Set("smu#.measure.autozero", "2", "The autozero", "Autozero of a 2600"),
        Number("smu#.measure.nplc", settings => $"{SourceMeterOptions.Of(settings).IntegrationCycles:R}",
            "The integration in periods of the mains", "smu#.measure.nplc = x") with { Usual = ["1"] },
        Set("smu#.measure.count", "1", "Readings a trigger", "Count and filter of a 2600"),
        Set("smu#.measure.filter.enable", "0", "The filter", "Count and filter of a 2600"),
        Set("smu#.measure.rel.enablev", "0", "Relative voltages", "Relative readings of a 2600"),
        Set("smu#.measure.rel.enablei", "0", "Relative currents", "Relative readings of a 2600"),
    ];

    private static Belief Set(string attribute, string wanted, string tells, string line) =>
        Set(attribute, _ => wanted, tells, line);

    private static Belief Set(string attribute, Func<Lab.Benches.SettingValues, string> wanted, string tells, string line) =>
        Number(attribute, wanted, tells, line) with { Query = WholeOf(attribute) };

    private static Belief Number(string attribute, Func<Lab.Benches.SettingValues, string> wanted, string tells, string line) =>
        Belief.Read(NumberOf(attribute), tells, AnswerForm.Number(string.Empty, -1e6, 1e6), line) with
        {
            Wanted = wanted,
            SetBy = settings => $"{attribute} = {wanted(settings)}",
        };
}
