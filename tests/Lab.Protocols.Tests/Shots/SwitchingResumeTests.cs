using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers;
using Lab.Mocks;
using Lab.Protocols.Switching;
using Lab.Runs.Engine;
using Lab.Runs.Records;
using Lab.Runs.Settings;

namespace Lab.Protocols.Tests.Shots;

/// <summary>A run of pulses that was killed goes on at its last trial, without living through those before.</summary>
public sealed class SwitchingResumeTests : IDisposable
{
    private static readonly SwitchingProtocol Protocol = new();
    private static readonly object Settings = SettingsBinder.Bind(Protocol.SettingsType, new Dictionary<string, string>
    {
        ["widths"] = "10 ns, 1 us",
        ["amplitudes"] = "-0.56..-0.32 V step 0.04 V",
        ["trials"] = "6",
    });

    private readonly string folder = Directory.CreateTempSubdirectory("lab-switching-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(37)]
    [InlineData(83)]
    public async Task Resume_KilledAtATrial_EqualsTheUnbrokenRunAndTakesTheRestAlone(int recorded)
    {
        string runs = Path.Combine(folder, "runs");
        string killed = Path.Combine(folder, "killed");
        RunOutcome unbroken;
        await using (var bench = await PillarBench.OpenAsync())
        {
            unbroken = await RunEngine.RunAsync(new RunRequest(Protocol, Settings, bench.Open, 3, runs)
            {
                Progress = progress =>
                {
                    if (progress.Done == recorded && !Directory.Exists(killed))
                    {
                        ShotRecordTests.Copy(Directory.GetDirectories(runs).Single(), killed);
                    }
                },
            });
        }

        await using var again = await PillarBench.OpenAsync();
        Assert.True(again.Twins.IsRenewed, "A trial would not find the bench as the first one did.");
        List<long> done = [];
        RunOutcome resumed = await RunEngine.ResumeAsync(
            new RunRequest(Protocol, Settings, again.Open, 3, runs) { Progress = progress => done.Add(progress.Done) },
            RunFolder.Open(string.Empty, killed));

        Assert.Equal((RunStatus.Done, RunStatus.Done), (unbroken.Info.Status, resumed.Info.Status));
        Assert.True(done.Where(each => each > 0).Min() >= recorded - 1, "Trials on record were lived through again.");
        IRunData whole = unbroken.Folder.ReadData();
        IRunData pieced = resumed.Folder.ReadData();
        Assert.Equal(84, pieced.Count);
        foreach (string column in (string[])["given_amplitude", "resistance_before", "resistance_after"])
        {
            Assert.Equal(whole.Numbers(column), pieced.Numbers(column));
        }

        Assert.Equal(whole.BenchSeconds, pieced.BenchSeconds);
        Assert.Contains(whole.Numbers("resistance_after"), ohms => ohms > 1500);
        Assert.Contains(whole.Numbers("resistance_after"), ohms => ohms < 1500);

        // Each of the two readings of a trial has noise of its own.
        double[] before = whole.Numbers("resistance_before");
        Assert.Equal(before.Length, before.Distinct().Count());
    }

    private sealed class PillarBench(VirtualBench twins, OpenBench open) : IAsyncDisposable
    {
        public VirtualBench Twins => twins;

        public OpenBench Open => open;

        public static async Task<PillarBench> OpenAsync()
        {
            BenchDefinition definition = VirtualLab.Bench("pillar");
            var clock = new VirtualClock();
            var twins = new VirtualBench(definition, 3, clock);
            return new PillarBench(twins, await OpenBench.OpenAsync(
                definition, [twins], clock,
                new BenchSimulation(_ => new ValueTask<string?>(twins.Stage.Damage?.ToString())) { Shots = twins }, default));
        }

        public async ValueTask DisposeAsync()
        {
            await open.DisposeAsync();
            twins.Dispose();
        }
    }
}
