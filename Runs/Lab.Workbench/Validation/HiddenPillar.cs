using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Mocks.Parts;
using Lab.Models.Junctions;
using Lab.Modules.Truths;
using Lab.Protocols.ResistanceLoops;
using Lab.Protocols.Switching;
using Lab.Quantities;
using Lab.Runs.Results;

namespace Lab.Workbench.Validation;

/// <summary>What the virtual bench hides of a junction with two states, under the names of the protocols' results.</summary>
internal static class HiddenPillar
{
    /// <summary>The role of the source-meter that both protocols have.</summary>
    private const string MeterRole = "smu";

    /// <summary>The role of the delta-mode meter, which <c>iv-curve</c> may have in its place.</summary>
    private const string DeltaRole = "delta";

    private const string OffsetName = "offset_voltage";

    /// <summary>Barrier and magnetoresistance, for <c>iv-curve</c>. A source-meter has no offset, a delta-mode meter one that
    /// wanders, which is no value to compare with; a pillar without a barrier has none of its values.</summary>
    /// <exception cref="WorkbenchException">The bench has no pillar.</exception>
    public static Dictionary<string, double?> OfCurves(
        BenchDefinition bench, SampleDefinition sample, IReadOnlyList<ResultValue> results)
    {
        TunnelResistance junction = Pillar.ResistanceOf(PillarAt(bench, sample).Values);
        var truth = new Dictionary<string, double?>
        {
            ["parallel_resistance"] = junction.ParallelResistance.Ohms,
            ["tmr"] = junction.TunnelMagnetoresistanceRatio,
            ["half_bias"] = junction.HalfBias.Volts,
            ["resistance_area"] = junction.Barrier?.ResistanceAreaOhmSquareMetres,
            ["barrier_height"] = junction.Barrier?.Height.Volts,
            ["barrier_width"] = junction.Barrier?.Width.Meters,
            ["barrier_asymmetry"] = junction.Barrier?.Asymmetry.Volts,
        };
        if (results.Any(result => result is { Name: OffsetName, Uncertainty: not null }))
        {
            truth[OffsetName] = 0;
        }

        return truth;
    }

    /// <summary>Resistances at the sense current and switching fields at the speed of the run, for
    /// <c>resistance-loop</c>.</summary>
    /// <exception cref="WorkbenchException">The bench has no pillar.</exception>
    public static Dictionary<string, double?> OfLoop(
        ResistanceLoopSettings settings, BenchDefinition bench, SampleDefinition sample, IReadOnlyList<ResultValue> results)
    {
        SettingValues values = PillarAt(bench, sample).Values;
        TunnelResistance junction = Pillar.ResistanceOf(values);
        SwitchingLayer layer = Pillar.LayerOf(values);
        double parallel = junction.At(isParallel: true, settings.SenseCurrent).Ohms;
        double antiparallel = junction.At(isParallel: false, settings.SenseCurrent).Ohms;
        var truth = new Dictionary<string, double?>
        {
            ["tmr"] = (antiparallel / parallel) - 1,
            ["parallel_resistance"] = parallel,
            ["antiparallel_resistance"] = antiparallel,
            ["offset_field"] = layer.OffsetField.Tesla,
        };
        if (results.FirstOrDefault(result => result.Name == "field_rate")?.Value is { } teslaPerSecond)
        {
            // A positive field holds the parallel state, which is left on the way down.
            (double Mean, double Deviation) up = OverLoops(layer, isParallel: false, settings, teslaPerSecond);
            (double Mean, double Deviation) down = OverLoops(layer, isParallel: true, settings, teslaPerSecond);
            truth["coercive_field"] = (up.Mean - down.Mean) / 2;
            truth["upward_field"] = up.Mean;
            truth["downward_field"] = down.Mean;
            truth["switching_scatter"] = double.Hypot(up.Deviation, down.Deviation) / Math.Sqrt(2);
        }

        return truth;
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

    // The sense current alternates, and with it the barrier: the scatter over the loops holds that as well.
    private static (double Mean, double Deviation) OverLoops(
        SwitchingLayer layer, bool isParallel, ResistanceLoopSettings settings, double teslaPerSecond)
    {
        (double Mean, double Deviation)[] loops =
        [
            .. Enumerable.Range(0, settings.Loops)
                .Select(loop => layer.SwitchingFieldOf(isParallel, settings.CurrentOf(loop), teslaPerSecond))
                .Select(field => (field.Mean.Tesla, field.Deviation.Tesla)),
        ];
        double mean = loops.Average(loop => loop.Mean);
        double within = loops.Average(loop => loop.Deviation * loop.Deviation);
        double between = loops.Sum(loop => (loop.Mean - mean) * (loop.Mean - mean)) / Math.Max(loops.Length - 1, 1);
        return (mean, Math.Sqrt(within + between));
    }

    private static PartDefinition PillarAt(BenchDefinition bench, SampleDefinition sample) =>
        (bench.WiringOf(MeterRole) ?? bench.WiringOf(DeltaRole))?.Part is { } name
            && sample.Parts.FirstOrDefault(part => part.Name == name && part.Schema == Pillar.Description.Schema) is { } there
            ? there
            : throw new WorkbenchException($"The bench has no pillar at '{MeterRole}' to compare with.", WorkbenchFault.Request);
}
