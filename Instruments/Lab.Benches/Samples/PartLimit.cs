using Lab.Quantities;

namespace Lab.Benches.Samples;

/// <summary>A limit that a part of the sample can have. The reader of bench files, <c>--limit</c> and the schema know it from
/// here; the gate checks what it derives.</summary>
/// <typeparam name="TPart">The definition of the part.</typeparam>
/// <param name="Key">Its key in the section <c>limits</c>.</param>
/// <param name="What">The quantity that is limited, in a sentence: <c>RF power</c>.</param>
/// <param name="Meaning">The meaning of the limit, in a sentence for the schema.</param>
/// <param name="Quantity">Its quantity; <see langword="null"/> for a plain number.</param>
/// <param name="Get">The limit of a part, SI; <see langword="null"/> where it has none.</param>
/// <param name="With">The part with the limit, SI.</param>
public sealed record PartLimit<TPart>(
    string Key, string What, string Meaning, QuantityDefinition? Quantity, Func<TPart, double?> Get,
    Func<TPart, double, TPart> With)
{
    /// <summary>Whether a limit of nothing makes sense. Others are above zero, or a magnet could never be brought to its safe
    /// state.</summary>
    public bool MayBeZero { get; init; }

    /// <summary>The property that the part still has to state for the limit to hold, such as <c>the line's width</c>;
    /// <see langword="null"/> where it lacks none.</summary>
    public Func<TPart, string?> Lacks { get; init; } = _ => null;

    /// <summary>The limit as the gate checks it, of a part that has it.</summary>
    internal Func<BenchDefinition, TPart, double, DerivedLimit>? Derive { get; init; }

    /// <summary>The meaning of its value, for messages and the schema.</summary>
    public string Expected => Quantity is { } quantity ? $"{quantity.Name} such as {quantity.Example}" : "a number";

    /// <summary>A limit of a quantity.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="what">The quantity that is limited.</param>
    /// <param name="meaning">The meaning of the limit.</param>
    /// <param name="get">The limit of a part.</param>
    /// <param name="with">The part with the limit.</param>
    public static PartLimit<TPart> Of<TQuantity>(
        string key, string what, string meaning, Func<TPart, TQuantity?> get, Func<TPart, TQuantity, TPart> with)
        where TQuantity : struct, IQuantity<TQuantity> =>
        new(
            key,
            what,
            meaning,
            TQuantity.Definition,
            part => get(part)?.SiValue,
            (part, value) => with(part, TQuantity.FromSi(value)))
        {
            Show = value => Quantities.Quantity.Format(TQuantity.FromSi(value)),
        };

    /// <summary>Writes a value, SI, with its unit.</summary>
    public Func<double, string> Show { get; init; } = value => Quantities.Quantity.FormatSi(value, string.Empty);

    /// <summary>Reads a value that a person wrote.</summary>
    /// <param name="text">The value with its unit.</param>
    /// <returns>The value, SI.</returns>
    /// <exception cref="FormatException">It is not one, or not above zero.</exception>
    public double Read(string text)
    {
        double value = Quantity is { } quantity ? Quantities.Quantity.ParseSi(text, quantity) : NumberText.Parse(text);
        return double.IsFinite(value) && (value > 0 || (MayBeZero && value == 0))
            ? value
            : throw new FormatException(MayBeZero ? $"'{text}' is below zero." : $"'{text}' is not above zero.");
    }
}
