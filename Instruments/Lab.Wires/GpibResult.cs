using System.Globalization;
using Lab.Instruments;
using Lab.Instruments.Wires;

namespace Lab.Wires;

/// <summary>How a call of a GPIB library ended: its status word, error number and count (linux-gpib and NI-488.2 have the
/// same).</summary>
/// <param name="Status">The status word, <c>ibsta</c>.</param>
/// <param name="Error">The error number, <c>iberr</c>; it means something where the status says so.</param>
/// <param name="Count">Bytes that were carried, or the system's error number with <c>EDVR</c>.</param>
internal readonly record struct GpibResult(int Status, int Error, int Count)
{
    private const int ErrorBit = 1 << 15;
    private const int TimeoutBit = 1 << 14;
    private const int EndBit = 1 << 13;
    private const int Aborted = 6;

    /// <summary>Whether the call failed.</summary>
    public bool IsError => (Status & ErrorBit) != 0;

    /// <summary>Whether it failed because nothing happened for as long as the library waits.</summary>
    public bool IsTimeout => IsError && ((Status & TimeoutBit) != 0 || Error == Aborted);

    /// <summary>Whether the instrument marked the end of its message.</summary>
    public bool IsEnd => (Status & EndBit) != 0;

    /// <summary>The fault that a failed call is.</summary>
    public WireException Fault(GpibName name)
    {
        string what = Error switch
        {
            0 => string.Create(
                CultureInfo.InvariantCulture,
                $"the driver failed with the system's error {Count}; check that the interface is plugged in and its driver "
                    + $"runs (EDVR)"),
            1 => "the interface is not the controller in charge (ECIC)",
            2 => "no instrument listens at that address; check that it is on, its cable and its address (ENOL)",
            3 => "the interface is not addressed (EADR)",
            4 => "an argument is out of range (EARG)",
            5 => "the interface is not the system controller (ESAC)",
            7 => "there is no such interface, or it is not configured (ENEB)",
            10 => "the exchange before is not over (EOIP)",
            11 => "the interface cannot do that (ECAP)",
            14 => "no instrument on the bus takes commands; check the cables (EBUS)",
            21 => "another program has locked it (ELCK)",
            _ => string.Create(CultureInfo.InvariantCulture, $"error {Error} of the GPIB library"),
        };
        return new WireException(InstrumentFault.Disconnected, $"{name} failed: {what}");
    }
}
