using Lab.Quantities;

namespace Lab.Instruments;

/// <summary>An instrument that drives the sample: how it is brought to rest, and how the gate learns what it is set to.</summary>
/// <remarks>An instrument that has no better way is made safe.</remarks>
public interface IDrivesSample : IInstrument, IDrive
{
    /// <summary>Reads back the outputs and levels of all terminals; the driver tells the gate of each.</summary>
    /// <exception cref="InstrumentException">No answer.</exception>
    ValueTask ReadBackAsync(CancellationToken cancellationToken = default);

    /// <summary>One of its terminals, for a recipe that brings them to rest in turn.</summary>
    /// <param name="terminal">The terminal's name; empty for the instrument as a whole.</param>
    /// <exception cref="InstrumentException">The driver declares the terminal and cannot bring it to rest by itself: a mistake in
    /// it.</exception>
    IDrive At(string terminal) => string.IsNullOrEmpty(terminal) ? this : throw new InstrumentException(
        InstrumentFault.Limit,
        $"The driver of {Name} cannot bring its terminal '{terminal}' to rest by itself",
        $"{Name}.{terminal}, safe state",
        $"Name '{Name}' in safe_state, which makes all its terminals safe. This is a mistake in the driver, which declares "
            + "several.");

    /// <inheritdoc/>
    ValueTask IDrive.SwitchOffAsync(CancellationToken cancellationToken) => MakeSafeAsync(cancellationToken);

    /// <inheritdoc/>
    ValueTask IDrive.RampToZeroAsync(CurrentRate? rate, CancellationToken cancellationToken) =>
        MakeSafeAsync(rate, cancellationToken);

    /// <inheritdoc/>
    ValueTask IDrive.MakeSafeAsync(CurrentRate? rate, CancellationToken cancellationToken) => MakeSafeAsync(cancellationToken);
}
