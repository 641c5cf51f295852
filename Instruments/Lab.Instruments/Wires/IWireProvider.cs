namespace Lab.Instruments.Wires;

/// <summary>Opens wires of one or several kinds: a socket, a twin in memory and, later, VISA or a serial port.</summary>
public interface IWireProvider
{
    /// <summary>Opens a wire to one instrument.</summary>
    /// <param name="instrument">The instrument's name on the bench.</param>
    /// <param name="address">Its address.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The wire, or <see langword="null"/> where this provider does not know the form of the address.</returns>
    /// <exception cref="WireException">The form is known but nothing answers there.</exception>
    ValueTask<IWire?> TryOpenAsync(string instrument, string address, CancellationToken cancellationToken);
}
