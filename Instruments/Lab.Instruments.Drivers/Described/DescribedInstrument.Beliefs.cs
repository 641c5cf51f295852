using Lab.Instruments.Described;
using Lab.Instruments.Drivers.FirstContact;

namespace Lab.Instruments.Drivers.Described;

/// <content>The beliefs that a description states about each query.</content>
public sealed partial class DescribedInstrument
{
    private const string Line = "description";

    private static IReadOnlyList<Belief> BeliefsOf(InstrumentDescription description) =>
    [
        .. from terminal in description.Described
           from belief in BeliefsOf(terminal)
           group belief by belief.Query into same
           select same.First(),
    ];

    private static IEnumerable<Belief> BeliefsOf(DescribedTerminal terminal)
    {
        foreach (DescribedChannel channel in terminal.Channels.Where(channel => channel.Query is not null))
        {
            double least = channel.Unit.Unit.FromSi(channel.Minimum);
            double largest = channel.Unit.Unit.FromSi(channel.Maximum);
            yield return Belief.Read(
                channel.Query!,
                $"The set-point {Place(terminal.Name, channel.Name)}",
                AnswerForm.Number(channel.Unit.Symbol, Math.Min(least, largest), Math.Max(least, largest)),
                Line);
        }

        if (terminal.Output is { } output)
        {
            yield return Belief.Read(output.Query, $"The output {terminal.Name}".TrimEnd(), AnswerForm.Text, Line);
        }
    }
}
