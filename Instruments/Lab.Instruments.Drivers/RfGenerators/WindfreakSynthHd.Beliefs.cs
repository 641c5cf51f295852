using Lab.Instruments.Drivers.FirstContact;

namespace Lab.Instruments.Drivers.RfGenerators;

/// <content>The beliefs of the driver about the instrument, and what opening switches off.</content>
public sealed partial class WindfreakSynthHd
{
    private static readonly IReadOnlyList<string> Quiet = ["g0", "c0", "n0", "A0", "j0", "D0", "/0", "w0"];

    private static IReadOnlyList<Belief> Beliefs =>
    [
        Off("g", "Whether a sweep runs", "sweep"),
        Off("c", "Whether sweeps repeat", "sweep"),
        Off("n", "The coupling of a sweep of one output to the other", "coupled sweep"),
        Off("A", "Amplitude modulation", "modulation"),
        Off("j", "Pulses", "modulation"),
        Off("D", "Pulses of both outputs", "modulation"),
        Off("/", "Frequency modulation", "modulation"),
        Off("w", "The function of the trigger input", "trigger"),
        Belief.Read("C#f?", "The frequency", AnswerForm.Number("MHz", 10, 24_000), "Ccfx") with { ChannelKey = ChannelKey },
        Belief.Read("C#W?", "The level", AnswerForm.Number("dBm", -80, 30), "CcWx") with { ChannelKey = ChannelKey },
        Belief.Read("C#r?", "The output stage", AnswerForm.Switch, "CcE1r1h1") with { ChannelKey = ChannelKey },
        Belief.Read("C#E?", "The synthesiser", AnswerForm.Switch, "CcE1r1h1") with { ChannelKey = ChannelKey },
    ];

    private static Belief Off(string letter, string tells, string line) =>
        Belief.Read($"C#{letter}?", tells, AnswerForm.Number(string.Empty, 0, 9), line) with
        {
            Wanted = _ => "0",
            SetBy = _ => $"C#{letter}0",
            ChannelKey = ChannelKey,
        };
}
