using System.Globalization;
using System.Text;
using Lab.Instruments.Drivers.FirstContact;
using Spectre.Console;

namespace Lab.Cli.Output;

/// <summary>The terminal's output of a first contact: a line for each instrument,
/// then what is not as believed in full.</summary>
internal static class MeetingText
{
    private const int Width = 78;

    /// <summary>The overview.</summary>
    public static Table Overview(IReadOnlyList<InstrumentMeeting> meetings)
    {
        Table table = Terminal.NewTable("instrument", "asked", "agree", "left behind", "differ", "silent", "");
        foreach (InstrumentMeeting meeting in meetings)
        {
            table.AddRow(
                Markup.Escape(meeting.Name),
                meeting.IsComposite ? string.Empty : Number(meeting.Findings.Count),
                meeting.IsComposite ? string.Empty : Number(meeting.Findings.Count(finding => finding.IsAgreed)),
                Some(meeting, BeliefOutcome.LeftBehind),
                Some(meeting, BeliefOutcome.Differs),
                Some(meeting, BeliefOutcome.NotAnswered),
                meeting.IsComposite ? "made of others" : meeting.Ended is null ? string.Empty : "ended early");
        }

        return table;
    }

    /// <summary>The answers that differ, with the lines of the drivers' tables, and how the instruments were seen to converse; in
    /// lines of at most 80 characters.</summary>
    public static string Details(IReadOnlyList<InstrumentMeeting> meetings)
    {
        var text = new StringBuilder();
        foreach (InstrumentMeeting meeting in meetings)
        {
            foreach (BeliefFinding finding in meeting.Findings.Where(finding => !finding.IsAgreed))
            {
                Wrap(text, $"{meeting.Name}, {finding.Query}: {finding.Tells}. {finding.Words}", "  ");
                Wrap(text, $"Table: {meeting.Table}, '{finding.Line}'", "    ", "  ");
            }

            if (meeting.Ended is { } ended)
            {
                Wrap(text, $"{meeting.Name}: {ended}", "  ");
            }
        }

        foreach (InstrumentMeeting meeting in meetings.Where(meeting => meeting.Manners.Count > 0))
        {
            Wrap(text, $"{meeting.Name}, manners: {string.Join(' ', meeting.Manners)}", "  ");
        }

        return text.ToString();
    }

    /// <summary>The set-points that were tried.</summary>
    public static string Details(IReadOnlyList<SetPointFinding> findings)
    {
        var text = new StringBuilder();
        foreach (SetPointFinding finding in findings)
        {
            string words = finding.Words.Length > 0 ? finding.Words : $"{finding.Set} was set, {finding.ReadBack} is read back.";
            Wrap(text, $"{finding.Instrument}, {finding.Channel}: {Word(finding.Outcome)}. {words}", "  ");
        }

        return text.ToString();
    }

    /// <summary>An outcome in words.</summary>
    public static string Word(SetPointOutcome outcome) => outcome switch
    {
        SetPointOutcome.Agrees => "agrees",
        SetPointOutcome.NotTried => "not tried",
        _ => "differs",
    };

    /// <summary>An outcome in words.</summary>
    public static string Word(BeliefOutcome outcome) => outcome switch
    {
        BeliefOutcome.Agrees => "agrees",
        BeliefOutcome.NotKnown => "not known",
        BeliefOutcome.LeftBehind => "left behind",
        BeliefOutcome.Differs => "differs",
        _ => "not answered",
    };

    private static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static string Some(InstrumentMeeting meeting, BeliefOutcome outcome) =>
        meeting.Count(outcome) is > 0 and var count ? Number(count) : string.Empty;

    // Bytes of an instrument may be anything; on a terminal they are what they look like.
    private static void Wrap(StringBuilder text, string words, string further, string first = "")
    {
        var line = new StringBuilder(first);
        bool isEmpty = true;
        foreach (string word in new string([.. words.Select(c => char.IsControl(c) ? '?' : c)]).Split(
            ' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!isEmpty && line.Length + 1 + word.Length > Width)
            {
                text.Append(line).Append('\n');
                line.Clear().Append(further);
                isEmpty = true;
            }

            line.Append(isEmpty ? string.Empty : " ").Append(word);
            isEmpty = false;
        }

        text.Append(line).Append('\n');
    }
}
