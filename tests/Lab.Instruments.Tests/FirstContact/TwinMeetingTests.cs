using System.Text.RegularExpressions;
using Lab.Instruments.Drivers;
using Lab.Instruments.Drivers.FirstContact;
using Lab.Instruments.Tests.RealAnswers;

namespace Lab.Instruments.Tests.FirstContact;

/// <summary>Meetings with all twins: a polite one agrees, and of a rough one exactly that is found which its earlier user left
/// and its manners are.</summary>
public sealed partial class TwinMeetingTests
{
    public static TheoryData<string> Drivers =>
        [.. DriverCatalog.Shipped.All.Where(driver => driver is { IsComposite: false, IsDescribed: false, IsLibrary: false })
            .Select(driver => driver.Name)];

    /// <summary>The state that the earlier users of rough twins left, as far as a driver believes something of it: listed here,
    /// or in an instrument's own <c>driver.planted.txt</c> beside its tests.</summary>
    public static TheoryData<string, string[]> Planted
    {
        get
        {
            TheoryData<string, string[]> all = Listed;
            foreach ((string driver, string[] lines) in InstrumentTables.ByDriver("planted.txt"))
            {
                all.Add(driver, lines);
            }

            return all;
        }
    }

    private static TheoryData<string, string[]> Listed => new()
    {
        {
            "rohde-schwarz-smb100a",
            [
                "LeftBehind :UNIT:POW? V", "LeftBehind :SOUR:POW:OFFS? -20", "LeftBehind :SOUR:FREQ:OFFS? 10000000",
                "LeftBehind :SOUR:FREQ:MULT? 2",
                "LeftBehind :SOUR:MOD:ALL:STAT? 1", "LeftBehind :SOUR:CORR:STAT? 1", "LeftBehind *ESE? 255",
                "LeftBehind :SYST:ERR? -113,\"Undefined header\"",
            ]
        },
        {
            "keysight-e8257d",
            [
                "LeftBehind :UNIT:POW? V", "LeftBehind :SOUR:POW:OFFS? -2.0000000000000E+01",
                "LeftBehind :SOUR:POW:REF:STAT? 1", "LeftBehind :SOUR:POW:ALC? 0",
                "LeftBehind :SOUR:FREQ:OFFS? +1.0000000000000E+07", "LeftBehind :SOUR:FREQ:MULT? 2",
                "LeftBehind :SOUR:PULM:STAT? 1", "LeftBehind :SOUR:AM:STAT? 1",
                "LeftBehind :SOUR:POW:ATT:AUTO? 0", "LeftBehind :SOUR:CORR:STAT? 1", "LeftBehind *ESE? +255",
                "LeftBehind :SYST:ERR? -113,\"Undefined header\"",
            ]
        },
        {
            "avtech-avr-3he-b",
            [
                "LeftBehind :TRIG:SOUR? EXT", "LeftBehind :PULS:COUN? 5", "Differs :PULS:GATE:TYPE? SYNC",
                "LeftBehind :SYST:ERR? -113,\"Undefined header\"",
            ]
        },
        {
            "keithley-2182a",
            [
                "LeftBehind :FORM:DATA? SRE", "LeftBehind :FORM:ELEM? CHAN,UNIT", "LeftBehind :SENS:FUNC? \"TEMP\"",
                "LeftBehind :SENS:CHAN? 2", "LeftBehind :TRIG:SOUR? EXT",
                "LeftBehind :TRIG:COUN? 10", "LeftBehind :SAMP:COUN? 5", "LeftBehind :TRIG:DEL? 1",
                "LeftBehind :SENS:VOLT:CHAN1:REF:STAT? 1", "LeftBehind :SENS:VOLT:DELT? 1", "LeftBehind :CALC:STAT? 1",
                "LeftBehind :TRAC:FEED:CONT? NEXT",
                "LeftBehind :SYST:AZER? 0", "LeftBehind :SYST:FAZ? 0", "LeftBehind :SENS:VOLT:NPLC? 50",
                "LeftBehind :SENS:VOLT:CHAN1:LPAS? 1",
                "LeftBehind :SENS:VOLT:CHAN1:DFIL:WIND? 5.00", "LeftBehind :SENS:VOLT:CHAN1:DFIL:COUN? 100",
                "LeftBehind *ESE? 255", "LeftBehind :SYST:ERR? -113,\"Undefined header\"",
            ]
        },
        {
            "yokogawa-gs200",
            [
                "LeftBehind :SENS:REM? 1", "LeftBehind :SENS:GUAR? 1", "LeftBehind :ROUT:BNCI? OUTP",
                "LeftBehind :PROG:TRIG? MEND", "LeftBehind *ESE? 255", "LeftBehind :SYST:ERR? -113,\"Undefined header\"",
            ]
        },
        {
            "keithley-6221",
            [
                "LeftBehind :SOUR:CURR:FILT? 1", "LeftBehind :OUTP:RESP? SLOW", "LeftBehind :OUTP:ISH? GUAR",
                "LeftBehind :OUTP:LTE? 1", "LeftBehind *ESE? 255",
                "LeftBehind :SYST:ERR? -113,\"Undefined header\"",
            ]
        },
        {
            "keithley-2400",
            [
                "LeftBehind :FORM:SREG? HEX", "LeftBehind :FORM:ELEM? VOLT,TIME", "Differs :OUTP:SMOD? ZERO",
                "LeftBehind :SOUR:CLE:AUTO? 1", "LeftBehind :SYST:RSEN? 1", "LeftBehind :ROUT:TERM? REAR",
                "LeftBehind :SENS:FUNC:CONC? 0",
                "LeftBehind :SENS:FUNC? \"RES\"", "LeftBehind :SENS:VOLT:NPLC? +1.000000E+01", "LeftBehind :SENS:AVER:STAT? 1",
                "LeftBehind :ARM:SOUR? BUS", "LeftBehind :ARM:COUN? 5",
                "LeftBehind :TRIG:COUN? 10", "LeftBehind :TRIG:DEL? +1.000000E-01", "LeftBehind :SYST:AZER? 0",
                "LeftBehind *ESE? #HFF", "LeftBehind :SYST:ERR? -113,\"Undefined header\"",
            ]
        },
        {
            "kepco-bop-bit4886",
            [
                "LeftBehind :CURR:MODE? LIST", "LeftBehind :CURR:RANG? 4", "LeftBehind :VOLT? 5E0", "LeftBehind *ESE? 255",
                "LeftBehind :SYST:ERR? -113,\"Undefined header\"",
            ]
        },
        {
            "lakeshore-475",
            [
                "LeftBehind RDGMODE? 2,1,1,1,1", "LeftBehind TUNIT? 2", "LeftBehind REL? 1,1", "LeftBehind AUTO? 0",
                "LeftBehind MXHOLD? 1", "LeftBehind *ESE? 255",
            ]
        },
    };

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task Meeting_PoliteTwin_Agrees(string driver)
    {
        using var twin = new MetTwin(driver, rough: false);

        InstrumentMeeting meeting = await twin.MeetAsync();

        Assert.Empty(Found(meeting));
        Assert.True(meeting.Agrees, meeting.Ended);
    }

