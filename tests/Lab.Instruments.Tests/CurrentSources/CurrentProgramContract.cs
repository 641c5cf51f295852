using Lab.Instruments.CurrentSources;
using Lab.Quantities;

namespace Lab.Instruments.Tests.CurrentSources;

/// <summary>The contract that every current source's driver must hold to where its instrument has programs.</summary>
public abstract class CurrentProgramContract : CurrentSourceContract
{
    private static readonly Current[] Currents =
    [
        Current.FromMilliamperes(1),
        Current.FromMilliamperes(-2),
        Current.FromMilliamperes(3)
    ];

    [Fact]
    public async Task StartProgram_Jumps_GoesThroughTheCurrentsAndStaysAtTheLast()
    {
        await using TwinBench bench = await OpenOnLineAsync();
        await StartAsync(bench, 0.2);
        foreach (double expected in (double[])[1e-3, -2e-3, 3e-3, 3e-3])
        {
            bench.Clock.Advance(Duration.FromSeconds(0.1));
            Assert.Equal(expected, (await bench.Get<ICurrentSource>().GetCurrentAsync()).Amperes, 1e-9);
            Assert.Equal(expected, AmperesInLine(bench), 1e-9);
            bench.Clock.Advance(Duration.FromSeconds(0.1));
        }
    }

    [Fact]
    public async Task StopProgram_WhileItRuns_StaysAndTakesACurrentAgain()
    {
        await using TwinBench bench = await OpenOnLineAsync();
        ICurrentSource source = bench.Get<ICurrentSource>();
        await StartAsync(bench, 1);
        Assert.Equal(
            InstrumentFault.Refused,
            (await Assert.ThrowsAsync<InstrumentException>(() => source.SetCurrentAsync(default).AsTask())).Fault);
        await ((ICurrentProgram)source).StopProgramAsync();
        bench.Clock.Advance(Duration.FromSeconds(5));
        Assert.Equal(1e-3, (await source.GetCurrentAsync()).Amperes, 1e-9);
        await source.SetCurrentAsync(Current.FromMilliamperes(2));
        Assert.Equal(2e-3, AmperesInLine(bench), 1e-9);
    }

    [Fact]
    public async Task MakeSafe_WhileAProgramRuns_StopsItRampsToZeroAndSwitchesOff()
    {
        await using TwinBench bench = await OpenOnLineAsync();
        ICurrentSource source = bench.Get<ICurrentSource>();
        await StartAsync(bench, 10);
        await source.MakeSafeAsync();
        Assert.False(await source.GetOutputAsync());
        Assert.Equal(0, (await source.GetCurrentAsync()).Amperes);
        bench.Clock.Advance(Duration.FromSeconds(100));
        await source.SetOutputAsync(true);
        Assert.Equal(0, AmperesInLine(bench));
    }

    [Fact]
    public async Task StartProgram_OneCurrentForbidden_SendsNothing()
    {
        await using TwinBench bench = await OpenOnLineAsync();
        ICurrentSource source = bench.Get<ICurrentSource>();
        await source.SetOutputAsync(true);
        bench.Gate.Allows = setPoint => setPoint.Value != -2e-3;
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => ((ICurrentProgram)source).StartProgramAsync(Currents, Duration.FromSeconds(0.2), default, 1).AsTask());
        Assert.Equal(InstrumentFault.Limit, error.Fault);
        bench.Clock.Advance(Duration.FromSeconds(1));
        Assert.Equal(0, (await source.GetCurrentAsync()).Amperes);
    }

    [Theory]
    [InlineData(0, 0.2)]
    [InlineData(101, 0.2)]
    [InlineData(2, 0)]
    [InlineData(2, double.NaN)]
    [InlineData(2, double.PositiveInfinity)]
    public async Task StartProgram_NotInTheInstrument_IsRefusedUnsent(int count, double intervalSeconds)
    {
        await using TwinBench bench = await OpenOnLineAsync();
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => ((ICurrentProgram)bench.Get<ICurrentSource>())
                .StartProgramAsync(
                    [.. Enumerable.Repeat(Current.FromMilliamperes(1), count)],
                    Duration.FromSeconds(intervalSeconds),
                    default,
                    1).AsTask());
        Assert.Equal(InstrumentFault.Limit, error.Fault);
        Assert.Empty(bench.Gate.Passed);
    }

    [Fact]
    public async Task StartProgram_CurrentBeyondTheInstrument_IsRefusedAndNeverStarts()
    {
        await using TwinBench bench = await OpenOnLineAsync();
        ICurrentSource source = bench.Get<ICurrentSource>();
        await source.SetOutputAsync(true);
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => ((ICurrentProgram)source)
            .StartProgramAsync(
                [Current.FromMilliamperes(1), Current.FromAmperes(1)], Duration.FromSeconds(0.2), default, 1).AsTask());
        Assert.Equal(InstrumentFault.Refused, error.Fault);
        bench.Clock.Advance(Duration.FromSeconds(1));
        Assert.Equal(0, (await source.GetCurrentAsync()).Amperes);
        await source.SetCurrentAsync(Current.FromMilliamperes(2)); // not written into a program that is still edited
        Assert.Equal(2e-3, AmperesInLine(bench), 1e-9);
    }

    private static async Task StartAsync(TwinBench bench, double intervalSeconds)
    {
        ICurrentSource source = bench.Get<ICurrentSource>();
        await source.SetOutputAsync(true);
        await ((ICurrentProgram)source).StartProgramAsync(Currents, Duration.FromSeconds(intervalSeconds), default, 1);
    }
}
