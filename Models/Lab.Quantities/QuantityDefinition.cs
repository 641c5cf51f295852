namespace Lab.Quantities;

/// <summary>The name of a kind of quantity, and the units in which it is written.</summary>
/// <param name="Name">The quantity's name in a sentence, with its article: <c>a frequency</c>.</param>
/// <param name="Example">A well-formed value for error messages: <c>346 MHz</c>.</param>
/// <param name="Units">The units; the first is the SI unit in which the value is stored.</param>
public sealed record QuantityDefinition(string Name, string Example, params IReadOnlyList<Unit> Units)
{
    /// <summary>Symbol of the unit in which the value is stored, such as <c>Hz</c>; empty for a plain ratio.</summary>
    public string SiUnit => Units[0].Symbol;

    /// <summary>The quantity that a unit is one of, and the unit with its prefix: <c>mV</c> is a voltage. A whole symbol goes
    /// before one with a prefix, as <c>min</c> is a minute.</summary>
    /// <param name="symbol">The unit as written.</param>
    /// <returns><see langword="null"/> where no quantity of this library has it.</returns>
    public static (QuantityDefinition Quantity, Unit Unit)? OfUnit(string symbol)
    {
        ArgumentNullException.ThrowIfNull(symbol);
        (QuantityDefinition Quantity, Unit Unit)? found = null;
        foreach (QuantityDefinition definition in All)
        {
            if (!Lab.Quantities.Quantity.TryFindUnit(definition, symbol, out Unit? unit, out double prefix))
            {
                continue;
            }

            if (prefix == 1)
            {
                return (definition, unit);
            }

            found ??= (definition, Unit.Scaled(symbol, prefix * unit.ToSi(1)));
        }

        return found;
    }

    /// <summary>All definitions, so that a unit of the wrong dimension can be named in an error.</summary>
    internal static IReadOnlyList<QuantityDefinition> All { get; } =
    [
        Frequency.Definition, Voltage.Definition, Current.Definition, Power.Definition, MagneticField.Definition,
        Resistance.Definition, Duration.Definition, Angle.Definition, Temperature.Definition, LevelRatio.Definition,
        Length.Definition, Inductance.Definition, CurrentRate.Definition, FieldRate.Definition, Energy.Definition,
        CurrentDensity.Definition,
        FieldPerCurrent.Definition, FrequencyPerField.Definition,
    ];
}
