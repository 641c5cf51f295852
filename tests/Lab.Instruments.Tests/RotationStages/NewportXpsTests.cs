using System.Globalization;
using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers;
using Lab.Instruments.RotationStages;
using Lab.Mocks;
using Lab.Quantities;

namespace Lab.Instruments.Tests.RotationStages;

public sealed class NewportXpsTests : RotationStageContract
{
    protected override string Driver => "newport-xps";

    protected override bool HasFullIdentity => false;

    protected override Angle Tolerance => Angle.FromDegrees(0.02);

    [Theory]
    [InlineData("GroupStatusGet(Group1,int *)", "0,11")] // ready state from homing
    [InlineData("GroupStatusStringGet(44,char *)", "0,Moving state")]
    [InlineData("GroupPositionCurrentGet(Group1.Pos,double *)", "0,0")]
    [InlineData("GroupMoveAbort(Group1)", "-22,GroupMoveAbort(Group1)")] // nothing moves (bliss)
    [InlineData("GroupMoveAbsolute(Group1.Pos,400)", "-17,GroupMoveAbsolute(Group1.Pos,400)")]
    [InlineData("GroupKill(Group2)", "-19,GroupKill(Group2)")]
    [InlineData("ErrorStringGet(-27,char *)", "0,Move Aborted")]
    [InlineData("NoFunction(1)", "-4,NoFunction(1)")]
    public async Task Call_AnswersCodeAndValuesOrCodeAndCall(string call, string answer)
    {
        // golaborate: '<code>,<values>,EndOfAPI', and after a refusal the text that was sent.
        await using TwinBench bench = await OpenAsync();
        Assert.Equal(answer, await bench.AskAsync(call));
    }

    // A stop need not wait for the connection on which the movement will be answered.
    [Fact]
    public async Task Movement_AbortOverAnotherConnection_EndsIt()
    {
        await using TwinBench bench = await OpenAsync();
        Task<string?>? abort = null;
        Duration start = bench.Clock.Now();
        bench.Virtual.Stage.Watch(() =>
        {
            if ((bench.Clock.Now() - start).Seconds > 1)
            {
                abort ??= bench.AskAsync("GroupMoveAbort(Group1)");
            }
        });

        Assert.Equal("-27,GroupMoveAbsolute(Group1.Pos,90)", await bench.AskAsync("GroupMoveAbsolute(Group1.Pos,90)"));

        Assert.NotNull(abort);
        Assert.Equal("0,", await abort);
        Assert.Equal("0,10", await bench.AskAsync("GroupStatusGet(Group1,int *)"));
        Assert.InRange((await bench.Get<IRotationStage>().ReadAngleAsync()).Degrees, 15, 30);
    }

    [Fact]
    public async Task MakeSafe_WhileItSearchesHome_KillsTheGroup()
    {
        await using TwinBench bench = await OpenAsync();
        IRotationStage stage = bench.Get<IRotationStage>();
        await stage.SetAngleAsync(Angle.FromDegrees(90));
        await bench.AskAsync("GroupKill(Group1)");
        await bench.AskAsync("GroupInitialize(Group1)");
        using var given = new CancellationTokenSource();
        Duration start = bench.Clock.Now();
        bench.Virtual.Stage.Watch(() =>
        {
            if ((bench.Clock.Now() - start).Seconds > 2)
            {
                given.Cancel();
            }
        });
        ITwin twin = bench.Virtual.Twins.Single(each => each.Name == "device");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => twin.ExecuteAsync("GroupHomeSearch(Group1)"u8.ToArray(), new TwinAnswer(), given.Token).AsTask());

        await stage.MakeSafeAsync();

