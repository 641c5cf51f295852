using Lab.Instruments.Described;
using Lab.Instruments.Manners;
using Lab.Mocks.Rough;
using Lab.Quantities;

namespace Lab.Mocks.Described;

/// <summary>The manners that an instrument may have of which only a description is known: what others of its kind of conversation
/// do, and set-points that an earlier user left behind outputs that are off.</summary>
internal static class RoughDescribed
{
    /// <summary>The manners by a description.</summary>
    /// <param name="description">The description; <see langword="null"/> gives polite ones.</param>
    public static RoughManners Of(InstrumentDescription? description)
    {
        if (description is null)
        {
            return new RoughManners();
        }

        InstrumentManners manners = description.Manners;
        bool hasRegisters = manners.Completion != Completion.OwnReport;
        return new RoughManners
        {
            Identity = $"{DescribedInstrumentTwin.IdentityOf(description)} rev B  ",
            Registers = manners.Completion == Completion.EventsInOwnMessage ? RegisterForm.ThreeDigits : RegisterForm.WithSign,
            WritesExponents = manners.Errors == ErrorReporting.ScpiQueue,
            AnswersLastQueryOnly = !manners.TakesSeveralQueries,
            MessageGap = manners.MessageGap,
            Latency = Duration.FromMilliseconds(4), // [assumption] a message and its answer on a busy network
            BeforeAnswer = manners.TakesSeveralQueries ? string.Empty : " ",
            Terminator = "\r\n",
            Serial = manners.Serial,
            EarlierUser =
                [.. hasRegisters ? (string[])["*ESE 255", "*SRE 32"]
                    : [], .. description.Described.SelectMany(LeftBehind), "NONSENSE"],
        };
    }

    private static IEnumerable<string> LeftBehind(DescribedTerminal terminal) => terminal.Output is null ? [] : terminal.Channels
        .Select(channel => channel.Set.Of(channel.Unit.Unit.FromSi((channel.Minimum + channel.Maximum) / 2)).Command);
}
