using Lab.Instruments.RotationStages;
using Lab.Instruments.Terminals;
using Lab.Mocks.Stages;
using Lab.Quantities;

namespace Lab.Instruments.Tests.RotationStages;

/// <summary>The contract that every driver of a rotation stage must hold to.</summary>
public abstract class RotationStageContract : InstrumentContract
{
    /// <summary>How far a stage may stand from its target.</summary>
    protected abstract Angle Tolerance { get; }

    /// <summary>The driver's setting of the speed.</summary>
    protected virtual string VelocityKey => "velocity";

    protected override Task<TwinBench> OpenAsync() => OpenAsync([]);

    protected Task<TwinBench> OpenAsync(params (string Key, object Value)[] settings) =>
        StageBench.OpenAsync(Driver, IsRough, settings);

    [Theory]
    [InlineData(30)]
    [InlineData(-45)]
    [InlineData(0.5)]
    public async Task SetAngle_WithinTravel_IsThereAndTurnsTheSample(double degrees)
    {
        await using TwinBench bench = await OpenAsync();
        IRotationStage stage = bench.Get<IRotationStage>();

        await stage.SetAngleAsync(Angle.FromDegrees(degrees));

        Assert.Equal(degrees, (await stage.ReadAngleAsync()).Degrees, Tolerance.Degrees);
        Assert.Equal(
            degrees, Angle.FromRadians(bench.Virtual.Stage.Sense("device", Sensed.Angle)).Degrees, Tolerance.Degrees);
    }

    [Fact]
    public async Task SetAngle_ThirtyDegreesAtTenASecond_TakesThreeSeconds()
    {
        await using TwinBench bench = await OpenAsync((VelocityKey, Angle.FromDegrees(10)));

        double before = bench.Clock.GetTimestamp() * 1e-9;
        await bench.Get<IRotationStage>().SetAngleAsync(Angle.FromDegrees(30));

        Assert.InRange((bench.Clock.GetTimestamp() * 1e-9) - before, 3, 4.5);
    }

    [Fact]
    public async Task SetAngle_ForbiddenByTheGate_TurnsNothing()
    {
        await using TwinBench bench = await OpenAsync();
        await AssertGatedAsync(
            bench, Channels.Angle, () => bench.Get<IRotationStage>().SetAngleAsync(Angle.FromDegrees(10)).AsTask());
        Assert.Equal(0, (await bench.Get<IRotationStage>().ReadAngleAsync()).Degrees, Tolerance.Degrees);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(5000)]
    public async Task SetAngle_NoAngleOfTheStage_IsRefused(double degrees)
    {
        await using TwinBench bench = await OpenAsync();
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => bench.Get<IRotationStage>().SetAngleAsync(Angle.FromDegrees(degrees)).AsTask());
        Assert.Equal(InstrumentFault.Limit, error.Fault);
    }

    [Fact]
    public async Task MakeSafe_WhileItTurns_StopsWhereItIs()
    {
        await using TwinBench bench = await OpenAsync((VelocityKey, Angle.FromDegrees(10)));
        IRotationStage stage = bench.Get<IRotationStage>();
        using var given = new CancellationTokenSource();
        bench.Gate.Allows = setPoint => true;
        ValueTask moving = stage.SetAngleAsync(Angle.FromDegrees(90), new StoppingToken(bench, given, seconds: 2).Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(moving.AsTask);

        await stage.MakeSafeAsync();

        double there = (await stage.ReadAngleAsync()).Degrees;
        Assert.InRange(there, 15, 30);
        bench.Clock.Advance(Duration.FromSeconds(20));
        Assert.Equal(there, (await stage.ReadAngleAsync()).Degrees, Tolerance.Degrees);
    }

    [Fact]
    public async Task SetAngle_FieldInThePlane_JunctionSeesItsCosine()
    {
        await using TwinBench bench = await OpenAsync();
        IRotationStage stage = bench.Get<IRotationStage>();
        bench.Virtual.Stage.Drive(StageBench.Supply, new DirectCurrent(Current.FromAmperes(2)));
        bench.Clock.Advance(Duration.FromSeconds(5));

        await stage.SetAngleAsync(Angle.FromDegrees(60));

        // 0.05 T/A at 2 A are 0.1 T, of which the half is left along the axis; the probe in the gap does not turn.
        Assert.Equal(0.05, StageBench.FieldAlongAxis(bench), 1e-4);
        Assert.Equal(0.1, bench.Virtual.Stage.Sense(StageBench.Probe, Sensed.Field), 1e-6);
    }

    /// <summary>A token that is cancelled when the bench's clock reaches a time: the virtual clock has no timers.</summary>
    private sealed class StoppingToken
    {
        public StoppingToken(TwinBench bench, CancellationTokenSource source, double seconds)
        {
            double end = (bench.Clock.GetTimestamp() * 1e-9) + seconds;
            bench.Virtual.Stage.Watch(() =>
            {
                if (bench.Clock.GetTimestamp() * 1e-9 > end)
                {
                    source.Cancel();
                }
            });
            Token = source.Token;
        }

        public CancellationToken Token { get; }
    }
}
