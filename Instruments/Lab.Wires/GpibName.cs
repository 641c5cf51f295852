using System.Globalization;

namespace Lab.Wires;

/// <summary>A VISA resource name of an instrument on a GPIB: <c>GPIB0::7::INSTR</c>, with a secondary address
/// <c>GPIB0::7::2::INSTR</c> (VPP-4.3, table 4.3.1).</summary>
/// <param name="Board">Number of the interface.</param>
/// <param name="Primary">Primary address, 0 to 30.</param>
/// <param name="Secondary">Secondary address, 0 to 30; <see langword="null"/> where the instrument has none.</param>
public readonly record struct GpibName(int Board, int Primary, int? Secondary)
{
    /// <summary>Reads a name; <c>INSTR</c> and the number of the interface may be left out.</summary>
    public static bool TryParse(string text, out GpibName name)
    {
        ArgumentNullException.ThrowIfNull(text);
        name = default;
        string[] parts = text.Split("::");
        if (parts.Length > 1 && parts[^1].Equals("INSTR", StringComparison.OrdinalIgnoreCase))
        {
            parts = parts[..^1];
        }

        int board = 0;
        int secondary = 0;
        if (parts.Length is not (2 or 3)
            || !parts[0].StartsWith("GPIB", StringComparison.OrdinalIgnoreCase)
            || (parts[0].Length > 4 && !TryParse(parts[0][4..], 99, out board))
            || !TryParse(parts[1], 30, out int primary)
            || (parts.Length == 3 && !TryParse(parts[2], 30, out secondary)))
        {
            return false;
        }

        name = new GpibName(board, primary, parts.Length == 3 ? secondary : null);
        return true;
    }

    /// <summary>The name as VISA writes it.</summary>
    public override string ToString() => Secondary is { } secondary
        ? string.Create(CultureInfo.InvariantCulture, $"GPIB{Board}::{Primary}::{secondary}::INSTR")
        : string.Create(CultureInfo.InvariantCulture, $"GPIB{Board}::{Primary}::INSTR");

    private static bool TryParse(string text, int most, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= most;
}
