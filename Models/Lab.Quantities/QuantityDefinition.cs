namespace Lab.Quantities;

/// <summary>What a kind of quantity is called and in which units it is written.</summary>
/// <param name="Name">The quantity's name in a sentence, with its article: <c>a frequency</c>.</param>
/// <param name="Example">A well-formed value for error messages: <c>346 MHz</c>.</param>
/// <param name="Units">The units; the first is the SI unit in which the value is stored.</param>
public sealed record QuantityDefinition(string Name, string Example, params IReadOnlyList<Unit> Units)
{
    /// <summary>Symbol of the unit in which the value is stored, such as <c>Hz</c>; empty for a plain ratio.</summary>
    public string SiUnit => Units[0].Symbol;

    /// <summary>All definitions, so that a unit of the wrong dimension can be named in an error.</summary>
    internal static IReadOnlyList<QuantityDefinition> All { get; } =
    [
        Frequency.Definition, Voltage.Definition, Current.Definition, Power.Definition, MagneticField.Definition,
        Resistance.Definition, Duration.Definition, Angle.Definition, Temperature.Definition, LevelRatio.Definition,
        Length.Definition, Inductance.Definition, CurrentRate.Definition, FieldRate.Definition, Energy.Definition, CurrentDensity.Definition,
        FieldPerCurrent.Definition, FrequencyPerField.Definition,
    ];
}
