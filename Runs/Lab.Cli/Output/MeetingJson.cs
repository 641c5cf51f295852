using System.Text.Json.Nodes;
using Lab.Instruments.Drivers.FirstContact;

namespace Lab.Cli.Output;

/// <summary>The document that <c>lab bench meet --json</c> prints.</summary>
internal static class MeetingJson
{
    /// <summary>The document of a first contact.</summary>
    public static string Of(
        string bench, string folder, IReadOnlyList<InstrumentMeeting> meetings, IReadOnlyList<SetPointFinding> setPoints)
    {
        var document = new JsonObject
        {
            ["bench"] = bench,
            ["agrees"] = meetings.All(meeting => meeting.Agrees)
                && setPoints.All(each => each.Outcome != SetPointOutcome.Differs),
            ["instruments"] = new JsonArray([.. meetings.Select(Of)]),
            ["setPoints"] = new JsonArray([.. setPoints.Select(Of)]),
            ["folder"] = folder,
        };
        return document.ToJsonString(RunJson.Options);
    }

    private static JsonNode Of(InstrumentMeeting meeting) => new JsonObject
    {
        ["name"] = meeting.Name,
        ["driver"] = meeting.Driver,
        ["address"] = meeting.Address,
        ["identity"] = meeting.Identity,
        ["agrees"] = meeting.Agrees,
        ["ended"] = meeting.Ended,
        ["table"] = meeting.Table,
        ["manners"] = new JsonArray([.. meeting.Manners.Select(seen => (JsonNode)seen)]),
        ["findings"] = new JsonArray([.. meeting.Findings.Select(Of)]),
    };

    private static JsonNode Of(BeliefFinding finding) => new JsonObject
    {
        ["query"] = finding.Query,
        ["tells"] = finding.Tells,
        ["outcome"] = MeetingText.Word(finding.Outcome),
        ["answer"] = finding.Answer,
        ["expected"] = finding.Expected,
        ["remark"] = finding.Words,
        ["line"] = finding.Line,
        ["seconds"] = finding.Took.Seconds,
    };

    private static JsonNode Of(SetPointFinding finding) => new JsonObject
    {
        ["instrument"] = finding.Instrument,
        ["channel"] = finding.Channel,
        ["outcome"] = MeetingText.Word(finding.Outcome),
        ["set"] = finding.Set,
        ["readBack"] = finding.ReadBack,
        ["remark"] = finding.Words,
    };
}
