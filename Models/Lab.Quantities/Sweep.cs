using System.Collections;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Lab.Quantities;

/// <summary>
/// A list of values of one quantity as an experimenter writes it: <c>2 uW</c>, <c>0, 2, 5 mA</c>,
/// <c>2..12 uW step 2 uW</c>, <c>-20..-10 dBm step 1 dB</c> or <c>300..400 MHz in 101</c> (end points included).
/// </summary>
/// <typeparam name="T">The quantity.</typeparam>
public sealed partial class Sweep<T> : IReadOnlyList<T>, IEquatable<Sweep<T>>
    where T : struct, IQuantity<T>
{
    /// <summary>The most values one sweep may have.</summary>
    public const int MaximumCount = 10_000_000;

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
        if (RangePattern().Match(trimmed) is { Success: true } range)
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

    [GeneratedRegex(@"^(?<start>[^.]*(?:\.[^.]+)?)\.\.(?<stop>.+?)(?:\s+(?:step\s+(?<step>.+)|in\s+(?<count>\d{1,8})))$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RangePattern();

    private static T[] ReadRange(string text, Match range)
    {
        string stopText = range.Groups["stop"].Value;
        if (!Quantity.TrySplit(stopText, out double stop, out string unitText))
        {
            throw new QuantityFormatException($"'{stopText}' in '{text}' is not {T.Definition.Name}; write for example '{T.Definition.Example}'.");
        }

        Scale scale = Scale.For(unitText, text);
        double start = scale.Read(range.Groups["start"].Value, text);
        if (range.Groups["count"].Success)
        {
            int count = int.Parse(range.Groups["count"].Value, CultureInfo.InvariantCulture);
            RequireCount(count, text);
            return Evenly(start, stop, count, scale);
        }

        double step = Math.Abs(scale.ReadStep(range.Groups["step"].Value, text));
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

        public T ToQuantity(double number) => T.FromSi(Unit.ToSi(number * Prefix));

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
