using Lab.Instruments;
using Lab.Instruments.Wires;
using Lab.Quantities;

namespace Lab.Wires;

/// <summary>A session of the VISA C library.</summary>
internal sealed class VisaCSession : IVisaSession
{
    private const uint SendEnd = 0x3FFF0016;
    private const uint TerminationCharacter = 0x3FFF0018;
    private const uint TimeoutValue = 0x3FFF001A;
    private const uint SerialBaud = 0x3FFF0021;
    private const uint SerialDataBits = 0x3FFF0022;
    private const uint SerialParity = 0x3FFF0023;
    private const uint SerialStopBits = 0x3FFF0024;
    private const uint SerialFlow = 0x3FFF0025;
    private const uint TerminationEnabled = 0x3FFF0038;
    private const uint SerialEndIn = 0x3FFF00B3;
    private const uint SerialEndOut = 0x3FFF00B4;

    private readonly VisaCApi api;
    private readonly uint session;
    private uint milliseconds;
    private int isClosed;

    /// <summary>Takes over an open session and sets time-out and END.</summary>
    /// <exception cref="WireException">They cannot be set; the session is closed then.</exception>
    public VisaCSession(VisaCApi api, uint session, Duration timeout)
    {
        this.api = api;
        this.session = session;
        try
        {
            SetDefault(SendEnd, 1);
            SetDefault(TerminationEnabled, 0);
            SetTimeout(timeout);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>A time-out as VISA takes it: 0 would not wait at all, and the greatest number would wait for ever.</summary>
    public static uint Milliseconds(Duration timeout) =>
        (uint)Math.Clamp(timeout.ToTimeSpan().TotalMilliseconds, 1, uint.MaxValue - 1);

    /// <inheritdoc/>
    public void SetTimeout(Duration timeout)
    {
        uint wanted = Milliseconds(timeout);
        if (wanted != milliseconds)
        {
            Require(api.SetAttribute(session, TimeoutValue, wanted), "VISA cannot set the time-out");
            milliseconds = wanted;
        }
    }

    /// <inheritdoc/>
    public void SetTermination(bool isEnabled)
    {
        Require(api.SetAttribute(session, TerminationCharacter, '\n'), "VISA cannot set the termination character");
        Require(api.SetAttribute(session, TerminationEnabled, isEnabled ? 1u : 0u), "VISA cannot set the termination character");
    }

    /// <inheritdoc/>
    public void SetSerial(SerialSettings settings)
    {
        SetSerial(SerialBaud, (uint)settings.Baud, $"{settings.Baud} baud");
        SetSerial(SerialDataBits, (uint)settings.DataBits, $"{settings.DataBits} data bits");
        SetSerial(SerialParity, settings.Parity switch { "odd" => 1u, "even" => 2u, _ => 0u }, $"parity {settings.Parity}");
        SetSerial(SerialStopBits, settings.StopBits == 2 ? 20u : 10u, $"{settings.StopBits} stop bits");
        SetSerial(
            SerialFlow, settings.Flow switch { "xon-xoff" => 1u, "rts-cts" => 2u, _ => 0u }, $"flow control {settings.Flow}");
        SetSerial(SerialEndIn, 0, "no end of input");
        SetSerial(SerialEndOut, 0, "no end of output");
    }

    /// <inheritdoc/>
    public void Write(byte[] bytes, int offset, int count)
    {
        ReadOnlySpan<byte> rest = bytes.AsSpan(offset, count);
        while (!rest.IsEmpty)
        {
            Require(api.Write(session, rest, out uint sent), "VISA");
            rest = sent > 0
                ? rest[(int)sent..]
                : throw new WireException(
                    InstrumentFault.Disconnected, "VISA takes nothing and says that all is well; its interface needs a look");
        }
    }

    /// <inheritdoc/>
    public (int Count, bool IsEnd) Read(byte[] buffer, int offset, int count)
    {
        int status = api.Read(session, buffer.AsSpan(offset, count), out uint got);
        Require(status, "VISA");
        return ((int)got, status != VisaStatus.MaximumCount);
    }

    /// <inheritdoc/>
    public void Clear() => Require(api.Clear(session), "VISA cannot clear the instrument");

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref isClosed, 1) == 0)
        {
            api.Close(session); // a session that is lost cannot be closed, and need not be
        }
    }

    // These are so by themselves; interfaces that cannot have them otherwise may not know the attribute.
    private void SetDefault(uint attribute, nuint state)
    {
        int status = api.SetAttribute(session, attribute, state);
        if (status != VisaStatus.AttributeNotSupported)
        {
            Require(status, "VISA cannot set how messages end");
        }
    }

    private void SetSerial(uint attribute, uint state, string what) =>
        Require(api.SetAttribute(session, attribute, state), $"VISA cannot set the port to {what}");

    private void Require(int status, string doing)
    {
        if (status < 0)
        {
            throw VisaStatus.Error(status, doing, api.Describe(session, status));
        }
    }
}
