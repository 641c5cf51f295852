using System.Buffers;
using System.Globalization;

namespace Lab.Studies.Tables;

/// <summary>How a table is written: what stands between cells and what before decimals.</summary>
/// <param name="Separator">The separator between cells.</param>
/// <param name="Decimal">The mark before decimals.</param>
internal readonly record struct TableDialect(TableSeparator Separator, DecimalMark Decimal)
{
    private static readonly SearchValues<char> NumberMarks = SearchValues.Create("0123456789+-\u2212.,;\t| eE");

    private const int LongestNumber = 64;

    /// <summary>The separator as a character; of a comma with a blank the comma, of none NUL.</summary>
    public char Character => Separator switch
    {
        TableSeparator.Tab => '\t',
        TableSeparator.Semicolon => ';',
        TableSeparator.Comma or TableSeparator.CommaBlank => ',',
        TableSeparator.Bar => '|',
        TableSeparator.Blank => ' ',
        _ => '\0',
    };

    /// <summary>Reads a number. Neither words such as NaN nor groups of thousands are numbers.</summary>
    /// <param name="cell">The cell without blanks around it.</param>
    /// <param name="number">The number.</param>
    public bool TryNumber(ReadOnlySpan<char> cell, out double number)
    {
        number = double.NaN;
        if (cell.Length is 0 or > LongestNumber || !(char.IsAsciiDigit(cell[^1]) || cell[^1] is '.' or ','))
        {
            return false;
        }

        Span<char> plain = stackalloc char[cell.Length];
        for (int i = 0; i < cell.Length; i++)
        {
            plain[i] = (cell[i], Decimal) switch
            {
                ('.', DecimalMark.Comma) or (',', not DecimalMark.Comma) => 'x',
                (',', _) => '.',
                ('\u2212', _) => '-', // the minus of typesetters
                var (other, _) => other,
            };
        }

        const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(plain, style, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>Whether a cell has nothing but digits and marks, and is no number all the same:
    /// it was cut at the wrong places.</summary>
    /// <param name="cell">The cell.</param>
    public bool IsBroken(string cell)
    {
        bool hasDigit = cell.AsSpan().ContainsAnyInRange('0', '9');
        bool isCut = cell.AsSpan().ContainsAny(";\t");
        bool hasMark = cell.AsSpan().ContainsAny(",| ");
        bool isNumeric = !cell.AsSpan().ContainsAnyExcept(NumberMarks);
        bool isOther =
            (this with { Decimal = Decimal == DecimalMark.Comma ? DecimalMark.Point : DecimalMark.Comma }).TryNumber(cell, out _);
        return hasDigit && (isCut || ((hasMark || isOther) && isNumeric && !TryNumber(cell, out _)));
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        string between = Separator switch
        {
            TableSeparator.Tab => "tab as separator",
            TableSeparator.Semicolon => "; as separator",
            TableSeparator.Comma => "comma as separator",
            TableSeparator.CommaBlank => "comma and blank as separator",
            TableSeparator.Bar => "| as separator",
            TableSeparator.Blank => "blanks as separator",
            _ => "one column",
        };
        return $"{between}, decimal {(Decimal == DecimalMark.Comma ? "comma" : "point")}";
    }
}
