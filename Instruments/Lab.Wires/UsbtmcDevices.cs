using System.Globalization;

namespace Lab.Wires;

/// <summary>The instruments on USB that the Linux kernel's module usbtmc serves, as its file system sysfs tells.</summary>
/// <param name="systemRoot">Where sysfs is: <c>/sys</c>.</param>
internal sealed class UsbtmcDevices(string systemRoot)
{
    /// <summary>All that are connected, by the numbers that name them and with their device files.</summary>
    public IReadOnlyList<(UsbtmcName Name, string Path)> List()
    {
        string folder = Path.Combine(systemRoot, "class", "usbmisc");
        return !Directory.Exists(folder) ? [] :
        [
            .. Directory.EnumerateFileSystemEntries(folder, "usbtmc*")
                .Order(StringComparer.Ordinal)
                .Select(Read)
                .OfType<(UsbtmcName, string)>(),
        ];
    }

    /// <summary>The device file of an instrument; <see langword="null"/> where the kernel has none for it.</summary>
    public string? Find(UsbtmcName name) =>
        name.Path.Length > 0 ? name.Path
        : List()
            .Where(device =>
                device.Name.VendorId == name.VendorId
                && device.Name.ProductId == name.ProductId
                && device.Name.SerialNumber.Equals(name.SerialNumber, StringComparison.OrdinalIgnoreCase))
            .Select(device => device.Path)
            .FirstOrDefault();

    // The entry's device is the interface of USB; the folder above it is the instrument.
    private static (UsbtmcName Name, string Path)? Read(string entry)
    {
        string device = Path.Combine(entry, "device");
        string instrument = Path.GetDirectoryName(
            Directory.ResolveLinkTarget(device, returnFinalTarget: true)?.FullName ?? device)!;
        try
        {
            var name = new UsbtmcName(
                ReadNumber(instrument, "idVendor"),
                ReadNumber(instrument, "idProduct"),
                ReadText(instrument, "serial"),
                string.Empty);
            return (name, $"/dev/{Path.GetFileName(entry)}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
        {
            return null; // pulled out meanwhile, or without a serial number: its device file opens it all the same
        }
    }

    private static int ReadNumber(string folder, string file) =>
        int.Parse(ReadText(folder, file), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static string ReadText(string folder, string file) => File.ReadAllText(Path.Combine(folder, file)).Trim();
}
