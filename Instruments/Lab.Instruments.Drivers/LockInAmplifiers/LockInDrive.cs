using Lab.Quantities;

namespace Lab.Instruments.Drivers.LockInAmplifiers;

/// <summary>One terminal of a lock-in amplifier, for a recipe that brings terminals to rest in turn.</summary>
/// <param name="lockIn">The lock-in amplifier.</param>
/// <param name="terminal">The terminal's name.</param>
internal sealed class LockInDrive(ScpiLockIn lockIn, string terminal) : IDrive
{
    /// <inheritdoc/>
    public ValueTask SwitchOffAsync(CancellationToken cancellationToken = default) =>
        lockIn.MakeSafeAsync(terminal, cancellationToken);

    /// <inheritdoc/>
    public ValueTask RampToZeroAsync(CurrentRate? rate, CancellationToken cancellationToken) =>
        lockIn.MakeSafeAsync(terminal, cancellationToken);

    /// <inheritdoc/>
    public ValueTask MakeSafeAsync(CurrentRate? rate, CancellationToken cancellationToken) =>
        lockIn.MakeSafeAsync(terminal, cancellationToken);
}
