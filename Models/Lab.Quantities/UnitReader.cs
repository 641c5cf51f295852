using System.Text;

namespace Lab.Quantities;

/// <summary>Reads a unit factor by factor, by recursive descent.</summary>
internal sealed class UnitReader(string text)
{
    private const int Longest = 60;
    private const int MostPower = 12;
    private const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    // SI units that no quantity of this library is measured in, with the prefix that their own name has.
    private static readonly QuantityDefinition[] Others =
    [
        .. ((string[])["C", "F", "S", "N", "Pa", "Wb", "mol", "cd", "lm", "lx", "Bq", "sr"])
            .Select(symbol => new QuantityDefinition(symbol, symbol, Unit.Scaled(symbol, 1, takesPrefix: true))),
        new("a ratio", "5 %", Unit.Scaled(string.Empty, 1), Unit.Scaled("%", 0.01)),
        new("a mass", "1 kg", Unit.Scaled("kg", 1), Unit.Scaled("g", 1e-3, takesPrefix: true)),
    ];

    private readonly StringBuilder si = new();
    private double factor = 1;
    private Dimension dimension;
    private bool? takesPrefix;
    private int at;

    /// <summary>The unit; <see langword="null"/> where the text is none.</summary>
    public UnitExpression? Read()
    {
        bool isRead = text.Length <= Longest && ReadProduct(isBelow: false, depth: 0) && at == text.Length
            && double.IsFinite(factor) && factor > 0;
        string symbol = si.ToString();
        return isRead
            ? new UnitExpression(
                text, symbol == "1" ? string.Empty : symbol, factor, takesPrefix == true)
            { Dimension = dimension }
            : null;
    }

    private bool ReadProduct(bool isBelow, int depth)
    {
        if (!ReadFactor(isBelow, depth))
        {
            return false;
        }

        while (at < text.Length && text[at] is '/' or '·' or '⋅' or '*' or ' ')
        {
            bool divides = text[at] == '/';
            at++;
            si.Append(divides ? '/' : '·');
            if (!ReadFactor(isBelow != divides, depth))
            {
                return false;
            }
        }

        return true;
    }

    private bool ReadFactor(bool isBelow, int depth)
    {
        bool isRoot = Skip('√');
        si.Append(isRoot ? "√" : string.Empty);
        double before = factor;
        Dimension dimensionBefore = dimension;
        factor = 1;
        dimension = default;
        bool isFirst = takesPrefix is null;
        if (Skip('('))
        {
            takesPrefix ??= false;
            si.Append('(');
            if (depth > 2 || !ReadProduct(isBelow: false, depth + 1) || !Skip(')'))
            {
                return false;
            }

            si.Append(')');
        }
        else if (!ReadSymbol())
        {
            return false;
        }

        int start = at;
        if (!ReadPower(out int power))
        {
            return false;
        }

        si.Append(text, start, at - start);
        takesPrefix = isFirst ? takesPrefix == true && !isRoot && power == 1 : takesPrefix;
        double one = Math.Pow(isRoot ? Math.Sqrt(factor) : factor, isBelow ? -power : power);
        factor = before * one;
        dimension = dimensionBefore * dimension.ToPower((isRoot ? 0.5 : 1) * (isBelow ? -power : power));
        return true;
    }

    private bool ReadSymbol()
    {
        int start = at;
        if (text[at..].StartsWith('1') && (at + 1 == text.Length || text[at + 1] == '/'))
        {
            at++;
            takesPrefix ??= false;
            si.Append('1');
            return at < text.Length;
        }

        while (at < text.Length && (char.IsLetter(text[at]) || text[at] is '°' or '%'))
        {
            at++;
        }

        string symbol = text[start..at];
        if (symbol.Length == 0 || Find(symbol) is not (Unit unit, QuantityDefinition definition, double prefix))
        {
            return false;
        }

        factor = unit.ToSi(1) * prefix;
        dimension = Dimension.Of(definition.SiUnit) ?? new UnitReader(definition.SiUnit).Read()?.Dimension ?? default;
        takesPrefix ??= unit.TakesPrefix && symbol == definition.SiUnit && definition != Angle.Definition;
        si.Append(definition.SiUnit.Contains('/')
            ? $"({definition.SiUnit})"
            : definition.SiUnit.Length > 0 ? definition.SiUnit : "1");
        return true;
    }

    private bool ReadPower(out int power)
    {
        power = 1;
        bool isRaised = Skip('^');
        int sign = isRaised ? (Skip('-') ? -1 : 1) : Skip('⁻') ? -1 : 1;
        int start = at;
        int value = 0;
        while (at < text.Length && DigitAt(isRaised) is >= 0 and var digit && value <= MostPower)
        {
            value = (10 * value) + digit;
            at++;
        }

        if (at == start)
        {
            return !isRaised && sign > 0;
        }

        power = sign * value;
        return value is > 0 and <= MostPower;
    }

    private int DigitAt(bool isRaised) => isRaised
        ? char.IsAsciiDigit(text[at]) ? text[at] - '0' : -1
        : Superscripts.IndexOf(text[at], StringComparison.Ordinal);

    private bool Skip(char c)
    {
        if (at >= text.Length || text[at] != c)
        {
            return false;
        }

        at++;
        return true;
    }

    // A whole symbol before one with a prefix: min is a minute and no milli-inch.
    private static (Unit, QuantityDefinition, double)? Find(string symbol)
    {
        (Unit, QuantityDefinition, double)? found = null;
        foreach (QuantityDefinition definition in QuantityDefinition.All.Concat(Others).Where(
            known => !ReferenceEquals(known, LevelRatio.Definition)))
        {
            if (Quantity.TryFindUnit(definition, symbol, out Unit? unit, out double prefix) && IsMultiple(unit))
            {
                if (prefix == 1)
                {
                    return (unit, definition, prefix);
                }

                found ??= (unit, definition, prefix);
            }
        }

        return found;
    }

    private static bool IsMultiple(Unit unit) =>
        unit.ToSi(0) == 0 && Math.Abs(unit.ToSi(2) - (2 * unit.ToSi(1))) <= 1e-12 * Math.Abs(unit.ToSi(1));
}
