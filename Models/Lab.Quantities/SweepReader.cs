namespace Lab.Quantities;

/// <summary>Reads the forms of a <see cref="Sweep{T}"/>.</summary>
/// <param name="text">The whole text, plain.</param>
/// <param name="definition">The quantity.</param>
internal sealed class SweepReader(string text, QuantityDefinition definition)
{
    // Ends of two parts that are computed in different ways differ in their last digits.
    private const double SameValue = 1e-12;

    // The tolerance keeps the end point of '0..1 V step 0.1 V', whose quotient is 9.999999999999998 in binary.
    private const double StepTolerance = 1e-9;

    private string Forms => FormsOf(definition);

    /// <summary>The text that is read.</summary>
    public string Text => text;

    /// <summary>Which end is not reached.</summary>
    public string? Remark { get; private set; }

    /// <summary>The forms of a sweep of a quantity, in its own unit.</summary>
    /// <param name="definition">The quantity.</param>
    public static string FormsOf(QuantityDefinition definition)
    {
        string unit = definition.Example[(definition.Example.IndexOf(' ') + 1)..];
        return $"A sweep is written '{definition.Example}', '1, 2, 5 {unit}', '1..5 {unit} step 1 {unit}', '1..5 {unit} in 9' "
            + $"or '1..5 {unit} log in 9'; ';' joins several.";
    }

    /// <summary>Reads the text into SI numbers.</summary>
    /// <exception cref="QuantityFormatException">It has none of the forms, or a unit of another quantity.</exception>
    public double[] Read()
    {
        if (TypedText.FaultOf(text) is { } fault)
        {
            throw new QuantityFormatException(fault);
        }

        string[] parts = text.Split(';', StringSplitOptions.TrimEntries);
        if (parts.Length == 1)
        {
            return ReadPart(text);
        }

        var all = new List<double>();
        foreach (string part in parts)
        {
            double[] values = part.Length > 0
                ? ReadPart(part)
                : throw new QuantityFormatException($"'{text}' has a part without values; each ';' joins two.");
            all.AddRange(all.Count > 0 && AreSame(all[^1], values[0]) ? values[1..] : values);
            RequireCount(all.Count, text);
        }

        return [.. all];
    }

    private static bool AreSame(double left, double right) =>
        Math.Abs(left - right) <= SameValue * Math.Max(Math.Abs(left), Math.Abs(right));

    private double[] ReadPart(string part)
    {
        if (TypedText.HasDoubtfulComma(part))
        {
            throw new QuantityFormatException(
                SweepRange.IsRange(part) ? TypedText.OneValueWithComma(part) : TypedText.ValuesWithComma(part));
        }

        if (SweepRange.TrySplit(part) is { } range)
        {
            return ReadRange(part, range);
        }

        if (SweepRange.IsRange(part))
        {
            throw new QuantityFormatException($"'{part}' is a range without a step or a count. {Forms}");
        }

        string[] values = part.Split(',');
        return values.Length > 1 ? ReadList(part, values) : [ReadOne(part)];
    }

    private double ReadOne(string part)
    {
        try
        {
            return Quantity.ParseSi(part, definition);
        }
        catch (QuantityFormatException) when (!Quantity.TrySplit(part, out _, out string unit) || unit.Any(char.IsAsciiDigit))
        {
            // No number, or another number where a unit should stand, as in '2-12 uW' or '2 to 12 uW'.
            throw new QuantityFormatException($"'{part}' is no sweep. {Forms}");
        }
    }

    private double[] ReadRange(string part, SweepRange range)
    {
        if (!Quantity.TrySplit(range.Stop, out double stop, out string unitText))
        {
            throw new QuantityFormatException(
                $"'{range.Stop}' in '{part}' is not {definition.Name}; write for example '{definition.Example}'.");
        }

        var scale = SweepScale.For(unitText, part, definition);
        double start = scale.Read(range.Start, part);
        if (range.Keyword == SweepRange.Step)
        {
            return Stepped(start, stop, Math.Abs(scale.ReadStep(range.Amount, part)), scale, part);
        }

        int count = ReadCount(range.Amount, part);
        return range.IsLogarithmic
            ? Logarithmic(scale.ToSi(start), scale.ToSi(stop), count, part)
            : Evenly(start, stop, count, scale);
    }

    private double[] Stepped(double start, double stop, double step, SweepScale scale, string part)
    {
        if (step == 0)
        {
            throw new QuantityFormatException(
                $"The step of '{part}' is zero; give a step larger than zero or a count with 'in'.");
        }

        double quotient = Math.Abs(stop - start) / step;
        double steps = Math.Floor(quotient + StepTolerance);
        RequireCount(steps + 1, part);
        var points = new double[(int)steps + 1];
        double signed = stop < start ? -step : step;
        for (int i = 0; i < points.Length; i++)
        {
            points[i] = scale.ToSi(start + (signed * i));
        }

        if (quotient - steps > StepTolerance * Math.Max(1, quotient))
        {
            Remark = $"'{part}' ends at {scale.Format(start + (signed * steps))}, for its step does not divide it.";
        }

        return points;
    }

    private double[] ReadList(string part, string[] values)
    {
        Quantity.TrySplit(values[^1], out _, out string unitText);
        var last = SweepScale.For(unitText, part, definition);
        return [.. values.Select(value => last.ToSi(last.Read(value, part)))];
    }

    private static double[] Evenly(double start, double stop, int count, SweepScale scale)
    {
        var points = new double[count];
        for (int i = 0; i < count; i++)
        {
            points[i] = scale.ToSi(count == 1 ? start : start + ((stop - start) * i / (count - 1)));
        }

        return points;
    }

    private static double[] Logarithmic(double start, double stop, int count, string part)
    {
        double factor = stop / start;
        if (!(factor > 0 && double.IsFinite(factor)))
        {
            throw new QuantityFormatException(
                $"'{part}' is logarithmic, so that both ends must have the same sign and neither be zero.");
        }

        // The ends are given, not computed.
        return
        [
            .. Enumerable.Range(0, count).Select(i => i == 0 ? start
                : i == count - 1 ? stop
                : start * Math.Pow(factor, (double)i / (count - 1))),
        ];
    }

    private static int ReadCount(string amount, string part)
    {
        double count;
        try
        {
            count = NumberText.Parse(amount);
        }
        catch (QuantityFormatException)
        {
            count = double.NaN;
        }

        if (!(count == Math.Truncate(count)) || amount.Contains('%'))
        {
            throw new QuantityFormatException($"'{amount}' in '{part}' is not a number of values.");
        }

        RequireCount(count, part);
        return (int)count;
    }

    private static void RequireCount(double count, string text)
    {
        if (!(count is >= 1 and <= SweepValues.MaximumCount))
        {
            throw new QuantityFormatException($"'{text}' has {count:0} values; a sweep has 1 to {SweepValues.MaximumCount}.");
        }
    }
}
