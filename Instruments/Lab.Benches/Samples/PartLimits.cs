using Lab.Quantities;

namespace Lab.Benches.Samples;

/// <summary>The limits that the parts of a sample can have.</summary>
public static class PartLimits
{
    /// <summary>Those of a junction.</summary>
    public static IReadOnlyList<PartLimit<JunctionDefinition>> OfJunction { get; } =
    [
        PartLimit<JunctionDefinition>.Of(
            "rf_power", "RF power", "The most RF power at the junction, all tones together.",
            part => part.RfPowerLimit, (JunctionDefinition part, Power value) => part with { RfPowerLimit = value })
            with
        {
            MayBeZero = true,
            Derive = (bench, part, watts) => new RfPowerLimit(bench, part, Power.FromWatts(watts)),
        },
        PartLimit<JunctionDefinition>.Of(
            "current", "current", "The largest direct current through the junction, of either sign.",
            part => part.CurrentLimit, (JunctionDefinition part, Current value) => part with { CurrentLimit = value })
            with
        {
            MayBeZero = true,
            Derive = (bench, part, amperes) => CurrentSumLimit.Bias(bench, part, Current.FromAmperes(amperes)),
        },
        new(
            "current_over_threshold", "current over threshold",
            "The largest direct current through the junction in units of its `threshold_current`.", Quantity: null,
            part => part.CurrentOverThresholdLimit, (part, value) => part with { CurrentOverThresholdLimit = value })
        {
            Lacks = part => part.ThresholdCurrent.Amperes > 0 ? null : "the junction's threshold_current",
            Derive = (bench, part, ratio) => CurrentSumLimit.OverThreshold(bench, part, part.ThresholdCurrent, ratio),
        },
    ];

    /// <summary>Those of a field line.</summary>
    public static IReadOnlyList<PartLimit<FieldLineDefinition>> OfFieldLine { get; } =
    [
        PartLimit<FieldLineDefinition>.Of(
            "current_density", "current density",
            "The largest current density in the line: its sources, pulses (amplitude over resistance) and what leaks in from "
                + "other lines; needs `width` and `thickness`.",
            part => part.CurrentDensityLimit,
            (FieldLineDefinition part, CurrentDensity value) => part with { CurrentDensityLimit = value })
            with
        {
            Lacks = part => part.Width.Meters * part.Thickness.Meters > 0 ? null : "the line's width and thickness",
            Derive = (bench, part, density) => CurrentSumLimit.Density(
                bench, part, CurrentDensity.FromAmperesPerSquareMetre(density)),
        },
        PartLimit<FieldLineDefinition>.Of(
            "pulse_energy", "pulse energy", "The most energy of one pulse in the line, V²/R times its width.",
            part => part.PulseEnergyLimit, (FieldLineDefinition part, Energy value) => part with { PulseEnergyLimit = value })
            with
        {
            Derive = (bench, part, joules) => new PulseEnergyLimit(bench, part, Energy.FromJoules(joules)),
        },
    ];

    /// <summary>Those of the magnet.</summary>
    public static IReadOnlyList<PartLimit<MagnetDefinition>> OfMagnet { get; } =
    [
        PartLimit<MagnetDefinition>.Of(
            // A guard of the supply's current.
            "field_rate", "dB/dt", "The fastest change of the field, by `conversion`; supplies ramp no faster.",
            part => part.FieldRateLimit, (MagnetDefinition part, FieldRate value) => part with { FieldRateLimit = value }),
        PartLimit<MagnetDefinition>.Of(
            "stored_energy", "stored energy", "The most energy in the field, ½ L I².",
            part => part.StoredEnergyLimit, (MagnetDefinition part, Energy value) => part with { StoredEnergyLimit = value })
            with
        {
            Derive = (bench, part, joules) => CurrentSumLimit.StoredEnergy(bench, part, Energy.FromJoules(joules)),
        },
    ];
}
