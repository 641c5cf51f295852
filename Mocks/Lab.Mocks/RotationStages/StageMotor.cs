using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Mocks.Stages;
using Lab.Models.Randomness;
using Lab.Quantities;

namespace Lab.Mocks.RotationStages;

/// <summary>The motor of a rotation stage that turns the sample: a constant speed, an end that repeats within its scatter, and
/// what may block it.</summary>
/// <remarks>The time of the two ramps is added at the end of a movement [assumption].</remarks>
internal sealed class StageMotor
{
    private const string RepeatabilityKey = "repeatability";
    private const string ZeroErrorKey = "zero_error";
    private const string StallsKey = "stalls_at";
    private const double EncoderDegrees = 0.0005;

    private readonly TwinContext context;
    private readonly RandomStream random;
    private readonly double repeatability;
    private readonly Angle zeroError;
    private readonly double stallsAt;
    private Turn turn = Turn.Standing(default);
    private double doneSeconds;
    private bool hasToldStall;

    /// <summary>Creates the motor, which stands at zero.</summary>
    public StageMotor(TwinContext context)
    {
        this.context = context;
        random = context.Random("stop");
        repeatability = context.Twin.Get<Angle>(RepeatabilityKey).Degrees;
        zeroError = context.Twin.Get<Angle>(ZeroErrorKey);
        double stall = context.Twin.Get<Angle>(StallsKey).Degrees;
        stallsAt = stall > 0 ? stall : double.PositiveInfinity;
    }

    /// <summary>The keys of the twin's section.</summary>
    public static IReadOnlyList<SettingKey> Keys { get; } =
    [
        SettingKey.NotNegative<Angle>(
            RepeatabilityKey, Angle.FromDegrees(0.001), "Standard deviation of where a movement ends, which the encoder sees."),
        SettingKey.Quantity<Angle>(
            ZeroErrorKey, default(Angle), "Angle of the field to the sample's axis at the zero of the stage."),
        SettingKey.NotNegative<Angle>(
            StallsKey, default(Angle), "Angle beyond which something blocks the stage; 0 for none."),
    ];

    /// <summary>Where it is, degrees.</summary>
    public double Degrees => turn.At(Now).Degrees;

    /// <summary>Where its encoder finds it, degrees.</summary>
    public double EncodedDegrees => Math.Round(Degrees / EncoderDegrees) * EncoderDegrees;

    /// <summary>Whether it moves, or settles after a movement.</summary>
    public bool IsMoving => Now < doneSeconds;

    /// <summary>Time until the movement is done.</summary>
    public Duration Rest => Duration.FromSeconds(Math.Max(0, doneSeconds - Now));

    private double Now => context.Stage.Clock.Now().Seconds;

    /// <summary>Starts a movement.</summary>
    /// <param name="degrees">Its target, degrees.</param>
    /// <param name="speed">Its speed, degrees a second.</param>
    /// <param name="acceleration">Its acceleration, degrees a second squared.</param>
    public void Move(double degrees, double speed, double acceleration)
    {
        double ends = degrees + (repeatability * random.NextGaussian());
        ends = Math.Abs(ends) > stallsAt ? Math.CopySign(stallsAt, ends) : ends;
        double now = Now;
        hasToldStall = false;
        turn = new Turn(
            Angle.FromDegrees(Degrees),
            Angle.FromDegrees(ends),
            now,
            Angle.FromDegrees(speed).Radians);
        doneSeconds = turn.EndSeconds + (speed / acceleration);
        Tell();
    }

    /// <summary>Stands at an angle, which counts as this one from now on.</summary>
    /// <param name="degrees">The angle, degrees.</param>
    public void Stand(double degrees)
    {
        turn = Turn.Standing(Angle.FromDegrees(degrees));
        doneSeconds = Math.Min(doneSeconds, Now);
        Tell();
    }

    /// <summary>Lets the sample follow a movement from one look to the next.</summary>
    /// <returns>Whether the stage was blocked since the last look.</returns>
    public bool Follow()
    {
        if (turn.To == turn.From)
        {
            return false;
        }

        Tell();
        bool isBlocked = Math.Abs(Degrees) >= stallsAt - EncoderDegrees && !hasToldStall;
        hasToldStall |= isBlocked;
        return isBlocked;
    }

    private void Tell() =>
        context.Stage.Drive(context.Name, turn with { From = turn.From + zeroError, To = turn.To + zeroError });
}
