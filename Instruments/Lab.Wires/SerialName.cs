using System.Globalization;

namespace Lab.Wires;

/// <summary>A VISA resource name of a serial port: <c>ASRL3::INSTR</c>, or with the port's own name
/// <c>ASRL/dev/ttyUSB0::INSTR</c>.</summary>
/// <param name="Port">The text that stands for the port in the name: a number, or the name that the system gives it.</param>
public readonly record struct SerialName(string Port)
{
    /// <summary>Whether VISA knows the name as well: it counts ports and does not take names of the system.</summary>
    public bool IsNumbered => Port.AsSpan().TrimStart("0123456789").IsEmpty;

    /// <summary>The port as this system names it: 3 is COM3 on Windows and /dev/ttyS2 elsewhere.</summary>
    public string SystemName => !int.TryParse(Port, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? Port
        : OperatingSystem.IsWindows() ? $"COM{number}"
        : $"/dev/ttyS{number - 1}";

    /// <summary>Reads a name.</summary>
    public static bool TryParse(string text, out SerialName name)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split("::");
        name = default;
        if (parts.Length != 2
            || parts[0].Length <= 4
            || !parts[0].StartsWith("ASRL", StringComparison.OrdinalIgnoreCase)
            || !parts[1].Equals("INSTR", StringComparison.OrdinalIgnoreCase)
            || parts[0].AsSpan(4).SequenceEqual("0"))
        {
            return false;
        }

        name = new SerialName(parts[0][4..]);
        return true;
    }

    /// <summary>The name as VISA writes it.</summary>
    public override string ToString() => $"ASRL{Port}::INSTR";
}
