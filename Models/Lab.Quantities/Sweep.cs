using System.Collections;
using System.Globalization;

namespace Lab.Quantities;

/// <summary>
/// A list of values of one quantity as an experimenter writes it: <c>2 uW</c>, <c>0, 2, 5 mA</c>,
/// <c>2..12 uW step 2 uW</c>, <c>-20..-10 dBm step 1 dB</c> or <c>300..400 MHz in 101</c> (end points included).
/// </summary>
/// <typeparam name="T">The quantity.</typeparam>
public sealed class Sweep<T> : IReadOnlyList<T>, IEquatable<Sweep<T>>
    where T : struct, IQuantity<T>
{
    /// <summary>The most values one sweep may have.</summary>
    public const int MaximumCount = 1_000_000;

    private readonly T[] values;
    private readonly string text;

    private Sweep(T[] values, string text)
    {
        this.values = values;
        this.text = text;
    }

    /// <inheritdoc/>
    public int Count => values.Length;

    /// <inheritdoc/>
    public T this[int index] => values[index];

    /// <summary>Makes a sweep of the given values.</summary>
    public static Sweep<T> Of(params T[] values)
    {
        ArgumentOutOfRangeException.ThrowIfZero(values.Length);
        return new Sweep<T>([.. values], string.Join(", ", values.Select(value => Quantity.Format(value, 15))));
    }

    /// <summary>Reads a sweep in one of the forms of the type's summary.</summary>
    /// <exception cref="QuantityFormatException">The text has none of the forms, or a unit of another quantity.</exception>
    public static Sweep<T> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string trimmed = text.Trim();
        if (Range.TrySplit(trimmed) is { } range)
        {
            return new Sweep<T>(ReadRange(trimmed, range), trimmed);
        }

        string[] parts = trimmed.Split(',');
        if (parts.Length > 1)
        {
            return new Sweep<T>(ReadList(trimmed, parts), trimmed);
        }

        return new Sweep<T>([Quantity.Parse<T>(trimmed)], trimmed);
    }

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)values).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => values.GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(Sweep<T>? other) => other is not null && values.AsSpan().SequenceEqual(other.values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Sweep<T>);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(values.Length, values[0], values[^1]);

    /// <summary>The sweep as it was written.</summary>
    public override string ToString() => text;

    private static T[] ReadRange(string text, Range range)
    {
        if (!Quantity.TrySplit(range.Stop, out double stop, out string unitText))
        {
            throw new QuantityFormatException($"'{range.Stop}' in '{text}' is not {T.Definition.Name}; write for example '{T.Definition.Example}'.");
        }

        Scale scale = Scale.For(unitText, text);
        double start = scale.Read(range.Start, text);
        if (range.Keyword == Range.Count)
        {
            if (!long.TryParse(range.Amount, NumberStyles.None, CultureInfo.InvariantCulture, out long count))
            {
                throw new QuantityFormatException($"'{range.Amount}' in '{text}' is not a number of values.");
            }

            RequireCount(count, text);
            return Evenly(start, stop, (int)count, scale);
        }

        double step = Math.Abs(scale.ReadStep(range.Amount, text));
        if (step == 0)
        {
            throw new QuantityFormatException($"The step of '{text}' is zero; give a step larger than zero or a count with 'in'.");
        }

        // The tolerance keeps the end point of '0..1 V step 0.1 V', whose quotient is 9.999999999999998 in binary.
        double steps = Math.Floor((Math.Abs(stop - start) / step) + 1e-9);
        RequireCount(steps + 1, text);
        var points = new T[(int)steps + 1];
        double signed = stop < start ? -step : step;
        for (int i = 0; i < points.Length; i++)
        {
            points[i] = scale.ToQuantity(start + (signed * i));
        }

        return points;
    }

    private static T[] ReadList(string text, string[] parts)
    {
        Quantity.TrySplit(parts[^1], out _, out string unitText);
        Scale last = Scale.For(unitText, text);
        return [.. parts.Select(part => last.ToQuantity(last.Read(part, text)))];
    }

    private static T[] Evenly(double start, double stop, int count, Scale scale)
    {
        var points = new T[count];
        for (int i = 0; i < count; i++)
        {
            points[i] = scale.ToQuantity(count == 1 ? start : start + ((stop - start) * i / (count - 1)));
        }

        return points;
    }

    private static void RequireCount(double count, string text)
    {
        if (!(count is >= 1 and <= MaximumCount))
        {
            throw new QuantityFormatException($"'{text}' has {count:0} values; a sweep has 1 to {MaximumCount}.");
        }
    }

    /// <summary>The parts of <c>start..stop step amount</c> and <c>start..stop in amount</c>, split by words so that no text takes
    /// long.</summary>
    private sealed record Range(string Start, string Stop, string Keyword, string Amount)
    {
        public const string Count = "in";
        private const string Step = "step";
        private const string Dots = "..";

        public static Range? TrySplit(string text)
        {
            int dots = text.IndexOf(Dots, StringComparison.Ordinal);
            if (dots < 0)
            {
                return null;
            }

            string[] words = text[(dots + Dots.Length)..].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            int keyword = Array.FindIndex(words, word => word is Step or Count);
            return keyword > 0 && keyword < words.Length - 1
                ? new Range(text[..dots], string.Join(' ', words[..keyword]), words[keyword], string.Join(' ', words[(keyword + 1)..]))
                : null;
        }
    }

    /// <summary>The unit in which a sweep steps: linear in its own numbers, so that a dBm sweep steps in dB.</summary>
    private sealed record Scale(Unit Unit, double Prefix, string Symbol)
    {
        public static Scale For(string symbol, string text)
        {
            if (symbol.Length == 0)
            {
                throw new QuantityFormatException(Quantity.MissingUnit(text, T.Definition));
            }

            return Quantity.TryFindUnit(T.Definition, symbol, out Unit? unit, out double prefix)
                ? new Scale(unit, prefix, symbol)
                : throw new QuantityFormatException(Quantity.WrongUnit(text, symbol, T.Definition));
        }

        public T ToQuantity(double number)
        {
            T quantity = T.FromSi(Unit.ToSi(number * Prefix));
            return double.IsFinite(quantity.SiValue)
                ? quantity
                : throw new QuantityFormatException($"The values of the sweep are too large for {T.Definition.Name}.");
        }

        /// <summary>Reads a number that may carry its own unit, into this scale.</summary>
        public double Read(string part, string text)
        {
            if (!Quantity.TrySplit(part, out double number, out string unit))
            {
                throw new QuantityFormatException($"'{part.Trim()}' in '{text}' is not a number.");
            }

            return unit.Length == 0 ? number : Unit.FromSi(Quantity.Parse<T>(part).SiValue) / Prefix;
        }

        /// <summary>Reads a step: in this scale's unit, in another linear unit, or in dB for a level in dBm.</summary>
        public double ReadStep(string part, string text)
        {
            if (Symbol == "dBm")
            {
                return Quantity.Parse<LevelRatio>(part).Decibels;
            }

            double origin = Unit.FromSi(0);
            return Unit.TakesPrefix || origin == 0
                ? Read(part, text)
                : throw new QuantityFormatException($"'{text}' steps on the scale {Symbol}, which has no zero; write it with 'in' and a count.");
        }
    }
}