        Assert.Equal("0,7", await bench.AskAsync("GroupStatusGet(Group1,int *)"));
        Assert.InRange((await stage.ReadAngleAsync()).Degrees, 60, 89);
        Assert.False(await stage.IsHomedAsync());
    }

    [Fact]
    public async Task SetAngle_NotHomed_MovesNothingAndSaysHow()
    {
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync("GroupKill(Group1)");
        IRotationStage stage = bench.Get<IRotationStage>();

        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => stage.SetAngleAsync(Angle.FromDegrees(10)).AsTask());

        Assert.Equal(
            "The group takes no movement: Not initialized state due to a GroupKill or KillAll command (7) (device, "
            + "GroupMoveAbsolute(Group1.Pos,10)). Nothing was sent. Search its home switch at the controller, or write "
            + "'reference: search' in the bench file, with which the first movement does so.",
            error.Message);
        Assert.False(await stage.IsHomedAsync());
        Assert.Equal("0,7", await bench.AskAsync("GroupStatusGet(Group1,int *)"));
    }

    [Fact]
    public async Task SetAngle_ReferenceSearch_HomesOnceWhereTheControllerDidNot()
    {
        await using TwinBench bench = await OpenAsync(("reference", "search"));
        await bench.AskAsync("GroupKill(Group1)");
        var told = new List<string>();
        bench.Progressed = progress => told.Add(progress.ToString());
        IRotationStage stage = bench.Get<IRotationStage>();

        await stage.SetAngleAsync(Angle.FromDegrees(10));
        await stage.SetAngleAsync(Angle.FromDegrees(20));

        Assert.Equal(["device searches its home switch", "device is homed"], told);
        Assert.True(await stage.IsHomedAsync());
    }

    [Fact]
    public async Task SetAngle_ReferenceSearchOnAHomedGroup_SearchesNothing()
    {
        await using TwinBench bench = await OpenAsync(("reference", "search"));
        var told = new List<string>();
        bench.Progressed = progress => told.Add(progress.ToString());
        await bench.Get<IRotationStage>().SetAngleAsync(Angle.FromDegrees(10));
        Assert.Empty(told);
    }

    [Fact]
    public async Task SetAngle_MotorOff_IsEnabledFirst()
    {
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync("GroupMotionDisable(Group1)");
        await bench.Get<IRotationStage>().SetAngleAsync(Angle.FromDegrees(10));
        Assert.Equal("0,12", await bench.AskAsync("GroupStatusGet(Group1,int *)")); // ready state from motion
    }

    [Fact]
    public async Task SetAngle_Blocked_TellsTheControllersErrorAndStaysOff()
    {
        await using TwinBench bench = await StageBench.OpenAsync(
            Driver, rough: false, twin: [("stalls_at", Angle.FromDegrees(20))]);
        IRotationStage stage = bench.Get<IRotationStage>();
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => stage.SetAngleAsync(Angle.FromDegrees(60)).AsTask());
        Assert.Equal(InstrumentFault.Refused, error.Fault);
        Assert.Contains("Following error: the stage does not follow its motor", error.Message, StringComparison.Ordinal);

        // A motor that an error switched off stays off.
        error = await Assert.ThrowsAsync<InstrumentException>(() => stage.SetAngleAsync(Angle.FromDegrees(10)).AsTask());
        Assert.Contains(
            "Disabled state due to a following error during motion (22)", error.Message, StringComparison.Ordinal);
        Assert.Equal("0,22", await bench.AskAsync("GroupStatusGet(Group1,int *)"));
    }

    [Fact]
    public async Task SetAngle_AccelerationOfAnEarlierUser_IsKept()
    {
        await using TwinBench bench = await TwinBench.OpenAsync(Driver, rough: true);
        await bench.Get<IRotationStage>().SetAngleAsync(Angle.FromDegrees(10));
        Assert.Equal(
            "0,10,20,0.005,0.05",
            (await bench.AskAsync("PositionerSGammaParametersGet(Group1.Pos,double *,double *,double *,double *)"))!.Trim());
    }

    [Fact]
    public async Task SetAngle_BeyondTheControllersTravel_SaysSo()
    {
        await using TwinBench bench = await OpenAsync();
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => bench.Get<IRotationStage>().SetAngleAsync(Angle.FromDegrees(400)).AsTask());
        Assert.Equal(
            "400 deg is outside the travel of the controller, -360 deg to 360 deg (device, GroupMoveAbsolute(Group1.Pos,400)). "
            + "Nothing was sent. Choose an angle within it, or widen the software limits at the controller (user travel limits "
            + "of the positioner).",
            error.Message);
    }

    [Theory]
    [InlineData("Group1")]
    [InlineData("Group1.")]
    [InlineData("Group1.Pos,0);GroupKill(Group1")]
    public void Read_PositionerThatIsNone_IsRefused(string positioner)
    {
        SettingKey key = DriverCatalog.Shipped.Get(Driver).Settings.Single(setting => setting.Name == "positioner");
        FormatException error = Assert.Throws<FormatException>(() => key.Read(positioner));
        Assert.Equal(
            string.Create(CultureInfo.InvariantCulture, $"'{positioner}' is no positioner with its group, such as Group1.Pos."),
            error.Message);
    }
}
