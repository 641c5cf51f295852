using Lab.Instruments.Wires;
using Lab.Quantities;

namespace Lab.Wires;

/// <summary>A message-based session of a VISA. Its calls block, one at a time.</summary>
internal interface IVisaSession : IDisposable
{
    /// <summary>Sets how long a call may take, 1 ms or more.</summary>
    /// <exception cref="WireException">The session is lost.</exception>
    void SetTimeout(Duration timeout);

    /// <summary>Sets whether reads end at LF, for interfaces that have no END.</summary>
    /// <exception cref="WireException">The session is lost.</exception>
    void SetTermination(bool isEnabled);

    /// <summary>Sets the port of a session with a serial interface.</summary>
    /// <exception cref="WireException">The port cannot be set so.</exception>
    void SetSerial(SerialSettings settings);

    /// <summary>Sends bytes, with END at the last.</summary>
    /// <exception cref="WireException">They were not taken.</exception>
    void Write(byte[] bytes, int offset, int count);

    /// <summary>Receives bytes, up to the message's end.</summary>
    /// <returns>How many bytes came, and whether the message ends with them.</returns>
    /// <exception cref="WireException">None came in time, or the session is lost.</exception>
    (int Count, bool IsEnd) Read(byte[] buffer, int offset, int count);

    /// <summary>Clears the device.</summary>
    /// <exception cref="WireException">It cannot be cleared.</exception>
    void Clear();
}
