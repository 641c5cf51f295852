using Lab.Benches.Samples;
using Lab.Benches.Twins;
using Lab.Quantities;

namespace Lab.Benches.Files;

/// <summary>The keys of the section <c>sample</c> of a bench file, and what they become.</summary>
public static class SampleSchema
{
    private static readonly JunctionDefinition Junction = new() { Name = string.Empty };
    private static readonly FieldLineDefinition Line = new() { Name = string.Empty, Junction = string.Empty };
    private static readonly MagnetDefinition Magnet = new();
    private static readonly SampleDefinition Sample = new();

    /// <summary>Keys of the sample as a whole.</summary>
    public static IReadOnlyList<SettingKey> SampleKeys { get; } =
    [
        SettingKey.Between(
            "temperature",
            (Temperature?)Sample.Temperature,
            Temperature.FromKelvin(1e-3),
            Temperature.FromKelvin(2000),
            "Temperature of the sample, for its Johnson noise."),
        SettingKey.Between(
            "thermal_drift",
            (Voltage?)Sample.ThermalDrift,
            default,
            Voltage.FromVolts(1),
            "Random walk of the thermal EMF in the leads: its standard deviation after one second."),
        SettingKey.Number(
            "device_spread",
            Sample.DeviceSpread,
            0,
            0.3,
            "Relative standard deviation by which the twin's junctions and field lines differ from the values below, other ones "
                + "for each seed."),
        .. EffectSchema.SampleKeys,
    ];

    /// <summary>Keys of a junction.</summary>
    public static IReadOnlyList<SettingKey> JunctionKeys { get; } =
    [
        SettingKey.Between(
            "diameter", (Length?)Junction.Diameter, Length.FromMeters(1e-9), Length.FromMeters(1e-3), "Diameter of the pillar."),
        SettingKey.Between(
            "resistance",
            (Resistance?)Junction.Resistance,
            Resistance.FromOhms(1e-6),
            Resistance.FromOhms(1e9),
            "Resistance at zero in-plane field."),
        SettingKey.Number(
            "magnetoresistance",
            Junction.MagnetoresistanceRatio,
            0,
            10,
            "Tunnel magnetoresistance (R_AP - R_P)/R_P as a fraction."),
        SettingKey.Between(
            "saturation_field",
            (MagneticField?)Junction.SaturationField,
            MagneticField.FromTesla(1e-9),
            MagneticField.FromTesla(100),
            "In-plane field that saturates the free layer."),
        SettingKey.Between(
            "resonance_frequency",
            (Frequency?)Junction.ResonanceFrequency,
            Frequency.FromHertz(1e3),
            Frequency.FromHertz(1e12),
            "Resonance at the reference field, no in-plane field and vanishing power."),
        SettingKey.Between(
            "reference_field",
            (MagneticField?)Junction.ReferenceField,
            MagneticField.FromTesla(-100),
            MagneticField.FromTesla(100),
            "Perpendicular field at which the resonance frequency holds."),
        SettingKey.Between(
            "perpendicular_slope",
            (FrequencyPerField?)Junction.PerpendicularSlope,
            FrequencyPerField.FromSi(-1e15),
            FrequencyPerField.FromSi(1e15),
            "Shift of the resonance with the perpendicular field."),
        SettingKey.Between(
            "in_plane_slope",
            (FrequencyPerField?)Junction.InPlaneSlope,
            FrequencyPerField.FromSi(-1e15),
            FrequencyPerField.FromSi(1e15),
            "Shift of the resonance with the in-plane field."),
        SettingKey.Number(
            "in_plane_curvature",
            Junction.InPlaneCurvatureHertzPerTeslaSquared,
            -1e18,
            1e18,
            "Curvature of the resonance with the in-plane field, Hz/T²."),
        SettingKey.Number("damping", Junction.Damping, 1e-6, 1, "Gilbert damping α; the linewidth is Γ = α ω_res."),
        SettingKey.Number(
            "symmetric_weight", Junction.Twin.SymmetricWeight, -10, 10, "Weight ξ_S of the symmetric part of the line."),
        SettingKey.Number(
            "antisymmetric_weight",
            Junction.Twin.AntisymmetricWeight,
            -10,
            10,
            "Weight ξ_A of the antisymmetric part of the line."),
        SettingKey.Number("rectification", Junction.Twin.RectificationRadiansPerCoulomb, 0, 1e12, "Rectification β, rad/C."),
        SettingKey.Number("drive_factor", Junction.Twin.DriveFactor, 0, 1e12, "Drive factor γ, rad Hz W^-1/2."),
        SettingKey.Number("frequency_nonlinearity", Junction.FrequencyNonlinearity, -100, 100, "Nonlinear frequency shift N."),
        SettingKey.Number("damping_nonlinearity", Junction.DampingNonlinearity, 0, 1000, "Nonlinear damping Q."),
        SettingKey.Between(
            "threshold_current",
            (Current?)Junction.ThresholdCurrent,
            default,
            Current.FromAmperes(1),
            "Threshold current of its dynamics, for limits.current_over_threshold; 0 A where it is not known."),
        SettingKey.Between(
            "destroyed_by_power",
            (Power?)Junction.Twin.DestructionPower,
            Power.FromWatts(1e-15),
            Power.FromWatts(1e3),
            "RF power at which the twin's junction breaks down."),
        SettingKey.Between(
            "destroyed_by_current",
            (Current?)Junction.Twin.DestructionCurrent,
            Current.FromAmperes(1e-12),
            Current.FromAmperes(1e3),
            "Direct current at which the twin's junction breaks down."),
        .. EffectSchema.JunctionKeys,
    ];

