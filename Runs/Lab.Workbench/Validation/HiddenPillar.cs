using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Mocks.Parts;
using Lab.Models.Junctions;
using Lab.Modules.Truths;
using Lab.Protocols.Switching;

namespace Lab.Workbench.Validation;

/// <summary>What the virtual bench hides of a junction with two states, under the names of the protocols' results.</summary>
internal static class HiddenPillar
{
    /// <summary>The role of the source-meter that both protocols have.</summary>
    private const string MeterRole = "smu";

    /// <summary>Barrier and magnetoresistance, for <c>iv-curve</c>. The meter has no offset; a pillar without a barrier
    /// has none of its values.</summary>
    /// <exception cref="WorkbenchException">The bench has no pillar.</exception>
    public static Dictionary<string, double?> OfCurves(BenchDefinition bench, SampleDefinition sample)
    {
        TunnelResistance junction = Pillar.ResistanceOf(PillarAt(bench, sample).Values);
        return new Dictionary<string, double?>
        {
            ["parallel_resistance"] = junction.ParallelResistance.Ohms,
            ["tmr"] = junction.TunnelMagnetoresistanceRatio,
            ["half_bias"] = junction.HalfBias.Volts,
            ["offset_voltage"] = 0,
            ["resistance_area"] = junction.Barrier?.ResistanceAreaOhmSquareMetres,
            ["barrier_height"] = junction.Barrier?.Height.Volts,
            ["barrier_width"] = junction.Barrier?.Width.Meters,
            ["barrier_asymmetry"] = junction.Barrier?.Asymmetry.Volts,
        };
    }

    /// <summary>Barrier and critical current of the state that the pulses leave, for <c>switching</c>, in the field
    /// that is there.</summary>
    /// <exception cref="WorkbenchException">The bench has no pillar.</exception>
    public static Dictionary<string, double?> OfSwitching(
        SwitchingSettings settings, BenchDefinition bench, HiddenState hidden)
    {
        SwitchingLayer layer = Pillar.LayerOf(PillarAt(bench, hidden.Sample).Values);

        // Negative pulses leave the parallel state, which a positive field holds.
        double sign = -Math.Sign(settings.Amplitudes[0].Volts);
        double held = 1 + (sign * ((hidden.Field - layer.OffsetField) / layer.AnisotropyField));
        return new Dictionary<string, double?>
        {
            ["stability"] = layer.Stability * held * held,
            ["critical_current"] = layer.CriticalCurrent.Amperes,
            ["precession_time"] = layer.PrecessionTime.Seconds,
        };
    }

    private static PartDefinition PillarAt(BenchDefinition bench, SampleDefinition sample) =>
        bench.WiringOf(MeterRole)?.Part is { } name
            && sample.Parts.FirstOrDefault(part => part.Name == name && part.Schema == Pillar.Description.Schema) is { } there
            ? there
            : throw new WorkbenchException($"The bench has no pillar at '{MeterRole}' to compare with.", WorkbenchFault.Request);
}
