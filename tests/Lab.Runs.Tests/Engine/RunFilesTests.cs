using Lab.Runs.Calibrations;
using Lab.Runs.Engine;
using Lab.Runs.Records;

namespace Lab.Runs.Tests.Engine;

/// <summary>The files that a run depends on, and its bench.</summary>
public sealed class RunFilesTests : IDisposable
{
    private const string Bench = """
        bench: fake
        instruments:
          rf: { driver: a, address: "TCPIP::1.2.3.4::5025::SOCKET", settings: { line_frequency: 50 Hz } }
        sample:
          magnet: { field_per_current: 500 Oe }
        wiring:
          - { instrument: rf, port: rf, loss: 6 dB }
        safe_state:
          - { instrument: rf, action: off }
          - { instrument: line, action: ramp }
        """;

    private readonly TemporaryFolder work = new();

    public void Dispose() => work.Dispose();

    [Fact]
    public async Task Run_FileOfASetting_IsRecordedWithItsSumAndCopied()
    {
        string table = Write("my table.csv", "abc");

        RunOutcome outcome = await RunEngine.RunAsync(Request(table));

        RunFile file = outcome.Folder.ReadInfo().Files.Single(each => each.Setting == "table");
        Assert.Equal(table, file.Path);
        Assert.Equal(3, file.Bytes);
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", file.Sha256); // FIPS 180-2, appendix B.1
        Assert.Equal("abc", File.ReadAllText(Path.Combine(outcome.Folder.FullPath, file.Copy!)));
    }

    [Fact]
    public async Task Run_LargeFile_IsRecordedWithoutACopy()
    {
        string table = Write("large.csv", new string('x', (1 << 20) + 1));

        RunOutcome outcome = await RunEngine.RunAsync(Request(table));

        RunFile file = outcome.Folder.ReadInfo().Files.Single(each => each.Setting == "table");
        Assert.Null(file.Copy);
        Assert.Equal((1 << 20) + 1, file.Bytes);
        Assert.Equal(table, RunFiles.Find(outcome.Folder.FullPath, file));
        File.AppendAllText(table, "y");
        string message = Assert.Throws<RunException>(() => RunFiles.Find(outcome.Folder.FullPath, file)).Message;
        Assert.Contains($"'{table}'", message, StringComparison.Ordinal);
        Assert.Contains("has changed since", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RunFiles.Module, 16 << 20, true)]
    [InlineData(RunFiles.Module, (16 << 20) + 1, false)]
    [InlineData(RunFiles.Device, 16 << 20, true)]
    [InlineData("table", 1 << 20, true)]
    [InlineData("table", (1 << 20) + 1, false)]
    public void Take_FileUpToTheBoundOfItsKind_IsCopied(string setting, int bytes, bool isCopied)
    {
        string file = Path.Combine(work.Path, "file.bin");
        File.WriteAllBytes(file, new byte[bytes]);

        RunFile taken = RunFiles.Take(new NamedFile(setting, file), work.Path);

        Assert.Equal(isCopied, taken.Copy is not null);
        Assert.Equal(
            isCopied ? file : null,
            RunFiles.FindCopy(work.Path, taken) is { } copy && new FileInfo(copy).Length == bytes ? file : null);
    }

