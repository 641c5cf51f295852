using Lab.Instruments.Wires;

namespace Lab.Wires;

/// <summary>A port that carries bytes without ends of messages. Its calls block.</summary>
internal interface ISerialPort : IDisposable
{
    /// <summary>Receives what is there, waiting for the first byte.</summary>
    /// <returns>How many bytes came; 0 where none did in time.</returns>
    /// <exception cref="Lab.Instruments.Wires.WireException">The port is gone.</exception>
    int Read(byte[] buffer, int offset, int count, int milliseconds);

    /// <summary>Sends some of the bytes, waiting until the port takes any.</summary>
    /// <returns>How many bytes were taken; 0 where none were in time.</returns>
    /// <exception cref="Lab.Instruments.Wires.WireException">The port is gone.</exception>
    int Write(byte[] buffer, int offset, int count, int milliseconds);
}