    [Theory]
    [MemberData(nameof(Planted))]
    public async Task Meeting_RoughTwin_FindsExactlyWhatIsPlanted(string driver, string[] planted)
    {
        using var twin = new MetTwin(driver, rough: true);

        InstrumentMeeting meeting = await twin.MeetAsync();

        Assert.Equal(planted, Found(meeting));
        Assert.Null(meeting.Ended);
    }

    [Fact]
    public void Planted_CoversAllDrivers() =>
        Assert.Equal(Names(Drivers), Names(Planted));

    private static IEnumerable<string> Names(IEnumerable<object[]> rows) => rows.Select(row => (string)row[0]).Order();

    [Theory]
    [InlineData("rohde-schwarz-smb100a", "Two queries in a message are answered in one line: 255;255.")]
    [InlineData(
        "keysight-e8257d", "Registers have a sign: +255.", "Two queries in a message are answered in one line: +255;+255.")]
    [InlineData(
        "avtech-avr-3he-b",
        "A CR comes before the end of its answers.",
        "A blank line comes before an answer.",
        "A NUL comes with its answers.",
        "Two queries in a message are answered in one line: 0; 0.")]
    [InlineData(
        "keithley-2182a", "A CR comes before the end of its answers.",
        "Two queries in a message are answered in one line: 255;255.")]
    [InlineData(
        "lakeshore-475",
        "A CR comes before the end of its answers.",
        "A blank stands before an answer.",
        "Registers have leading zeros: 004.",
        "Two queries in a message are answered with 255 alone.")]
    public async Task Meeting_RoughTwin_ShowsItsManners(string driver, params string[] seen)
    {
        using var twin = new MetTwin(driver, rough: true);

        InstrumentMeeting meeting = await twin.MeetAsync();

        Assert.Equal(seen, meeting.Manners);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task Meeting_AnyTwin_SendsNothingButQueries(string driver)
    {
        using var twin = new MetTwin(driver, rough: true);

        await twin.MeetAsync();

        Assert.All(twin.Sent.SelectMany(message => message.Split(';')), unit => Assert.Matches(HarmlessQuery(), unit));
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task Meeting_Twice_FindsTheSame(string driver)
    {
        using var twin = new MetTwin(driver, rough: true);

        InstrumentMeeting first = await twin.MeetAsync();
        InstrumentMeeting second = await twin.MeetAsync();

        // The queue is empty the second time, which the meeting says of itself, and readings move.
        Assert.Equal(Settings(first), Settings(second));
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Beliefs_OfEveryDriver_StandInALineOfATable(string driver) =>
        Assert.All(DriverCatalog.Shipped.Get(driver).Beliefs, belief => Assert.True(
            belief.Line.Length > 0 && belief.Tells.Length > 0, belief.Query));

    [Fact]
    public async Task Meeting_BenchFileSaysFourWires_TakesThemAsWanted()
    {
        using var twin = new MetTwin("yokogawa-gs200", rough: true, ("wires", "4"));

        InstrumentMeeting meeting = await twin.MeetAsync();

        Assert.Equal(BeliefOutcome.Agrees, Assert.Single(meeting.Findings, finding => finding.Query == ":SENS:REM?").Outcome);
    }

    private static string[] Found(InstrumentMeeting meeting) =>
        [.. meeting.Findings.Where(finding => !finding.IsAgreed).Select(
            finding => $"{finding.Outcome} {finding.Query} {finding.Answer}")];

    private static IEnumerable<string> Settings(InstrumentMeeting meeting) => meeting.Findings
        .Where(finding => finding.Query
            is not (":SYST:ERR?" or ":SYST:ERR? STR" or "SYST:ERR?" or "TB?" or "RDGFIELD?" or ":MEAS:CURR?")
            && !finding.Query.Contains("errorqueue", StringComparison.Ordinal))
        .Select(finding => $"{finding.Outcome} {finding.Query} {finding.Answer}");

    // No query that triggers, clears or resets: READ, FETCh, *ESR, *TST, STATus events. In TSP an attribute is printed. A SynthHD
    // is asked by its letters, a 7265 and a Danfysik by their words alone, an XPS by functions whose names end with Get.
    [GeneratedRegex(
        @"^((?!.*(READ\?|FETC|INIT\?|ESR|TST|EVEN|\*CAL))[:*A-Z0-9_]+\?( MAX| STR| [0-9])?"
        + @"|print\(string\.format\(""%[.0-9]*[de](,%s)?"", [a-z.]+(next\(\))?\)\) --\?"
        + @"|print\(tostring\([a-z.]+\)\) --\?|print\(channel\.getclose\(""allslots""\)\) --\?|C[01][A-Za-z/]\?|\+"
        + @"|(ID|IE|SEN|TC|SLOPE|SYNC|REFN|IMODE|VMODE|FLOAT|CP|FET|LF|ACGAIN|AUTOMATIC|XOF|YOF|EX"
        + @"|(REFP|OA|FRQ)\.|DAC\. [1-4])|CMD|S1H|DA 0|AD 8|PO|[A-Za-z]+Get\([A-Za-z0-9.,* ]*\))$")]
    private static partial Regex HarmlessQuery();
}
