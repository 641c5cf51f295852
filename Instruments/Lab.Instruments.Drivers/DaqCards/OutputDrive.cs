using Lab.Quantities;

namespace Lab.Instruments.Drivers.DaqCards;

/// <summary>One output of a card, for a recipe that brings terminals to rest in turn. It has no switch: zero volts is all there
/// is, and the way there needs no leave of the gate.</summary>
/// <remarks>A rate of current says nothing of an output in volts; the limits of the output bound the way to zero.</remarks>
/// <param name="card">The card.</param>
/// <param name="output">The output.</param>
internal sealed class OutputDrive(NiDaqmxCard card, string output) : IDrive
{
    /// <inheritdoc/>
    public ValueTask SwitchOffAsync(CancellationToken cancellationToken = default) =>
        card.RestAsync(output, isGradual: false, cancellationToken);

    /// <inheritdoc/>
    public ValueTask RampToZeroAsync(CurrentRate? rate, CancellationToken cancellationToken) =>
        card.RestAsync(output, isGradual: true, cancellationToken);

    /// <inheritdoc/>
    public ValueTask MakeSafeAsync(CurrentRate? rate, CancellationToken cancellationToken) =>
        card.RestAsync(output, isGradual: true, cancellationToken);
}
