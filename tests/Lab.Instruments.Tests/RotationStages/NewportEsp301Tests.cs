using System.Globalization;
using Lab.Benches;
using Lab.Instruments.Drivers;
using Lab.Instruments.RotationStages;
using Lab.Quantities;

namespace Lab.Instruments.Tests.RotationStages;

public sealed class NewportEsp301Tests : RotationStageContract
{
    protected override string Driver => "newport-esp301";

    protected override bool HasFullIdentity => false;

    protected override Angle Tolerance => Angle.FromDegrees(0.02);

    [Fact]
    public async Task Errors_UnknownCommand_AreTheManualsCodes()
    {
        // ESP301 user's manual, appendix A: 6 COMMAND DOES NOT EXIST, 9 AXIS NUMBER OUT OF RANGE, and x13 of an axis.
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync("1XX");
        Assert.Equal("6", await bench.AskAsync("TE?"));
        await bench.AskAsync("3PA1");
        Assert.Equal("9", await bench.AskAsync("TE?"));
        await bench.AskAsync("1MF;1PA5");
        Assert.Matches("^113, [0-9]+, AXIS-1 MOTOR NOT ENABLED$", await bench.AskAsync("TB?"));
        Assert.Matches("^0, [0-9]+, NO ERROR DETECTED$", await bench.AskAsync("TB"));
    }

    [Fact]
    public async Task Motion_AsTheManualShowsIt_IsDoneAfterItsTime()
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Equal("0", await bench.AskAsync("1VA10;1PA20;1MD?"));
        bench.Clock.Advance(Duration.FromSeconds(1));
        Assert.InRange(double.Parse((await bench.AskAsync("1TP"))!, CultureInfo.InvariantCulture), 9.5, 10.5);
        bench.Clock.Advance(Duration.FromSeconds(2));
        Assert.Equal("1", await bench.AskAsync("1MD?"));
        Assert.Equal("20.00000", await bench.AskAsync("1DP?"));
    }

    [Fact]
    public async Task Open_EarlierUsersUnit_IsDegrees()
    {
        await using TwinBench bench = await TwinBench.OpenAsync(Driver, rough: true);
        Assert.Equal("7", await bench.AskAsync("1SN?"));
    }

    [Fact]
    public async Task Open_WhileItMoves_IsRefused()
    {
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync("1PA90");
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => ((ScpiInstrument)bench.Get<IRotationStage>()).OpenAsync(default).AsTask());
        Assert.Equal(
            "The stage is moving (device, sim:). Wait until it stands, or stop it at its controller, and open the bench again.",
            error.Message);
    }

    [Fact]
    public async Task SetAngle_BeyondTheControllersTravel_SaysSo()
    {
        await using TwinBench bench = await OpenAsync();
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => bench.Get<IRotationStage>().SetAngleAsync(Angle.FromDegrees(400)).AsTask());
        Assert.Equal(
            "400 deg is outside the travel of the controller, -360 deg to 360 deg (device, 1PA400). Nothing was sent. "
            + "Choose an angle within it, or widen the software limits at the controller (SL, SR).",
            error.Message);
    }

    [Fact]
    public async Task SetAngle_Blocked_TellsTheControllersError()
    {
        await using TwinBench bench = await StageBench.OpenAsync(
            Driver, rough: false, twin: [("stalls_at", Angle.FromDegrees(20))]);
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => bench.Get<IRotationStage>().SetAngleAsync(Angle.FromDegrees(60)).AsTask());
        Assert.Equal(InstrumentFault.Refused, error.Fault);
        Assert.Contains("FOLLOWING ERROR THRESHOLD EXCEEDED", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SetAngle_ReferenceSearch_HomesFirstAndTells()
    {
        await using TwinBench bench = await OpenAsync(("reference", "search"));
        var told = new List<string>();
        bench.Progressed = progress => told.Add(progress.ToString());
        IRotationStage stage = bench.Get<IRotationStage>();
        Assert.False(await stage.IsHomedAsync());

        await stage.SetAngleAsync(Angle.FromDegrees(10));
        await stage.SetAngleAsync(Angle.FromDegrees(20));

        Assert.Equal(["device searches its home switch", "device is homed"], told);
        Assert.True(await stage.IsHomedAsync());
    }
}
