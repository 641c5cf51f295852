namespace Lab.Instruments.Tests.Transcripts;

/// <summary>Written by 'lab transcripts test' from a first contact with bench 'first'.</summary>
public sealed class GaussmeterMeetingTests
{
    private const string Bench = """
        bench: replayed
        instruments:
          gaussmeter: {driver: lakeshore-475, address: "sim:rough"}

        """;

    private const string Transcript = """
        # lab wire transcript 1
        # protocol first-contact
        # bench first
        # seed 1
        # simulated yes
        0.000000000 gaussmeter open sim:rough
        0.017453493 gaussmeter > *IDN?
        0.017453493 gaussmeter <  LSCI,MODEL475,LSA1823,11272013\r
        0.090889248 gaussmeter > *IDN?
        0.090889248 gaussmeter <  LSCI,MODEL475,LSA1823,11272013\r
        0.154015825 gaussmeter > CMODE?
        0.154015825 gaussmeter <  0\r
        0.219632583 gaussmeter > UNIT?
        0.219632583 gaussmeter <  1\r
        0.283243415 gaussmeter > RDGMODE?
        0.283243415 gaussmeter <  2,1,1,1,1\r
        0.354113991 gaussmeter > TUNIT?
        0.354113991 gaussmeter <  2\r
        0.414048975 gaussmeter > REL?
        0.414048975 gaussmeter <  1,1\r
        0.476080336 gaussmeter > AUTO?
        0.476080336 gaussmeter <  0\r
        0.547740807 gaussmeter > MXHOLD?
        0.547740807 gaussmeter <  1\r
        0.618115199 gaussmeter > OPST?
        0.618115199 gaussmeter <  004\r
        0.682037002 gaussmeter > RDGFIELD?
        0.682037002 gaussmeter <  +51.1000E-03\r
        0.748571555 gaussmeter > RDGTEMP?
        0.748571555 gaussmeter <  +297.650E+00\r
        0.819060767 gaussmeter > *ESE?
        0.819060767 gaussmeter <  255\r
        0.879338404 gaussmeter > *ESE?;*ESE?
        0.879338404 gaussmeter <  255\r
        0.879338404 gaussmeter clear
        0.940159401 gaussmeter > *IDN?
        0.940159401 gaussmeter <  LSCI,MODEL475,LSA1823,11272013\r
        0.940159401 gaussmeter close

        """;

    private const string Findings = """
        Agrees *IDN?
        Agrees CMODE?
        Agrees UNIT?
        LeftBehind RDGMODE?
        LeftBehind TUNIT?
        LeftBehind REL?
        LeftBehind AUTO?
        LeftBehind MXHOLD?
        Agrees OPST?
        Agrees RDGFIELD?
        Agrees RDGTEMP?
        LeftBehind *ESE?
        Agrees *ESE?;*ESE?
        asked everything
        """;

    [Fact]
    public async Task Meeting_AsRecorded_FindsTheSame() =>
        Assert.Equal(Findings, await ReplayedMeeting.FindingsAsync(Bench, Transcript));
}
