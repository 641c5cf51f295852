using System.Globalization;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Manners;
using Lab.Instruments.Safety;

namespace Lab.Instruments.Tests.Sessions;

public sealed class FreshReadingsTests : IAsyncDisposable
{
    private readonly FakeWire wire = new();

    public ValueTask DisposeAsync() => wire.DisposeAsync();

    [Fact]
    public async Task Take_EachWithItsOwnStamp_AsksOnceForEach()
    {
        Assert.Equal(["10", "20"], await TakeAsync(retries: 0, readings: 2, "10,1", "20,2"));
        Assert.Equal(2, wire.Sent.Count);
    }

    [Fact]
    public async Task Take_GivenOutAgain_IsAStaleReadingAndNoNumber()
    {
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => TakeAsync(retries: 0, readings: 2, "10,1", "10,1"));
        Assert.Equal(InstrumentFault.Stale, error.Fault);
    }

    [Fact]
    public async Task Take_AfterALostAnswer_DoesNotTrustTheNextStamp()
    {
        // The answer with number 2 is lost; then the instrument gives it out again, and it would look new.
        wire.Answers("10,1").Fails(InstrumentFault.Timeout, "No answer came").Answers("20,2", "40,4");
        Assert.Equal(["10", "40"], await TakeAsync(retries: 1, readings: 2));
    }

    [Fact]
    public async Task Take_AfterAnAnswerLostInAnEarlierCall_DoesNotTrustTheNextStamp()
    {
        await using InstrumentSession session = Session(retries: 0);
        var readings = new FreshReadings(session, ":READ?", Stamp);
        wire.Fails(InstrumentFault.Timeout, "No answer came");
        await Assert.ThrowsAsync<InstrumentException>(() => readings.TakeAsync(takes: default, Value, default).AsTask());

        wire.Answers("20,2", "40,4", "50,5");

        Assert.Equal("40", await readings.TakeAsync(takes: default, Value, default));
        Assert.Equal("50", await readings.TakeAsync(takes: default, Value, default));
        Assert.Equal(4, wire.Sent.Count);
    }

    [Fact]
    public async Task Take_UnreadableValueWithAStamp_KeepsTheStamp()
    {
        await using InstrumentSession session = Session(retries: 0);
        var readings = new FreshReadings(session, ":READ?", Stamp);
        wire.Answers("9.9E37,1", "20,2");

        await Assert.ThrowsAsync<InstrumentException>(() => readings.TakeAsync(
            takes: default, answer => session.ReadNumber(Value(answer), ":READ?").ToString(CultureInfo.InvariantCulture), default).AsTask());

        Assert.Equal("20", await readings.TakeAsync(takes: default, Value, default));
        Assert.Equal(2, wire.Sent.Count);
    }

    private static string Value(string answer) => answer.Split(',')[0];

    private static string Stamp(string answer) => answer.Split(',')[1];

    private async Task<List<string>> TakeAsync(int retries, int readings, params string[] answers)
    {
        wire.Answers(answers);
        await using InstrumentSession session = Session(retries);
        var fresh = new FreshReadings(session, ":READ?", Stamp);
        List<string> taken = [];
        for (int i = 0; i < readings; i++)
        {
            taken.Add(await fresh.TakeAsync(takes: default, Value, default));
        }

        return taken;
    }

    private InstrumentSession Session(int retries) => new(
        "dev", wire, new TwinBench.RecordingGate(), new VirtualClock(), new InstrumentManners(),
        new FaultPolicy { Rules = FaultPolicy.OfExchanges.ToDictionary(fault => fault, _ => new FaultRule(retries, 0)) });
}
