using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers;
using Lab.Mocks;
using Lab.Models.KerrLoops;
using Lab.Protocols.Nanowires;
using Lab.Quantities;

namespace Lab.Protocols.Tests.Nanowires;

/// <summary>Kerr loops on the twins of the shipped bench.</summary>
public sealed class WallLoopsTests
{
    private sealed record Settings : WallLoopSettings;

    [Theory]
    [InlineData(7.0, WallReading.Passed)]
    [InlineData(2.5, WallReading.Pinned)]
    public async Task Take_FarFromTheCentre_IsReadAsTheWallDoes(double millitesla, WallReading expected)
    {
        await using Rig rig = await Rig.OpenAsync(seed: 1);
        WallLoops loops = await WallLoops.PrepareAsync(rig.Bench, new Settings(), timing: null, default);
        var reader = new ChangePointReader { Swing = Voltage.FromVolts(20e-3), BinSeconds = 50e-6 };
        int right = 0;
        int wrong = 0;
        const int walls = 40;
        for (int wall = 0; wall < walls; wall++)
        {
            WallLoop loop = await loops.TakeAsync(MagneticField.FromTesla(millitesla * 1e-3), default);
            WallReading reading = reader.Read(loop.Record).Wall;
            right += reading == expected ? 1 : 0;
            wrong += reading != expected && reading != WallReading.NotDetermined ? 1 : 0;
            Assert.Equal(0, loop.Miss.Tesla, 0.02e-3);
        }

        // At 7 mT one in a thousand is pinned, at 2.5 mT three in a hundred pass.
        Assert.InRange(wrong, 0, expected == WallReading.Passed ? 1 : 5);
        Assert.InRange(right, walls * 3 / 4, walls);
    }

    [Fact]
    public async Task TakeWithoutPulse_NoWallComes()
    {
        await using Rig rig = await Rig.OpenAsync(seed: 2);
        WallLoops loops = await WallLoops.PrepareAsync(rig.Bench, new Settings(), timing: null, default);
        var reader = new ChangePointReader { Swing = Voltage.FromVolts(20e-3), BinSeconds = 50e-6 };
        await loops.TakeAsync(MagneticField.FromTesla(5e-3), default);
        for (int loop = 0; loop < 10; loop++)
        {
            WallLoop taken = await loops.TakeWithoutPulseAsync(default, default);
            Assert.Equal(WallReading.NotDetermined, reader.Read(taken.Record).Wall);
        }
    }

    [Fact]
    public async Task Take_AsTheMagnetBecomesWarm_KeepsThePulsesAtTheirField()
    {
        await using Rig rig = await Rig.OpenAsync(seed: 3);
        WallLoops loops = await WallLoops.PrepareAsync(rig.Bench, new Settings(), timing: null, default);
        double cold = loops.Timer.SecondsTo(MagneticField.FromTesla(5e-3));
        double worst = 0;
        for (int minute = 0; minute < 8 * 60; minute++)
        {
            await rig.Clock.WaitAsync(Duration.FromSeconds(59.9), default);
            WallLoop loop = await loops.TakeAsync(MagneticField.FromTesla(5e-3), default);
            worst = Math.Max(worst, Math.Abs(loop.Miss.Tesla));
        }

        // A loop a minute, by the eight that are averaged, drifts more between corrections than twenty a second do.
        Assert.InRange(worst, 0.02e-3, 0.1e-3);
        Assert.True(loops.Timer.Retimings > 2, $"{loops.Timer.Retimings} corrections");
        double warm = loops.Timer.SecondsTo(MagneticField.FromTesla(5e-3));
        Assert.True(warm - cold > 50e-6, $"The field has become {warm - cold} s later.");
    }

    private sealed class Rig(OpenBench bench, VirtualBench twins, VirtualClock clock) : IAsyncDisposable
    {
        public OpenBench Bench => bench;

        public VirtualClock Clock => clock;

        public static async Task<Rig> OpenAsync(ulong seed)
        {
            BenchDefinition definition = VirtualLab.Bench("nanowire");
            var clock = new VirtualClock();
            var twins = new VirtualBench(definition, seed, clock);
            OpenBench bench = await OpenBench.OpenAsync(
                definition, [twins], clock, new BenchSimulation(_ => new ValueTask<string?>(result: null)), default);
            return new Rig(bench, twins, clock);
        }

        public async ValueTask DisposeAsync()
        {
            await bench.DisposeAsync();
            twins.Dispose();
        }
    }
}
