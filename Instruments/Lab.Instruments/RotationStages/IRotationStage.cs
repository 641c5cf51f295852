using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Instruments.RotationStages;

/// <summary>A motorised rotation stage, which turns the sample in the field, or the magnet around the sample.</summary>
public interface IRotationStage : IDrivesSample
{
    /// <summary>The kind: one angle, which stays where it is when the stage is made safe.</summary>
    static InstrumentKind Kind { get; } = new("a rotation stage", typeof(IRotationStage),
    [
        new TerminalDefinition
        {
            SafeRank = SafeRanks.Motion,
            QuietAsync = (stage, cancellationToken) => ((IRotationStage)stage).StopAsync(cancellationToken),
            Channels =
            [
                ChannelDefinition.Of<Angle>(Channels.Angle).At<IRotationStage, Angle>(
                    (stage, angle, cancellationToken) => stage.SetAngleAsync(angle, cancellationToken),
                    (stage, cancellationToken) => stage.ReadAngleAsync(cancellationToken))
                    with
                {
                    Panel = radians => Angle.FromRadians(radians).ToString("deg", formatProvider: null),
                    Tolerance = new ReadBackTolerance(0, Angle.FromDegrees(0.05).Radians), // a worm's play, or a hand at the knob
                    NoStepLimit = ": an angle is approached in one movement; limit the rate.",
                    Trial = HarmlessTrials.Movement,
                },
            ],
            Readings =
            [
                InstrumentReading.Of<IRotationStage, Angle>(
                    "angle", (stage, cancellationToken) => stage.ReadAngleAsync(cancellationToken)),
                InstrumentReading.State<IRotationStage>(
                    "homed", (stage, cancellationToken) => stage.IsHomedAsync(cancellationToken)),
            ],
        },
    ]);

    /// <summary>Turns to an angle and returns when the motion is done and the angle is within the stage's tolerance.</summary>
    /// <param name="angle">The angle, from the zero of the stage.</param>
    /// <param name="cancellationToken">Ends the wait; the stage goes on until it is stopped or there.</param>
    /// <exception cref="InstrumentException">Outside a limit of the bench or the stage (nothing was sent), the stage does not
    /// arrive, refuses, or does not answer.</exception>
    ValueTask SetAngleAsync(Angle angle, CancellationToken cancellationToken = default);

    /// <summary>Reads the angle where the stage is now.</summary>
    /// <exception cref="InstrumentException">No answer.</exception>
    ValueTask<Angle> ReadAngleAsync(CancellationToken cancellationToken = default);

    /// <summary>Whether the angle is known to count from the home switch: a search was made since the stage was switched on, as
    /// far as stage or driver can tell.</summary>
    /// <exception cref="InstrumentException">No answer.</exception>
    ValueTask<bool> IsHomedAsync(CancellationToken cancellationToken = default);

    /// <summary>Stops where it is, with the deceleration of the stage, and returns when it stands.</summary>
    /// <exception cref="InstrumentException">The stage does not answer, or does not stand.</exception>
    [DrivesNothing]
    ValueTask StopAsync(CancellationToken cancellationToken = default);
}
