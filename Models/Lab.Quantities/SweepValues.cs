namespace Lab.Quantities;

/// <summary>The values of a sweep of a quantity that is known at run time only, such as that of a terminal of a bench.</summary>
/// <param name="Values">The values in SI units, at least one.</param>
/// <param name="Remark">The property that a reader may not expect, such as an end that the steps do not reach;
/// <see langword="null"/> where there is nothing of the kind.</param>
public sealed record SweepValues(IReadOnlyList<double> Values, string? Remark)
{
    /// <summary>The most values that one sweep may have.</summary>
    public const int MaximumCount = 1_000_000;

    /// <summary>Reads a sweep in one of the forms of <see cref="Sweep{T}"/>.</summary>
    /// <param name="text">The text: <c>2..12 uW step 2 uW</c>.</param>
    /// <param name="definition">The quantity.</param>
    /// <exception cref="QuantityFormatException">The text has none of the forms, or a unit of another quantity.</exception>
    public static SweepValues Parse(string text, QuantityDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(definition);
        var reader = new SweepReader(TypedText.Plain(text), definition);
        return new SweepValues(reader.Read(), reader.Remark);
    }
}
