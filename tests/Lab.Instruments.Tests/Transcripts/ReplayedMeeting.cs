using Lab.Benches.Files;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers;
using Lab.Instruments.Drivers.FirstContact;
using Lab.Mocks;
using Lab.Wires.Transcripts;

namespace Lab.Instruments.Tests.Transcripts;

/// <summary>A first contact whose instrument is a transcript, for the tests that 'lab transcripts test' writes.</summary>
internal static class ReplayedMeeting
{
    /// <summary>Meets the only instrument of a bench; what is asked has to be what the transcript has.</summary>
    /// <param name="benchFile">The text of a bench file.</param>
    /// <param name="transcript">The text of the transcript.</param>
    /// <returns>The outcomes, one a line.</returns>
    public static async Task<string> FindingsAsync(string benchFile, string transcript)
    {
        var reader = new BenchFileReader(
            [.. DriverCatalog.Shipped.All.Select(driver => driver.SchemaWith(TwinCatalog.Shipped.SettingsOf(driver.Name)))]);
        var clock = new VirtualClock();
        var wires = new ReplayWires(new TranscriptReader(new StringReader(transcript)), clock);
        InstrumentMeeting meeting = await FirstMeeting.WithAsync(
            reader.Read(benchFile, "transcript").Instruments[0], DriverCatalog.Shipped, [wires], clock, default);
        Assert.Null(wires.Unread);
        return meeting.Outcomes();
    }
}