    /// <summary>Keys of a field line.</summary>
    public static IReadOnlyList<SettingKey> FieldLineKeys { get; } =
    [
        new SettingKey("junction", "the name of a junction", "The junction below the line.", Default: null, text => text),
        SettingKey.Between(
            "conversion",
            (FieldPerCurrent?)Line.Conversion,
            FieldPerCurrent.FromTeslaPerAmpere(-1000),
            FieldPerCurrent.FromTeslaPerAmpere(1000),
            "In-plane field at the junction per current."),
        SettingKey.Between(
            "resistance",
            (Resistance?)Line.Resistance,
            Resistance.FromOhms(1e-6),
            Resistance.FromOhms(1e9),
            "Resistance of the line with its leads."),
        SettingKey.Number("leakage", Line.Leakage, -1, 1, "Fraction of this line's current that leaks into each other line."),
        SettingKey.Between(
            "destroyed_by_energy",
            (Energy?)Line.Twin.DestructionEnergy,
            Energy.FromJoules(1e-15),
            Energy.FromJoules(1e6),
            "Energy of one pulse at which the twin's line burns through."),
        SettingKey.Between(
            "width",
            (Length?)Line.Width,
            default,
            Length.FromMeters(1),
            "Width of its cross-section, for limits.current_density; 0 m where it is not known."),
        SettingKey.Between(
            "thickness",
            (Length?)Line.Thickness,
            default,
            Length.FromMeters(1),
            "Thickness of its cross-section, for limits.current_density; 0 m where it is not known."),
    ];

    /// <summary>Keys of the magnet.</summary>
    public static IReadOnlyList<SettingKey> MagnetKeys { get; } =
    [
        SettingKey.Choice(
            "axis",
            "perpendicular",
            ["perpendicular", "in-plane"],
            "Direction of the field at the sample; in-plane is along the fields of the field lines."),
        SettingKey.Between(
            "conversion",
            (FieldPerCurrent?)Magnet.Conversion,
            FieldPerCurrent.FromTeslaPerAmpere(-1000),
            FieldPerCurrent.FromTeslaPerAmpere(1000),
            "Field per coil current."),
        SettingKey.Between(
            "inductance",
            (Inductance?)Magnet.Inductance,
            Inductance.FromHenries(1e-9),
            Inductance.FromHenries(1e3),
            "Inductance of the coils."),
        SettingKey.Between(
            "resistance",
            (Resistance?)Magnet.Resistance,
            Resistance.FromOhms(1e-6),
            Resistance.FromOhms(1e9),
            "Resistance of coils and leads."),
        SettingKey.Between(
            "remanence",
            (MagneticField?)Magnet.Remanence,
            default,
            MagneticField.FromTesla(10),
            "Field that the iron keeps at zero current after saturation."),
        SettingKey.Between(
            "coercive_current",
            (Current?)Magnet.CoerciveCurrent,
            Current.FromAmperes(1e-6),
            Current.FromAmperes(1e3),
            "Scale of current on which the iron's hysteresis turns over. Where twice the remanence exceeds what the coils give "
                + "at this current, the iron is a plain play of `remanence` over `conversion` instead, since no field falls "
                + "while its current rises."),
        SettingKey.Between(
            "tilt",
            (Angle?)Magnet.Twin.Tilt,
            Angle.FromRadians(-Math.PI / 4),
            Angle.FromRadians(Math.PI / 4),
            "Angle of the twin's field to its axis at the sample; 1 to 2 deg of 6250 Oe are 110 to 220 Oe in the plane."),
        SettingKey.Between(
            "lag",
            (Duration?)Magnet.Twin.Lag,
            default,
            Duration.FromSeconds(1),
            "How much later than the current the twin's field against time is; eddy currents make 0.1 to 1 ms."),
        SettingKey.Between(
            "warm_lag",
            (Duration?)Magnet.Twin.WarmLag,
            Duration.FromSeconds(-1),
            Duration.FromSeconds(1),
            "How much later still the twin's field against time is when the magnet is warm."),
        SettingKey.Number(
            "warm_loss",
            Magnet.Twin.WarmLoss,
            -0.5,
            0.5,
            "Part of the field that the twin has lost when the magnet is warm; 0.02 is a coil that is driven hard."),
        SettingKey.Between(
            "warming_time",
            (Duration?)Magnet.Twin.WarmingTime,
            Duration.FromSeconds(1),
            Duration.FromSeconds(1e6),
            "Time constant with which the twin becomes warm after the bench was switched on."),
    ];

