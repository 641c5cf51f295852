using System.Collections;

namespace Lab.Quantities;

/// <summary>
/// A list of values of one quantity as an experimenter writes it: <c>2 uW</c>, <c>0, 2, 5 mA</c>,
/// <c>2..12 uW step 2 uW</c>, <c>-20..-10 dBm step 1 dB</c>, <c>300..400 MHz in 101</c> (end points included), or
/// <c>1..100 uW log in 9</c> (each value the same factor above the last). Several are joined by a semicolon, such as
/// <c>320..340 MHz step 2 MHz; 340..350 MHz step 0.2 MHz</c>; a value at which two meet is taken once.
/// </summary>
/// <typeparam name="T">The quantity.</typeparam>
public sealed class Sweep<T> : IReadOnlyList<T>, IEquatable<Sweep<T>>, ISweep
    where T : struct, IQuantity<T>
{
    /// <summary>The most values one sweep may have.</summary>
    public const int MaximumCount = SweepValues.MaximumCount;

    private readonly T[] values;
    private readonly string text;

    private Sweep(T[] values, string text)
    {
        this.values = values;
        this.text = text;
    }

    /// <summary>The forms of a sweep of this quantity, for messages.</summary>
    public static string Forms => SweepReader.FormsOf(T.Definition);

    /// <inheritdoc cref="ISweep.Count"/>
    public int Count => values.Length;

    /// <inheritdoc/>
    public string? Remark { get; private init; }

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
        var reader = new SweepReader(TypedText.Plain(text), T.Definition);
        return new Sweep<T>([.. reader.Read().Select(T.FromSi)], reader.Text) { Remark = reader.Remark };
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
}
