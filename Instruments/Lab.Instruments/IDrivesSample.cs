using Lab.Quantities;

namespace Lab.Instruments;

/// <summary>An instrument that drives the sample: how it is brought to rest, and how the gate learns what it is set to.</summary>
/// <remarks>An instrument that has no better way is made safe.</remarks>
public interface IDrivesSample : IInstrument
{
    /// <summary>Reads back the outputs and levels of all terminals; the driver tells the gate of each.</summary>
    /// <exception cref="InstrumentException">No answer.</exception>
    ValueTask ReadBackAsync(CancellationToken cancellationToken = default);

    /// <summary>Switches the output off at once, without a ramp.</summary>
    /// <exception cref="InstrumentException">The instrument does not answer or refuses.</exception>
    ValueTask SwitchOffAsync(CancellationToken cancellationToken = default) => MakeSafeAsync(cancellationToken);

    /// <summary>Brings what is driven to zero in steps; the output stays as it is.</summary>
    /// <param name="rate">The fastest change of the current; <see langword="null"/> takes that of the settings.</param>
    /// <param name="cancellationToken">Ends the ramp where it is.</param>
    /// <exception cref="InstrumentException">The instrument does not answer or refuses.</exception>
    ValueTask RampToZeroAsync(CurrentRate? rate, CancellationToken cancellationToken) => MakeSafeAsync(rate, cancellationToken);

    /// <summary>As <see cref="IInstrument.MakeSafeAsync"/>, at a rate of the recipe's where the instrument ramps a current.</summary>
    /// <param name="rate">The fastest change of the current; <see langword="null"/> takes that of the settings.</param>
    /// <param name="cancellationToken">Leaves the instrument where it is.</param>
    /// <exception cref="InstrumentException">The instrument does not answer or refuses.</exception>
    ValueTask MakeSafeAsync(CurrentRate? rate, CancellationToken cancellationToken) => MakeSafeAsync(cancellationToken);
}
