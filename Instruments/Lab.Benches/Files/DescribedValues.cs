using Lab.Instruments.Described;
using Lab.Quantities;

namespace Lab.Benches.Files;

/// <summary>Reads units, and the values in them, of a description of an instrument.</summary>
internal static class DescribedValues
{
    /// <summary>Reads the unit of a channel or reading.</summary>
    /// <returns>The unit, or none where it is wrong, which has been reported.</returns>
    public static DescribedUnit? ReadUnit(BenchSection entry)
    {
        bool isOther = entry.Keys.Contains("other_unit");
        if (isOther && entry.Keys.Contains("unit"))
        {
            entry.ReportAt("other_unit", ": there is a 'unit' as well; write one of both.");
            return null;
        }

        if (isOther)
        {
            return entry.Text("other_unit", isMandatory: true, "counts") is { } plain ? DescribedUnit.Plain(plain.Trim()) : null;
        }

        if (entry.Text("unit", isMandatory: true, "mV") is not { } text)
        {
            return null;
        }

        DescribedUnit? unit = DescribedUnit.Find(text.Trim());
        if (unit is null)
        {
            entry.ReportAt(
                "unit", $": '{CommandText.Shown(text)}' is no unit that Lab knows. Correct it; write 'unit: "
                    + $"{DescribedUnit.None}' for a plain number, or 'other_unit: {CommandText.Shown(text)}' where its numbers "
                        + "are to be kept as they are.");
        }

        return unit;
    }

    /// <summary>Reads the range that a channel takes, SI.</summary>
    /// <returns>The range, or none where it is wrong, which has been reported.</returns>
    public static (double Minimum, double Maximum)? ReadRange(BenchSection entry, DescribedUnit unit)
    {
        if (!entry.Keys.Contains("range"))
        {
            entry.ReportAt(
                "range", " is missing; write what the instrument takes, such as 'range: { min: "
                    + $"{unit.Show(unit.Unit.ToSi(0))}, max: {unit.Show(unit.Unit.ToSi(10))} }}'.");
            return null;
        }

        BenchSection section = entry.Section("range");
        double? minimum = ReadQuantity(section, "min", unit, isMandatory: true);
        double? maximum = ReadQuantity(section, "max", unit, isMandatory: true);
        section.RefuseOthers("min", "max");
        if (minimum is not { } from || maximum is not { } to)
        {
            return null;
        }

        if (!(from < to))
        {
            entry.ReportAt("range", $": min is {unit.Show(from)} and max {unit.Show(to)}; min has to be below max.");
            return null;
        }

        return (from, to);
    }

    /// <summary>Reads the resolution of a channel, SI; <see langword="null"/> where none is written.</summary>
    public static double? ReadResolution(BenchSection entry, DescribedUnit unit)
    {
        double? width = ReadWidth(entry, "resolution", unit);
        if (width is <= 0)
        {
            entry.ReportAt("resolution", ": is not above zero.");
            return null;
        }

        return width;
    }

    /// <summary>Reads the value of the safe state, SI; <see langword="null"/> where the channel is held or none is
    /// written.</summary>
    public static double? ReadSafe(BenchSection entry, DescribedUnit unit, double minimum, double maximum)
    {
        object optional = double.NaN;
        object? read = entry.Value(new SettingKey(
            "safe",
            $"{unit.Quantity.Name} such as {unit.Quantity.Example}, or {DescriptionSchema.Hold}",
            string.Empty,
            optional,
            text => text.Trim() == DescriptionSchema.Hold ? double.NaN : Quantity.ParseSi(text, unit.Quantity)));
        if (read is not double safe || double.IsNaN(safe))
        {
            return null;
        }

        if (safe < minimum || safe > maximum)
        {
            entry.ReportAt(
                "safe", $": {unit.Show(safe)} is outside the range {unit.Show(minimum)} to {unit.Show(maximum)}, so that it "
                    + "could never be set.");
        }

        return safe;
    }

    /// <summary>Reads a value of the unit, SI.</summary>
    public static double? ReadQuantity(BenchSection section, string key, DescribedUnit unit, bool isMandatory = false)
    {
        object? optional = isMandatory ? null : double.NaN;
        return section.Value(new SettingKey(
            key, $"{unit.Quantity.Name} such as {unit.Quantity.Example}", string.Empty, optional, text =>
                Quantity.ParseSi(text, unit.Quantity))) as double?;
    }

    /// <summary>Reads a width in the unit, SI. It has no offset, and that of a level is a ratio.</summary>
    public static double? ReadWidth(BenchSection section, string key, DescribedUnit unit)
    {
        QuantityDefinition quantity = unit.IsLevel ? LevelRatio.Definition
            : unit.IsLinear ? unit.Quantity
            : unit.Quantity with { Units = [.. unit.Quantity.Units.Where(each => each.ToSi(0) == 0)] };
        return section.Value(new SettingKey(
            key, $"{quantity.Name} such as {quantity.Example}", string.Empty, double.NaN, text =>
                Quantity.ParseSi(text, quantity))) as double?;
    }
}
