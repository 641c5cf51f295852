using Lab.Benches;
using Lab.Instruments.Wires;
using Lab.Wires.Daqmx;

namespace Lab.Wires;

/// <summary>All wires to real instruments, in the order in which they are asked for an address.</summary>
public static class RealWires
{
    /// <summary>The forms of addresses, for messages and the schema of bench files.</summary>
    public const string Forms =
        "TCPIP::host::port::SOCKET, TCPIP::host::INSTR, GPIB0::12::INSTR, USB0::…::INSTR, ASRL/dev/ttyUSB0::INSTR, ASRL3::INSTR, "
        + "PRLGX-TCPIP::host::1234::GPIB::9::INSTR, PRLGX-ASRL/dev/ttyUSB0::GPIB::9::INSTR, daqmx::Dev1, or sim: for the twin";

    /// <summary>The forms of addresses of some wires: the shipped ones, after those that modules bring.</summary>
    /// <param name="wires">The wires that are asked for an address.</param>
    public static string FormsWith(IReadOnlyList<IWireProvider> wires)
    {
        ArgumentNullException.ThrowIfNull(wires);
        return string.Join(", ", [.. wires.Select(provider => provider.AddressForm).OfType<string>(), Forms]);
    }

    /// <summary>New providers. Sockets, adapters of Prologix and the kernel's USB instruments are Lab's own whatever is
    /// installed. VISA comes before Lab's other wires, so that where it is installed its aliases, drivers and locks count. The
    /// last says what to install for an address that none opened.</summary>
    public static IReadOnlyList<IWireProvider> Create() =>
    [
        new SocketWires(),
        new PrologixWires(),
        new UsbtmcWires(),
        new VisaWires(),
        new GpibWires(),
        new DaqmxWires(),
        new Vxi11Wires(),
        new HislipWires(),
        new SerialWires(),
        new VisaRefusal(),
    ];
}