    internal static JunctionDefinition ToJunction(string name, SettingValues values) => new()
    {
        Name = name,
        Diameter = values.Get<Length>("diameter"),
        Resistance = values.Get<Resistance>("resistance"),
        MagnetoresistanceRatio = values.Get<double>("magnetoresistance"),
        SaturationField = values.Get<MagneticField>("saturation_field"),
        ResonanceFrequency = values.Get<Frequency>("resonance_frequency"),
        ReferenceField = values.Get<MagneticField>("reference_field"),
        PerpendicularSlope = values.Get<FrequencyPerField>("perpendicular_slope"),
        InPlaneSlope = values.Get<FrequencyPerField>("in_plane_slope"),
        InPlaneCurvatureHertzPerTeslaSquared = values.Get<double>("in_plane_curvature"),
        Damping = values.Get<double>("damping"),
        FrequencyNonlinearity = values.Get<double>("frequency_nonlinearity"),
        DampingNonlinearity = values.Get<double>("damping_nonlinearity"),
        ThresholdCurrent = values.Get<Current>("threshold_current"),
        Twin = new JunctionTwin
        {
            SymmetricWeight = values.Get<double>("symmetric_weight"),
            AntisymmetricWeight = values.Get<double>("antisymmetric_weight"),
            RectificationRadiansPerCoulomb = values.Get<double>("rectification"),
            DriveFactor = values.Get<double>("drive_factor"),
            DestructionPower = values.Get<Power>("destroyed_by_power"),
            DestructionCurrent = values.Get<Current>("destroyed_by_current"),
            FlatRectificationVoltsPerWatt = values.Get<double>("flat_rectification"),
            RectificationSlope = values.Get<double>("rectification_slope"),
            Effects = EffectSchema.ToResonance(values),
        },
    };

    internal static FieldLineDefinition ToFieldLine(string name, SettingValues values) => new()
    {
        Name = name,
        Junction = values.Get<string>("junction"),
        Conversion = values.Get<FieldPerCurrent>("conversion"),
        Resistance = values.Get<Resistance>("resistance"),
        Leakage = values.Get<double>("leakage"),
        Width = values.Get<Length>("width"),
        Thickness = values.Get<Length>("thickness"),
        Twin = new FieldLineTwin { DestructionEnergy = values.Get<Energy>("destroyed_by_energy") },
    };

    internal static MagnetDefinition ToMagnet(SettingValues values) => new()
    {
        IsInPlane = values.Get<string>("axis") == "in-plane",
        Conversion = values.Get<FieldPerCurrent>("conversion"),
        Inductance = values.Get<Inductance>("inductance"),
        Resistance = values.Get<Resistance>("resistance"),
        Remanence = values.Get<MagneticField>("remanence"),
        CoerciveCurrent = values.Get<Current>("coercive_current"),
        Twin = new MagnetTwin
        {
            Tilt = values.Get<Angle>("tilt"),
            Lag = values.Get<Duration>("lag"),
            WarmLag = values.Get<Duration>("warm_lag"),
            WarmLoss = values.Get<double>("warm_loss"),
            WarmingTime = values.Get<Duration>("warming_time"),
        },
    };
}
