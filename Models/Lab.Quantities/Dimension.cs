using System.Globalization;

namespace Lab.Quantities;

/// <summary>The dimension of a quantity: the powers of the SI base units in its unit. The default is that of a pure
/// number.</summary>
/// <param name="Kilogram">Power of the kilogram.</param>
/// <param name="Metre">Power of the metre.</param>
/// <param name="Second">Power of the second.</param>
/// <param name="Ampere">Power of the ampere.</param>
/// <param name="Kelvin">Power of the kelvin.</param>
/// <param name="Mole">Power of the mole.</param>
/// <param name="Candela">Power of the candela.</param>
public readonly record struct Dimension(
    double Kilogram, double Metre, double Second, double Ampere = 0, double Kelvin = 0, double Mole = 0, double Candela = 0)
{
    // SI Brochure, 9th edition, table 4. Of units with one dimension the first gives a product its name.
    private static readonly (string Symbol, Dimension Dimension)[] Named =
    [
        ("kg", new(1, 0, 0)), ("m", new(0, 1, 0)), ("s", new(0, 0, 1)), ("A", new(0, 0, 0, 1)), ("K", new(0, 0, 0, 0, 1)),
        ("mol", new(0, 0, 0, 0, 0, 1)), ("cd", new(0, 0, 0, 0, 0, 0, 1)), ("Hz", new(0, 0, -1)), ("N", new(1, 1, -2)),
        ("Pa", new(1, -1, -2)), ("J", new(1, 2, -2)), ("W", new(1, 2, -3)), ("C", new(0, 0, 1, 1)), ("V", new(1, 2, -3, -1)),
        ("F", new(-1, -2, 4, 2)), ("Ω", new(1, 2, -3, -2)), ("S", new(-1, -2, 3, 2)), ("Wb", new(1, 2, -2, -1)),
        ("T", new(1, 0, -2, -1)), ("H", new(1, 2, -2, -2)), ("lx", new(0, -2, 0, 0, 0, 0, 1)),
    ];

    private static readonly (string Symbol, Dimension Dimension)[] Others =
        [
            ("Bq", new(0, 0, -1)),
            ("lm", new(0, 0, 0, 0, 0, 0, 1)),
            ("rad", default),
            ("sr", default),
            (string.Empty, default),
            ("1", default)
        ];

    /// <summary>Whether it is that of a pure number.</summary>
    public bool IsNone => this == default;

    /// <summary>The SI unit with a name of its own, such as <c>Ω</c>; <see langword="null"/> where there is none.</summary>
    public string? Name => Array.Find(Named, Matches).Symbol;

    /// <summary>The unit in SI units: by its name, or as a product of base units, such as <c>kg/(s·A)</c>; empty for a pure
    /// number.</summary>
    public string Symbol => IsNone ? string.Empty : Name ?? Product();

    /// <summary>The dimension of a product.</summary>
    public static Dimension operator *(Dimension left, Dimension right) => new(
        left.Kilogram + right.Kilogram,
        left.Metre + right.Metre,
        left.Second + right.Second,
        left.Ampere + right.Ampere,
        left.Kelvin + right.Kelvin,
        left.Mole + right.Mole,
        left.Candela + right.Candela);

    /// <summary>The dimension of a quotient.</summary>
    public static Dimension operator /(Dimension left, Dimension right) => left * right.ToPower(-1);

    /// <summary>The dimension of a power.</summary>
    /// <param name="power">The power; ½ for a square root.</param>
    public Dimension ToPower(double power) => new(
        Times(Kilogram, power),
        Times(Metre, power),
        Times(Second, power),
        Times(Ampere, power),
        Times(Kelvin, power),
        Times(Mole, power),
        Times(Candela, power));

    /// <summary>The dimension of an SI symbol; <see langword="null"/> where the symbol is none.</summary>
    internal static Dimension? Of(string symbol)
    {
        foreach ((string known, Dimension dimension) in Named.Concat(Others))
        {
            if (known == symbol)
            {
                return dimension;
            }
        }

        return null;
    }

    // Never a negative zero, which a record would show.
    private static double Times(double exponent, double power) => exponent == 0 ? 0 : exponent * power;

    private static string Raised(string symbol, double power) =>
        power == 1 ? symbol : string.Create(CultureInfo.InvariantCulture, $"{symbol}^{power:R}");

    private bool Matches((string Symbol, Dimension Dimension) named) => named.Dimension == this;

    private string Product()
    {
        (string Symbol, double Power)[] factors =
            [("kg", Kilogram), ("m", Metre), ("s", Second), ("A", Ampere), ("K", Kelvin), ("mol", Mole), ("cd", Candela)];
        string[] above = [.. factors.Where(factor => factor.Power > 0).Select(factor => Raised(factor.Symbol, factor.Power))];
        string[] below = [.. factors.Where(factor => factor.Power < 0).Select(factor => Raised(factor.Symbol, -factor.Power))];
        string top = above.Length == 0 ? "1" : string.Join('·', above);
        return below.Length switch
        {
            0 => top,
            1 => $"{top}/{below[0]}",
            _ => $"{top}/({string.Join('·', below)})",
        };
    }
}
