using Lab.Runs.Engine;
using Lab.Runs.Records;

namespace Lab.Runs.Tests.Engine;

/// <summary>A log that cannot be written ends no run, and is told.</summary>
public sealed class RunLogTests : IDisposable
{
    private readonly TemporaryFolder work = new();

    public void Dispose() => work.Dispose();

    [Fact]
    public void Close_OnAFullDisk_SaysWhatIsMissing()
    {
        if (!File.Exists("/dev/full"))
        {
            return; // the device of Linux on which nothing has room
        }

        RunFolder folder = RunFolder.Create(work.Path, "a", DateTimeOffset.UnixEpoch);
        File.CreateSymbolicLink(folder.LogFile, "/dev/full");
        using var log = RunLog.Open(folder);
        for (int line = 0; line < 10_000; line++)
        {
            log.Logger.Information("Point {Point}", line);
        }

        Assert.StartsWith("The last lines of log.jsonl are not on the disk: ", log.Close(), StringComparison.Ordinal);
        Assert.Null(log.Close());
    }
}
