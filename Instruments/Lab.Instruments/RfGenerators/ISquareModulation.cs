using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Instruments.RfGenerators;

/// <summary>The functions of an RF generator that keys its tone on and off at a low frequency, for a lock-in amplifier.</summary>
/// <remarks>The level in the on half is the level that is set: modulation adds no power that a limit would have to
/// count.</remarks>
public interface ISquareModulation
{
    /// <summary>Modulates the tone: on for half of each period, off for the other half. Opening the bench ends it.</summary>
    /// <param name="frequency">The modulation frequency; <see langword="null"/> for a continuous wave.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">The instrument has no such modulation, refuses, or does not answer.</exception>
    [DrivesNothing]
    ValueTask ModulateAsync(Frequency? frequency, CancellationToken cancellationToken = default);
}
