using Lab.Instruments;
using Lab.Instruments.Wires;
using Lab.Quantities;

namespace Lab.Wires;

/// <summary>A serial port that VISA holds, used byte by byte: no END tells there where an answer ends.</summary>
internal sealed class VisaSerialPort : ISerialPort
{
    private readonly IVisaSession session;

    /// <summary>Takes over a session and sets its port.</summary>
    /// <exception cref="WireException">The port cannot be set so; the session is closed then.</exception>
    public VisaSerialPort(IVisaSession session, SerialSettings settings)
    {
        this.session = session;
        try
        {
            session.SetSerial(settings);
            session.SetTermination(isEnabled: true);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public int Read(byte[] buffer, int offset, int count, int milliseconds)
    {
        session.SetTimeout(Duration.FromMilliseconds(milliseconds));
        try
        {
            // VISA waits until it has all that was asked for, so a byte is asked for at a time.
            return session.Read(buffer, offset, 1).Count;
        }
        catch (WireException error) when (error.Fault == InstrumentFault.Timeout)
        {
            return 0;
        }
    }

    /// <inheritdoc/>
    public int Write(byte[] buffer, int offset, int count, int milliseconds)
    {
        session.SetTimeout(Duration.FromMilliseconds(milliseconds));
        try
        {
            session.Write(buffer, offset, 1);
            return 1;
        }
        catch (WireException error) when (error.Fault == InstrumentFault.Timeout)
        {
            return 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();
}
