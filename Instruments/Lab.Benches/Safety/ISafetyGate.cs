using Lab.Instruments;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Benches.Safety;

/// <summary>
/// Stands between every driver and its wire: a set-point that a limit of the bench forbids is never sent.
/// </summary>
/// <remarks>A message is checked before it is sent and confirmed when the instrument has taken it. In between, and for good where
/// no confirmation comes, the instrument may be set to the old value or to the new one, and both count.</remarks>
public interface ISafetyGate
{
    /// <summary>Checks set-points that one message will make, together, against every limit they touch.</summary>
    /// <param name="instrument">The instrument's name on the bench.</param>
    /// <param name="setPoints">The values about to be sent.</param>
    /// <param name="command">The message, for the error.</param>
    /// <exception cref="InstrumentException">A value is NaN or infinite or a limit forbids it
    /// (<see cref="InstrumentFault.Limit"/>); the message names limit, value and path.</exception>
    void Check(string instrument, ReadOnlySpan<SetPoint> setPoints, string command);

    /// <summary>Checks a value that a driver will approach in steps, each of which is checked by itself: every limit but those of
    /// rate and step. Nothing counts as set by it.</summary>
    /// <inheritdoc cref="Check" path="/param"/>
    /// <inheritdoc cref="Check" path="/exception"/>
    void CheckTarget(string instrument, SetPoint target, string command) =>
        Check(instrument, new ReadOnlySpan<SetPoint>(in target), command);

    /// <summary>Checks a program before it is loaded: every value, every step and rate inside it, the way to its first value, and
    /// its worst value together with all else that is on.</summary>
    /// <param name="instrument">The instrument's name on the bench.</param>
    /// <param name="program">The program that the instrument will go through by itself.</param>
    /// <param name="command">The message that loads it, for the error.</param>
    /// <inheritdoc cref="Check" path="/exception"/>
    void CheckProgram(string instrument, SetPointProgram program, string command)
    {
        ArgumentNullException.ThrowIfNull(program);
        foreach (double value in program.Values)
        {
            Check(instrument, [new SetPoint(program.Terminal, program.Channel, value)], command);
        }
    }

    /// <summary>Checks a waveform before it is loaded, as a program, by its envelope:
    /// the time this takes does not depend on its length.</summary>
    /// <param name="instrument">The instrument's name on the bench.</param>
    /// <param name="waveform">The waveform that the instrument will give out by itself.</param>
    /// <param name="command">The message that loads it, for the error.</param>
    /// <inheritdoc cref="Check" path="/exception"/>
    void CheckWaveform(string instrument, in WaveformEnvelope waveform, string command) => Check(
        instrument,
        [
            new SetPoint(waveform.Terminal, waveform.Channel, waveform.Least),
            new SetPoint(waveform.Terminal, waveform.Channel, waveform.Largest)
        ],
        command);

    /// <summary>Takes note that a waveform which was checked has taken the place of what its terminal gave out before: the
    /// channel is between its extremes from now on.</summary>
    /// <param name="instrument">The instrument's name on the bench.</param>
    /// <param name="waveform">The waveform that the instrument holds.</param>
    void ConfirmWaveform(string instrument, in WaveformEnvelope waveform)
    {
    }

    /// <summary>Takes note that an instrument took the message that was checked last for it.</summary>
    /// <param name="instrument">The instrument's name on the bench.</param>
    void Confirm(string instrument)
    {
    }

    /// <summary>Takes note that the programs of an instrument were stopped. Where they stopped is known when it was read
    /// back.</summary>
    /// <param name="instrument">The instrument's name on the bench.</param>
    void EndProgram(string instrument)
    {
    }

    /// <summary>Takes note of what an instrument says it is set to. Checks nothing: what is there is there, and must stay
    /// possible to switch off.</summary>
    /// <param name="instrument">The instrument's name on the bench.</param>
    /// <param name="setPoint">The set-point that was read back from it.</param>
    void Observe(string instrument, SetPoint setPoint)
    {
    }

    /// <summary>Between which values and how a channel may change, for a driver that ramps.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="channel">The channel.</param>
    ChangeBounds BoundsOf(Terminal terminal, string channel) => ChangeBounds.None;

    /// <summary>Time until the limits of rate allow a set-point; zero where they do, or where no wait would help.</summary>
    /// <param name="instrument">The instrument's name on the bench.</param>
    /// <param name="setPoint">The value that will be sent.</param>
    Duration DelayFor(string instrument, SetPoint setPoint) => default;

    /// <summary>When a set-point was last sent to any instrument of the bench, on the bench's clock: since then a filter settles.
    /// The default does not know and takes this moment for it.</summary>
    /// <param name="now">This moment.</param>
    Duration LastChange(Duration now) => now;
}
