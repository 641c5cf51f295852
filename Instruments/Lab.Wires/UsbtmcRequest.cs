namespace Lab.Wires;

/// <summary>A request to the Linux kernel's module usbtmc, with the numbers of include/uapi/linux/usb/tmc.h.</summary>
internal enum UsbtmcRequest : uint
{
    /// <summary>A device clear.</summary>
    Clear = 0x5B02,

    /// <summary>Gives up the message under way to the instrument.</summary>
    AbortOut = 0x5B03,

    /// <summary>Gives up the answer under way from the instrument.</summary>
    AbortIn = 0x5B04,

    /// <summary>Sets the time allowed for a transfer, in milliseconds.</summary>
    SetTimeout = 0x40045B0A,

    /// <summary>The parts of USB488 that the instrument has.</summary>
    Capabilities = 0x80015B11,

    /// <summary>The status byte, which comes while the instrument is busy as well.</summary>
    StatusByte = 0x80015B12,

    /// <summary>Attributes of the last transfer from the instrument; bit 0 is its end of message. Since Linux 4.20.</summary>
    TransferAttributes = 0x80015B18,
}
