using System.Globalization;
using Lab.Instruments.Drivers.FirstContact;
using Lab.Runs.Reports;
using Lab.Runs.Results;

namespace Lab.Cli.Output;

/// <summary>The page of a first contact: one file that opens without a network and can be sent to the authors.</summary>
internal static class MeetingPage
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "meeting.html";

    /// <summary>Writes the page.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="subtitle">Which bench was met, and when.</param>
    /// <param name="meetings">The meetings.</param>
    /// <param name="setPoints">The set-points that were tried; empty where none were.</param>
    /// <exception cref="Lab.Runs.RunException">The file cannot be written.</exception>
    public static void Write(
        string folder, string subtitle, IReadOnlyList<InstrumentMeeting> meetings, IReadOnlyList<SetPointFinding> setPoints)
    {
        List<ResultTable> tables =
        [
            Table("Not as believed", meetings.SelectMany(meeting => meeting.Findings.Where(finding => !finding.IsAgreed).Select(
                finding => Row(meeting, finding)))),
        ];
        if (setPoints.Count > 0)
        {
            tables.Add(new ResultTable(
                "Set-points",
                ["instrument", "channel", "outcome", "set", "read back", "remark"],
                [.. setPoints.Select(each => new[]
                {
                    each.Instrument,
                    each.Channel,
                    MeetingText.Word(each.Outcome),
                    each.Set,
                    each.ReadBack,
                    each.Words
                })]));
        }

        tables.Add(new ResultTable(
            "Manners",
            ["instrument", "seen"],
            [.. meetings.SelectMany(meeting => meeting.Manners.Select(seen => new[] { meeting.Name, seen }))]));
        tables.AddRange(meetings.Where(meeting => !meeting.IsComposite).Select(meeting => Table(
            $"{meeting.Name}: {meeting.Identity ?? "no answer"} ({meeting.Driver}, {meeting.Address})",
            meeting.Findings.Select(finding => Row(meeting, finding)))));
        HtmlReport.WritePage(Path.Combine(folder, FileName), "First contact", subtitle, new Analysis
        {
            Results =
            [
                Result(
                    "asked",
                    meetings.Sum(meeting => meeting.Findings.Count),
                    "Questions that were asked; none of them sets anything."),
                Result(
                    "agree",
                    meetings.Sum(meeting => meeting.Findings.Count(finding => finding.IsAgreed)),
                    "Answers that are as the drivers believe."),
                Result(
                    "left_behind",
                    Count(meetings, BeliefOutcome.LeftBehind),
                    "Settings that an earlier user left behind; opening the bench sets them."),
                Result("differ", Count(meetings, BeliefOutcome.Differs), "Answers that are not as the drivers believe."),
                Result("not_answered", Count(meetings, BeliefOutcome.NotAnswered), "Questions without an answer."),
            ],
            Tables = tables,
            Warnings =
            [
                .. meetings.Where(meeting => meeting.Ended is not null).Select(meeting => $"{meeting.Name}: {meeting.Ended}")
            ],
        });
    }

    private static ResultTable Table(string title, IEnumerable<IReadOnlyList<string>> rows) =>
        new(title, [
            "instrument", "query", "outcome", "answer", "expected", "remark", "line of the table", "took (ms)"
        ], [.. rows]);

    private static string[] Row(InstrumentMeeting meeting, BeliefFinding finding) =>
    [
        meeting.Name,
        finding.Query,
        MeetingText.Word(finding.Outcome),
        finding.Answer ?? "—",
        finding.Expected,
        $"{finding.Tells}. {finding.Words}",
        $"{meeting.Table}, '{finding.Line}'",
        finding.Took.Milliseconds.ToString("0.0", CultureInfo.InvariantCulture),
    ];

    private static ResultValue Result(string name, int count, string description) =>
        new(name, count, string.Empty, Uncertainty: null, description);

    private static int Count(IReadOnlyList<InstrumentMeeting> meetings, BeliefOutcome outcome) =>
        meetings.Sum(meeting => meeting.Count(outcome));
}
