namespace Lab.Instruments.Safety;

/// <summary>
/// Stands between every driver and its wire: a set-point that a limit of the bench forbids is never sent.
/// </summary>
public interface ISafetyGate
{
    /// <summary>Checks set-points that one message will make, together, against every limit they touch.</summary>
    /// <param name="instrument">The instrument's name on the bench.</param>
    /// <param name="setPoints">The values about to be sent.</param>
    /// <param name="command">The message, for the error.</param>
    /// <exception cref="InstrumentException">A value is NaN or infinite or a limit forbids it
    /// (<see cref="InstrumentFault.Limit"/>); the message names limit, value and path.</exception>
    void Check(string instrument, ReadOnlySpan<SetPoint> setPoints, string command);
}
