using Lab.Instruments;
using Lab.Instruments.Wires;

namespace Lab.Wires;

/// <summary>Status codes of VISA (VPP-4.3, appendix B; VPP-4.3.2), which VISA.NET hands on,
/// and what they mean for a person.</summary>
internal static class VisaStatus
{
    /// <summary>A read ended because the buffer is full.</summary>
    public const int MaximumCount = 0x3FFF0006;

    /// <summary>There is no such resource.</summary>
    public const int ResourceNotFound = unchecked((int)0xBFFF0011);

    /// <summary>The time was over.</summary>
    public const int Timeout = unchecked((int)0xBFFF0015);

    /// <summary>A session or resource has no such attribute.</summary>
    public const int AttributeNotSupported = unchecked((int)0xBFFF001D);

    private const int ResourceLocked = unchecked((int)0xBFFF000F);
    private const int InvalidName = unchecked((int)0xBFFF0012);
    private const int NoListeners = unchecked((int)0xBFFF005F);
    private const int NotInCharge = unchecked((int)0xBFFF0060);
    private const int Parity = unchecked((int)0xBFFF006A);
    private const int Framing = unchecked((int)0xBFFF006B);
    private const int Overrun = unchecked((int)0xBFFF006C);
    private const int ResourceBusy = unchecked((int)0xBFFF0072);
    private const int LibraryNotFound = unchecked((int)0xBFFF009E);
    private const int InterfaceNotConfigured = unchecked((int)0xBFFF00A5);
    private const int ConnectionLost = unchecked((int)0xBFFF00A6);

    /// <summary>An error of VISA as one of a wire.</summary>
    /// <param name="status">The code, below zero.</param>
    /// <param name="doing">The action that failed: <c>VISA cannot open it</c>.</param>
    /// <param name="text">The text of VISA about it.</param>
    /// <param name="cause">The error underneath, if any.</param>
    public static WireException Error(int status, string doing, string text, Exception? cause = null)
    {
        InstrumentFault fault = status switch
        {
            Timeout => InstrumentFault.Timeout,
            Parity or Framing or Overrun => InstrumentFault.BadAnswer,
            _ => InstrumentFault.Disconnected,
        };
        string said = text.Trim().TrimEnd('.');
        return new WireException(fault, Remedy(status) is { } remedy ? $"{doing}: {said}; {remedy}" : $"{doing}: {said}", cause);
    }

    private static string? Remedy(int status) => status switch
    {
        ResourceNotFound =>
            "look whether the instrument is on and wired, and at its address: 'lab bench scan' lists what VISA sees",
        InvalidName => "this VISA does not know addresses of this form",
        ResourceLocked or ResourceBusy => "another program holds the instrument; close that program",
        NoListeners => "no instrument listens at this GPIB address; look at the address in its menu, its power and the cable",
        NotInCharge => "another controller is in charge of this GPIB; disconnect it, or make this computer the system controller",
        LibraryNotFound => "VISA lacks the driver of this interface, such as NI-488.2 for GPIB; install it",
        InterfaceNotConfigured =>
            "VISA does not know an interface of this number; set it up in the configuration program of VISA",
        ConnectionLost => "look at the instrument's power and cable",
        Parity or Framing or Overrun => "the section 'serial' of the bench file and the instrument's own setting differ",
        _ => null,
    };
}
