using System.Globalization;

namespace Lab.Wires;

/// <summary>A VISA resource name of an instrument on USB: <c>USB0::0x0957::0x17A6::MY123::INSTR</c>, or with a device file of the
/// system <c>USB::/dev/usbtmc0::INSTR</c>.</summary>
/// <param name="VendorId">The maker's number; 0 with a device file.</param>
/// <param name="ProductId">The model's number; 0 with a device file.</param>
/// <param name="SerialNumber">The serial number as the instrument tells it; empty with a device file.</param>
/// <param name="Path">The device file; empty where the numbers name the instrument.</param>
public readonly record struct UsbtmcName(int VendorId, int ProductId, string SerialNumber, string Path)
{
    /// <summary>Reads a name.</summary>
    public static bool TryParse(string text, out UsbtmcName name)
    {
        ArgumentNullException.ThrowIfNull(text);
        name = default;
        string[] parts = text.Split("::");
        if (parts.Length < 3
            || !parts[0].StartsWith("USB", StringComparison.OrdinalIgnoreCase)
            || !parts[0].AsSpan(3).TrimStart("0123456789").IsEmpty
            || !parts[^1].Equals("INSTR", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        if (parts.Length == 3 && parts[1].StartsWith('/'))
        {
            name = new UsbtmcName(0, 0, string.Empty, parts[1]);
            return true;
        }

        // A fifth part is the number of the interface.
        if (parts.Length is not (5 or 6)
            || !TryReadNumber(parts[1], out int vendor)
            || !TryReadNumber(parts[2], out int product)
            || parts[3].Length == 0)
        {
            return false;
        }

        name = new UsbtmcName(vendor, product, parts[3], string.Empty);
        return true;
    }

    /// <summary>The name as VISA writes it, or with the device file.</summary>
    public override string ToString() => Path.Length > 0
        ? $"USB::{Path}::INSTR"
        : string.Create(CultureInfo.InvariantCulture, $"USB0::0x{VendorId:X4}::0x{ProductId:X4}::{SerialNumber}::INSTR");

    private static bool TryReadNumber(string text, out int number) =>
        (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? int.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number))
        && number is >= 0 and <= 0xFFFF;
}
