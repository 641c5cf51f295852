using Lab.Quantities;

namespace Lab.Benches;

/// <summary>The quantity that a change in time of another quantity is: of a current one in A/s.</summary>
internal static class RateQuantity
{
    /// <summary>The rate of a quantity, in each of its units that is a multiple of the SI unit (dBm is not) over a second or a
    /// minute.</summary>
    public static QuantityDefinition Of(QuantityDefinition quantity) => quantity.SiUnit switch
    {
        "A" => CurrentRate.Definition,
        "T" => FieldRate.Definition,
        _ => new QuantityDefinition(
            $"{quantity.Name} per second",
            $"5 {quantity.SiUnit}/s",
            [.. quantity.Units.Where(IsLinear).Select(unit => Unit.Scaled($"{unit.Symbol}/s", unit.ToSi(1), unit.TakesPrefix))]),
    };

    private static bool IsLinear(Unit unit) =>
        unit.ToSi(0) == 0 && Math.Abs(unit.ToSi(2) - (2 * unit.ToSi(1))) <= 1e-12 * Math.Abs(unit.ToSi(2));
}
