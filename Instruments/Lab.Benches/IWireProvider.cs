using Lab.Instruments.Wires;

namespace Lab.Benches;

/// <summary>Opens wires of one or several kinds: a socket, a VISA resource, a serial port, a twin in memory.</summary>
public interface IWireProvider
{
    /// <summary>The form of its addresses, for messages; <see langword="null"/> for the shipped wires,
    /// whose forms stand together.</summary>
    string? AddressForm => null;

    /// <summary>Opens a wire to one instrument.</summary>
    /// <param name="instrument">The instrument as the bench file describes it, with its address and what its wire is
    /// told.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The wire, or <see langword="null"/> where this provider does not know the form of the address.</returns>
    /// <exception cref="WireException">The form is known but nothing answers there.</exception>
    ValueTask<IWire?> TryOpenAsync(InstrumentDefinition instrument, CancellationToken cancellationToken);
}
