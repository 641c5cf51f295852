using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers;
using Lab.Mocks;
using Lab.Runs.Engine;
using Lab.Runs.Records;

namespace Lab.Protocols.Tests.Shots;

/// <summary>The record of a bench by shots, taken up where it was left.</summary>
public sealed class ShotRecordTests : IDisposable
{
    private const int Recorded = 100_000;
    private const int Missing = 10;

    private readonly string folder = Directory.CreateTempSubdirectory("lab-shots-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Resume_AfterAHundredThousandShots_TakesElevenAndEqualsTheUnbrokenRecord()
    {
        string runs = Path.Combine(folder, "runs");
        string killed = Path.Combine(folder, "killed");
        RunOutcome unbroken;
        await using (var bench = await ShotBench.OpenAsync())
        {
            unbroken = await RunEngine.RunAsync(Request(bench, runs) with
            {
                Progress = progress =>
                {
                    if (progress.Done == Recorded && !Directory.Exists(killed))
                    {
                        Copy(Directory.GetDirectories(runs).Single(), killed);
                    }
                },
            });
        }

        await using var again = await ShotBench.OpenAsync();
        RunOutcome resumed = await RunEngine.ResumeAsync(Request(again, runs), RunFolder.Open(string.Empty, killed));

        Assert.Equal((RunStatus.Done, RunStatus.Done), (unbroken.Info.Status, resumed.Info.Status));
        Assert.Equal(1 + Missing, again.ShotsTaken);
        IRunData whole = unbroken.Folder.ReadData();
        IRunData pieced = resumed.Folder.ReadData();
        Assert.Equal(Recorded + Missing, pieced.Count);
        Assert.True(whole.BenchSeconds.AsSpan().SequenceEqual(pieced.BenchSeconds), "Bench times differ.");
        Assert.True(
            whole.Numbers(ShotProtocol.Voltage).AsSpan().SequenceEqual(pieced.Numbers(ShotProtocol.Voltage)), "Voltages differ.");

        // Five standard deviations of the share of reversals.
        double share = pieced.Numbers(ShotProtocol.Voltage).Count(volts => volts > 0) / (double)pieced.Count;
        const double expected = WireSwitch.Probability;
        Assert.Equal(expected, share, 5 * Math.Sqrt(expected * (1 - expected) / pieced.Count));
    }

    private static RunRequest Request(ShotBench bench, string runs) =>
        new(new ShotProtocol(), new ShotSettings { Shots = Recorded + Missing }, bench.Open, 1, runs);

    // As a killed process leaves it.
    internal static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.GetFiles(from).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))
        {
            using FileStream source = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using FileStream target = File.Create(Path.Combine(to, Path.GetFileName(file)));
            source.CopyTo(target);
        }
    }

    private sealed class ShotBench(VirtualBench twins, OpenBench open) : IAsyncDisposable
    {
        public OpenBench Open => open;

        public int ShotsTaken => ((ShotCardTwin)twins.Find("card")!).ShotsTaken;

        public static async Task<ShotBench> OpenAsync()
        {
            var definition = new BenchDefinition
            {
                Name = "shots",
                SafeState = [],
                Sample = new SampleDefinition { Parts = [new PartDefinition(WireSwitch.Schema, "wire", SettingValues.Empty)] },
                Wiring = [new WiringDefinition("card", WireSwitch.Port, "wire", default)],
                Instruments =
                [
                    new InstrumentDefinition("card", "shot-card", "sim:", SettingValues.Empty, [], SettingValues.Empty)
                    {
                        Kind = ShotCard.Kind,
                    },
                ],
            };
            var clock = new VirtualClock();
            var catalog = new TwinCatalog([ShotCardTwin.Description], [WireSwitch.Description]);
            var twins = new VirtualBench(definition, 1, clock, catalog: catalog);
            return new ShotBench(twins, await OpenBench.OpenAsync(
                definition,
                new DriverCatalog([ShotCard.Description]),
                [twins],
                clock,
                new BenchSimulation(_ => new ValueTask<string?>(result: null)) { Shots = twins },
                default));
        }

        public async ValueTask DisposeAsync()
        {
            await open.DisposeAsync();
            twins.Dispose();
        }
    }
}
