using Lab.Quantities;

namespace Lab.Instruments.Terminals;

/// <summary>A reading of a terminal that gives many numbers at once: a burst of samples, a trace, a spectrum.</summary>
/// <remarks>Reading changes no set-point, range or output.</remarks>
/// <param name="Name">Its name, other than those of the terminal's readings.</param>
/// <param name="Quantity">The quantity of its elements.</param>
/// <param name="ReadAsync">Reads it once, in the quantity's SI unit. The number is how many elements are wanted; an instrument
/// whose traces have a length of their own gives that many.</param>
public sealed record ArrayReading(
    string Name, QuantityDefinition Quantity, Func<IInstrument, int, CancellationToken, ValueTask<double[]>> ReadAsync)
{
    /// <summary>Readings one after the other, as fast as the instrument gives them.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="read">Takes one of them.</param>
    public static ArrayReading Burst<TInstrument, TQuantity>(
        string name, Func<TInstrument, CancellationToken, ValueTask<TQuantity>> read)
        where TInstrument : class, IInstrument
        where TQuantity : struct, IQuantity<TQuantity> =>
        new(name, TQuantity.Definition, async (instrument, count, cancellationToken) =>
        {
            double[] samples = new double[count];
            for (int i = 0; i < count; i++)
            {
                samples[i] = (await read((TInstrument)instrument, cancellationToken).ConfigureAwait(false)).SiValue;
            }

            return samples;
        });
}
