using Lab.Quantities;

namespace Lab.Benches.Samples;

/// <summary>A limit of a part of a kind that a module brought.</summary>
internal sealed class OpenPartLimit(
    BenchDefinition bench, PartDefinition part, string what, double maximum, QuantityDefinition quantity,
    Func<PartSources, double> worst)
    : DerivedLimit(
        $"{what} at {part.Schema.Noun} '{part.Name}'",
        $"{part.Schema.Noun} '{part.Name}'",
        maximum,
        value => Quantity.FormatSi(value, quantity.SiUnit),
        bench.Wiring.Where(wiring => wiring.Part == part.Name && part.Schema.Ports.Contains(wiring.Port)))
{
    /// <inheritdoc/>
    public override double Worst(ITerminalStates state) => worst(new PartSources(state, part, Sources));
}
