using Lab.Instruments.DaqCards;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.DaqCards;

/// <summary>One output of a card, for a recipe that brings terminals to rest in turn. It has no switch: zero volts is all there
/// is.</summary>
/// <param name="card">The card.</param>
/// <param name="output">The output.</param>
internal sealed class OutputDrive(IDaqCard card, string output) : IDrive
{
    /// <inheritdoc/>
    public ValueTask SwitchOffAsync(CancellationToken cancellationToken = default) =>
        card.SetVoltageAsync(output, default, cancellationToken);

    /// <inheritdoc/>
    public ValueTask RampToZeroAsync(CurrentRate? rate, CancellationToken cancellationToken) =>
        card.SetVoltageAsync(output, default, cancellationToken);

    /// <inheritdoc/>
    public ValueTask MakeSafeAsync(CurrentRate? rate, CancellationToken cancellationToken) =>
        card.SetVoltageAsync(output, default, cancellationToken);
}
