using Lab.Benches.Files;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers;
using Lab.Mocks;
using Lab.Wires.Transcripts;

namespace Lab.Instruments.Tests.Transcripts;

/// <summary>A bench whose wires are a transcript, for the tests that 'lab transcripts test' writes.</summary>
internal sealed class ReplayedBench : IAsyncDisposable
{
    private readonly OpenBench bench;
    private readonly ReplayWires wires;

    private ReplayedBench(OpenBench bench, ReplayWires wires)
    {
        this.bench = bench;
        this.wires = wires;
    }

    /// <summary>Opens the bench; what its drivers send while they open has to be what the transcript has.</summary>
    /// <param name="benchFile">The text of a bench file.</param>
    /// <param name="transcript">The text of the transcript.</param>
    public static async Task<ReplayedBench> OpenAsync(string benchFile, string transcript)
    {
        var reader = new BenchFileReader(
            [.. DriverCatalog.Shipped.All.Select(driver => driver.SchemaWith(TwinCatalog.Shipped.SettingsOf(driver.Name)))]);
        var clock = new VirtualClock();
        var wires = new ReplayWires(new TranscriptReader(new StringReader(transcript)), clock);
        return new ReplayedBench(
            await OpenBench.OpenAsync(reader.Read(benchFile, "transcript"), [wires], clock, simulation: null, default), wires);
    }

    public T Get<T>(string name)
        where T : class, IInstrument => bench.Get<T>(name);

    public void AssertNothingIsLeft() => Assert.Null(wires.Unread);

    public ValueTask DisposeAsync() => bench.DisposeAsync();
}