    [Fact]
    public async Task Resume_FileChanged_IsRefusedUnlessAcceptedAndThenRecorded()
    {
        string table = Write("my.csv", "abc");
        RunOutcome stopped = await StopAsync(Request(table));
        Write("my.csv", "abd");

        string message =
            (await Assert.ThrowsAsync<RunException>(() => RunEngine.ResumeAsync(Request(table), stopped.Folder))).Message;
        RunOutcome resumed = await RunEngine.ResumeAsync(Request(table) with { AcceptsChanges = true }, stopped.Folder);

        Assert.StartsWith(
            $"The run began differently: file of table, {table}, was 3 bytes with SHA-256 ba7816bf8f01…",
            message,
            StringComparison.Ordinal);
        Assert.Contains("file of table", Assert.Single(resumed.Info.Seams[^1].Differences), StringComparison.Ordinal);
        Assert.Equal(["table-2-my.csv", "table-my.csv"], Directory.GetFiles(Path.Combine(stopped.Folder.FullPath, "files"))
            .Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Resume_FromTheCopy_KeepsThePathThatItHad()
    {
        string table = Write("my.csv", "abc");
        RunOutcome stopped = await StopAsync(Request(table));
        string copy = RunFiles.FindCopy(stopped.Folder.FullPath, stopped.Info.Files[0])!;
        File.Delete(table);

        RunOutcome resumed = await RunEngine.ResumeAsync(Request(copy), stopped.Folder);

        Assert.Equal(RunStatus.Done, resumed.Info.Status);
        Assert.Equal(table, resumed.Info.Files[0].Path);
        Assert.Equal(table, resumed.Info.Settings["table"]);
        Assert.Empty(resumed.Info.Seams[^1].Differences);
    }

    [Fact]
    public async Task Run_CalibrationUsed_IsCopiedWithItsCurves()
    {
        var loss = new CalibrationRecord(
            "rf/loss", 6, "dB", 0.1, "20260101-000000-power-calibration", DateTimeOffset.UnixEpoch.AddYears(100))
        {
            Curves = new Dictionary<string, double[]> { ["frequency"] = [1e8, 2e8], ["loss"] = [5.5, 6.5] },
        };
        RunRequest request = Request() with
        {
            Protocol = new ScriptedProtocol { Prepare = context => Assert.NotNull(context.FindCalibration("rf/loss")) },
            Calibrations = new CalibrationsInForce([loss], DateTimeOffset.UnixEpoch),
        };

        RunOutcome outcome = await RunEngine.RunAsync(request);

        string? copy = Assert.Single(outcome.Folder.ReadInfo().Calibrations).Copy;
        Assert.Equal("files/calibration-rf-loss.json", copy);
        string text = await File.ReadAllTextAsync(Path.Combine(outcome.Folder.FullPath, copy!));
        Assert.Equal([5.5, 6.5], CalibrationStore.FromJson(text, copy!).Curves["loss"]);
    }

    [Fact]
    public async Task Run_LongBenchFile_IsKeptWithTheRun()
    {
        string text = $"{Bench}\n# {new string('x', 2 << 20)}";

        RunOutcome outcome = await RunEngine.RunAsync(Request() with { BenchText = text });

        Assert.Equal(text, await File.ReadAllTextAsync(
            RunFiles.FindCopy(outcome.Folder.FullPath, outcome.Info.Files.Single(file => file.Setting == "bench"))!));
    }

    [Theory]
    [InlineData("500 Oe", "50 Oe", "bench file: sample.magnet.field_per_current was 500 Oe, is 50 Oe")]
    [InlineData(
        "line_frequency: 50 Hz", "line_frequency: 60 Hz",
        "bench file: instruments.rf.settings.line_frequency was 50 Hz, is 60 Hz")]
    [InlineData(
        "instrument: line, action: ramp", "instrument: line, action: hold", "bench file: safe_state[1].action was ramp, is hold")]
    [InlineData("instrument: rf, port: rf", "instrument: rf, port: smu", "bench file: wiring[0].port was rf, is smu")]
    [InlineData("loss: 6 dB", "loss: 6.0001 dB", "bench file: wiring[0].loss was 6 dB, is 6.0001 dB")]
    public async Task Resume_ValueOfTheBenchFileChanged_IsRefused(string old, string now, string difference)
    {
        RunOutcome stopped = await StopAsync(Request() with { BenchText = Bench });
        RunRequest changed = Request() with { BenchText = Bench.Replace(old, now, StringComparison.Ordinal) };

        string message = (await Assert.ThrowsAsync<RunException>(() => RunEngine.ResumeAsync(changed, stopped.Folder))).Message;
        RunOutcome resumed = await RunEngine.ResumeAsync(changed with { AcceptsChanges = true }, stopped.Folder);

        Assert.Contains(difference, message, StringComparison.Ordinal);
        Assert.Contains(difference, resumed.Info.Seams[^1].Differences);
    }

    [Theory]
    [InlineData("bench: fake", "# my bench\nbench:   fake", 0)]
    [InlineData("::5025::", "::5026::", 1)]
    public async Task Resume_CommentsAndAddresses_AreNoReasonToRefuse(string old, string now, int noted)
    {
        RunOutcome stopped = await StopAsync(Request() with { BenchText = Bench });

        RunOutcome resumed = await RunEngine.ResumeAsync(
            Request() with { BenchText = Bench.Replace(old, now, StringComparison.Ordinal) }, stopped.Folder);

        Assert.Equal(noted, resumed.Info.Seams[^1].Differences.Count);
    }

    [Fact]
    public async Task Resume_SettingsOfRunJsonChangedByHand_IsRefused()
    {
        RunOutcome stopped = await StopAsync(Request());
        stopped.Folder.WriteInfo(
            stopped.Info with { Settings = new Dictionary<string, string>(stopped.Info.Settings) { ["table"] = "other" } });

        string message = (await Assert.ThrowsAsync<RunException>(() => RunEngine.ResumeAsync(Request(), stopped.Folder))).Message;

        Assert.Contains("setting table was none, is other", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FindCopy_PathOfAnEnemy_StaysInTheFolder()
    {
        RunOutcome outcome = await RunEngine.RunAsync(Request(Write("my.csv", "abc")));
        string outside = Write("secret", "abc");

        Assert.Null(RunFiles.FindCopy(outcome.Folder.FullPath, outcome.Info.Files[0] with { Copy = outside }));
        Assert.Null(RunFiles.FindCopy(outcome.Folder.FullPath, outcome.Info.Files[0] with { Copy = "../../secret" }));
    }

    private string Write(string name, string text)
    {
        File.WriteAllText(work.Join(name), text);
        return work.Join(name);
    }

    private static async Task<RunOutcome> StopAsync(RunRequest request)
    {
        using var stop = new CancellationTokenSource();
        return await RunEngine.RunAsync(request with
        {
            Stop = stop.Token,
            Protocol = new ScriptedProtocol
            {
                Read = point =>
                {
                    stop.Cancel();
                    return point * 0.5;
                },
            },
        });
    }

    private RunRequest Request(string table = "") =>
        new(new ScriptedProtocol(), new ScriptedSettings { Table = table }, new FakeBench(), 1, work.Join("runs"));
}
