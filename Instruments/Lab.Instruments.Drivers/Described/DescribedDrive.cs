using Lab.Instruments.Described;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.Described;

/// <summary>One terminal of a described instrument, for a recipe that brings terminals to rest in turn.</summary>
/// <param name="instrument">The instrument.</param>
/// <param name="terminal">The terminal.</param>
internal sealed class DescribedDrive(DescribedInstrument instrument, DescribedTerminal terminal) : IDrive
{
    /// <inheritdoc/>
    public ValueTask SwitchOffAsync(CancellationToken cancellationToken = default) =>
        instrument.SwitchOffAsync(terminal, cancellationToken);

    /// <inheritdoc/>
    public ValueTask RampToZeroAsync(CurrentRate? rate, CancellationToken cancellationToken) =>
        instrument.RampAsync(terminal, isOff: false, cancellationToken);

    /// <inheritdoc/>
    public ValueTask MakeSafeAsync(CurrentRate? rate, CancellationToken cancellationToken) =>
        instrument.MakeSafeAsync(terminal, cancellationToken);
}
