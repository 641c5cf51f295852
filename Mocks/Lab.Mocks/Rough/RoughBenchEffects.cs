using Lab.Benches;
using Lab.Benches.Twins;
using Lab.Mocks.Parts;
using Lab.Quantities;

namespace Lab.Mocks.Rough;

/// <summary>The effects of real samples, cables and meters beside the models, for benches whose twins are rough.</summary>
/// <remarks>The sizes are the small ones that a careful bench still has [assumption]: a run on it finds what a polite one finds,
/// with more scatter and warnings. An effect that breaks an experiment (telegraph noise, an error of the loss, mismatch) stays
/// off; a bench file switches it on.</remarks>
public static class RoughBenchEffects
{
    /// <summary>A bench with effects on where its file leaves them off, if all its twins are rough;
    /// otherwise the bench as it is.</summary>
    /// <param name="bench">The bench.</param>
    /// <param name="twins">The twins of its instruments.</param>
    /// <param name="isRough">Whether all twins are rough, whatever the addresses say.</param>
    public static BenchDefinition On(BenchDefinition bench, TwinCatalog twins, bool isRough)
    {
        ArgumentNullException.ThrowIfNull(bench);
        ArgumentNullException.ThrowIfNull(twins);
        bool areRough = bench.Instruments.Where(instrument => instrument.IsTwin).All(instrument => instrument.IsRoughTwin)
            && bench.Instruments.Any(instrument => instrument.IsTwin);
        return !isRough && !areRough ? bench : bench with
        {
            Sample = bench.Sample with
            {
                Junctions = [.. bench.Sample.Junctions.Select(
                    junction => junction with { Twin = junction.Twin with { Effects = On(junction.Twin.Effects) } })],
                Leads = bench.Sample.Leads with
                {
                    MainsPickup = Or(bench.Sample.Leads.MainsPickup, Voltage.FromVolts(1e-6)),
                    StepVoltage = Or(bench.Sample.Leads.StepVoltage, Voltage.FromVolts(20e-9)),
                },
            },
            Wiring = [.. bench.Wiring.Select(wiring => wiring with
            {
                Path = wiring.Path with { Ripple = Or(wiring.Path.Ripple, LevelRatio.FromDecibels(0.05)) }
            })],
            Instruments = [.. bench.Instruments.Select(instrument => On(instrument, twins))],
        };
    }

    private static ResonanceEffects On(ResonanceEffects effects) => effects with
    {
        WarmUpRatio = effects.WarmUpRatio == 0 ? 1e-4 : effects.WarmUpRatio,
        WalkRatio = effects.WalkRatio == 0 ? 1e-6 : effects.WalkRatio,
        Pinning = Or(effects.Pinning, MagneticField.FromOersted(0.02)),
    };

    private static InstrumentDefinition On(InstrumentDefinition instrument, TwinCatalog twins) =>
        twins.Find(instrument.Driver) is { } twin ? instrument with { Twin = With(instrument.Twin, twin) } : instrument;

    private static SettingValues With(SettingValues values, TwinDescription twin)
    {
        var all = new Dictionary<string, object>(values.All);
        foreach ((string key, object on) in twin.Rough.Effects)
        {
            if (all.TryGetValue(key, out object? value)
                && value.Equals(twin.Settings.First(setting => setting.Name == key).Default))
            {
                all[key] = on;
            }
        }

        return new SettingValues(all);
    }

    private static T Or<T>(T value, T on)
        where T : struct, IQuantity<T> => value.SiValue == 0 ? on : value;
}
