using Lab.Instruments.WaveformGenerators;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.WaveformGenerators;

/// <summary>One terminal of a waveform generator, for a recipe that brings terminals to rest in turn.</summary>
/// <param name="generator">The generator.</param>
/// <param name="terminal">The terminal's name.</param>
internal sealed class WaveformDrive(IWaveformGenerator generator, string terminal) : IDrive
{
    /// <inheritdoc/>
    public ValueTask SwitchOffAsync(CancellationToken cancellationToken = default) =>
        generator.SetOutputAsync(terminal, on: false, cancellationToken);

    /// <inheritdoc/>
    public ValueTask RampToZeroAsync(CurrentRate? rate, CancellationToken cancellationToken) =>
        generator.SetOutputAsync(terminal, on: false, cancellationToken);

    /// <inheritdoc/>
    public ValueTask MakeSafeAsync(CurrentRate? rate, CancellationToken cancellationToken) =>
        generator.SetOutputAsync(terminal, on: false, cancellationToken);
}
