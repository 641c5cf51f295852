using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers;
using Lab.Mocks;
using Lab.Mocks.Stages;
using Lab.Models.KerrLoops;
using Lab.Protocols.Nanowires;
using Lab.Quantities;
using Xunit.Abstractions;

namespace Lab.Protocols.Tests.Nanowires;

/// <summary>Kerr loops on the twins of the shipped bench.</summary>
public sealed class WallLoopsTests(ITestOutputHelper output)
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

    /// <summary>The first minutes, in which the magnet becomes warm the fastest.</summary>
    [Fact]
    public Task Take_LoopAfterLoopForTwoMinutes_EachPulseMeetsItsField() => FollowAsync(Duration.FromSeconds(120));

    /// <summary>More than 500,000 loops.</summary>
    [Fact]
    [Trait("Kind", "endurance")]
    public Task Take_LoopAfterLoopForEightHours_EachPulseMeetsItsField() => FollowAsync(Duration.FromSeconds(8 * 3600));

    // The field is that of the stage when the pulse generator gives its pulse, which no protocol sees.
    private async Task FollowAsync(Duration time)
    {
        await using Rig rig = await Rig.OpenAsync(seed: 3);
        TriggerMoment? pulse = null;
        rig.Stage.Within(() => rig.Stage.Triggers.Listen("pulser", moment => pulse = moment));
        WallLoops loops = await WallLoops.PrepareAsync(rig.Bench, new Settings(), timing: null, default);
        MagneticField[] fields = [.. Sweep<MagneticField>.Parse("2..8 mT step 1 mT")];
        double worst = 0;
        double squares = 0;
        int count = 0;
        for (double until = rig.Clock.Now().Seconds + time.Seconds; rig.Clock.Now().Seconds < until; count++)
        {
            pulse = null;
            MagneticField wanted = fields[count % fields.Length];
            await loops.TakeAsync(wanted, default);
            TriggerMoment moment = Assert.NotNull(pulse);
            double off = Math.Abs(rig.Stage.RevealInPlaneTesla("wire", moment) - wanted.Tesla);
            squares += off * off;
            worst = Math.Max(worst, off);
        }

        output.WriteLine(FormattableString.Invariant($"{count} loops, {loops.Timer.Retimings} timings; ")
            + FormattableString.Invariant($"worst {worst * 1e6:F1} µT, rms {Math.Sqrt(squares / count) * 1e6:F2} µT"));
        Assert.InRange(count, (int)(time.Seconds * 15), (int)(time.Seconds * 20));
        Assert.InRange(worst, 0.1e-6, 0.1e-3);
    }

    [Fact]
    public async Task MoveSpot_WaitsUntilItIsThere()
    {
        await using Rig rig = await Rig.OpenAsync(seed: 1);
        var settings = new Settings { SpotSettle = Duration.FromSeconds(3) };
        WallLoops loops = await WallLoops.PrepareAsync(rig.Bench, settings, timing: null, default);
        double before = rig.Clock.Now().Seconds;
        await loops.MoveSpotAsync("ao1", Voltage.FromVolts(1), default);
        Assert.InRange(rig.Clock.Now().Seconds - before, 3, 4);
    }

    private sealed class Rig(OpenBench bench, VirtualBench twins, VirtualClock clock) : IAsyncDisposable
    {
        public OpenBench Bench => bench;

        public VirtualClock Clock => clock;

        public SampleStage Stage => twins.Stage;

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
