namespace Lab.Instruments.Wires;

/// <summary>A message did not get through a wire.</summary>
public sealed class WireException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="fault"><see cref="InstrumentFault.Timeout"/>, <see cref="InstrumentFault.BadAnswer"/> or
    /// <see cref="InstrumentFault.Disconnected"/>.</param>
    /// <param name="message">The event, as a sentence without its full stop.</param>
    /// <param name="cause">The error underneath, if any.</param>
    public WireException(InstrumentFault fault, string message, Exception? cause = null)
        : base(message, cause) => Fault = fault;

    /// <summary>The kind of fault.</summary>
    public InstrumentFault Fault { get; }
}
