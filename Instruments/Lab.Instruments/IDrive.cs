using Lab.Quantities;

namespace Lab.Instruments;

/// <summary>An instrument as a whole, or one of its terminals, that can drive the sample: how it is brought to rest.</summary>
public interface IDrive
{
    /// <summary>Switches the output off at once, without a ramp.</summary>
    /// <exception cref="InstrumentException">The instrument does not answer or refuses.</exception>
    ValueTask SwitchOffAsync(CancellationToken cancellationToken = default);

    /// <summary>Brings what is driven to zero in steps; the output stays as it is.</summary>
    /// <param name="rate">The fastest change of the current; <see langword="null"/> takes that of the settings.</param>
    /// <param name="cancellationToken">Ends the ramp where it is.</param>
    /// <exception cref="InstrumentException">The instrument does not answer or refuses.</exception>
    ValueTask RampToZeroAsync(CurrentRate? rate, CancellationToken cancellationToken);

    /// <summary>Does all that is needed, in its order: currents to zero in steps, then the output off.</summary>
    /// <param name="rate">The fastest change of the current; <see langword="null"/> takes that of the settings.</param>
    /// <param name="cancellationToken">Leaves the instrument where it is.</param>
    /// <exception cref="InstrumentException">The instrument does not answer or refuses.</exception>
    ValueTask MakeSafeAsync(CurrentRate? rate, CancellationToken cancellationToken);
}
