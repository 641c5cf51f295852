using Lab.Quantities;

namespace Lab.Instruments.Benches;

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
        SettingKey.Positive<Temperature>("temperature", Sample.Temperature, "Temperature of the sample, for its Johnson noise."),
        SettingKey.NotNegative<Voltage>("thermal_drift", Sample.ThermalDrift, "Random walk of the thermal EMF in the leads: its standard deviation after one second."),
        SettingKey.Number("device_spread", Sample.DeviceSpread, 0, 0.3, "Relative standard deviation by which the twin's junctions and field lines differ from the values below, other ones for each seed."),
    ];

    /// <summary>Keys of a junction.</summary>
    public static IReadOnlyList<SettingKey> JunctionKeys { get; } =
    [
        SettingKey.Positive<Length>("diameter", Junction.Diameter, "Diameter of the pillar."),
        SettingKey.Positive<Resistance>("resistance", Junction.Resistance, "Resistance at zero in-plane field."),
        SettingKey.Number("magnetoresistance", Junction.MagnetoresistanceRatio, 0, 10, "Tunnel magnetoresistance (R_AP - R_P)/R_P as a fraction."),
        SettingKey.Positive<MagneticField>("saturation_field", Junction.SaturationField, "In-plane field that saturates the free layer."),
        SettingKey.Positive<Frequency>("resonance_frequency", Junction.ResonanceFrequency, "Resonance at the reference field, no in-plane field and vanishing power."),
        SettingKey.Quantity<MagneticField>("reference_field", Junction.ReferenceField, "Perpendicular field at which the resonance frequency holds."),
        SettingKey.Quantity<FrequencyPerField>("perpendicular_slope", Junction.PerpendicularSlope, "Shift of the resonance with the perpendicular field."),
        SettingKey.Quantity<FrequencyPerField>("in_plane_slope", Junction.InPlaneSlope, "Shift of the resonance with the in-plane field."),
        SettingKey.Number("in_plane_curvature", Junction.InPlaneCurvatureHertzPerTeslaSquared, -1e18, 1e18, "Curvature of the resonance with the in-plane field, Hz/T²."),
        SettingKey.Number("damping", Junction.Damping, 1e-6, 1, "Gilbert damping α; the linewidth is Γ = α ω_res."),
        SettingKey.Number("symmetric_weight", Junction.SymmetricWeight, -10, 10, "Weight ξ_S of the symmetric part of the line."),
        SettingKey.Number("antisymmetric_weight", Junction.AntisymmetricWeight, -10, 10, "Weight ξ_A of the antisymmetric part of the line."),
        SettingKey.Number("rectification", Junction.RectificationRadiansPerCoulomb, 0, 1e12, "Rectification β, rad/C."),
        SettingKey.Number("drive_factor", Junction.DriveFactor, 0, 1e12, "Drive factor γ, rad Hz W^-1/2."),
        SettingKey.Number("frequency_nonlinearity", Junction.FrequencyNonlinearity, -100, 100, "Nonlinear frequency shift N."),
        SettingKey.Number("damping_nonlinearity", Junction.DampingNonlinearity, 0, 1000, "Nonlinear damping Q."),
        SettingKey.NotNegative<Current>("threshold_current", Junction.ThresholdCurrent, "Threshold current of its dynamics, for limits.current_over_threshold; 0 A where it is not known."),
        SettingKey.Positive<Power>("destroyed_by_power", Junction.DestructionPower, "RF power at which the twin's junction breaks down."),
        SettingKey.Positive<Current>("destroyed_by_current", Junction.DestructionCurrent, "Direct current at which the twin's junction breaks down."),
    ];

    /// <summary>Keys of a field line.</summary>
    public static IReadOnlyList<SettingKey> FieldLineKeys { get; } =
    [
        new SettingKey("junction", "the name of a junction", "The junction below the line.", Default: null, text => text),
        SettingKey.Quantity<FieldPerCurrent>("conversion", Line.Conversion, "In-plane field at the junction per current."),
        SettingKey.Positive<Resistance>("resistance", Line.Resistance, "Resistance of the line with its leads."),
        SettingKey.Number("leakage", Line.Leakage, -1, 1, "Fraction of this line's current that leaks into each other line."),
        SettingKey.Positive<Energy>("destroyed_by_energy", Line.DestructionEnergy, "Energy of one pulse at which the twin's line burns through."),
        SettingKey.NotNegative<Length>("width", Line.Width, "Width of its cross-section, for limits.current_density; 0 m where it is not known."),
        SettingKey.NotNegative<Length>("thickness", Line.Thickness, "Thickness of its cross-section, for limits.current_density; 0 m where it is not known."),
    ];

    /// <summary>Keys of the magnet.</summary>
    public static IReadOnlyList<SettingKey> MagnetKeys { get; } =
    [
        SettingKey.Choice("axis", "perpendicular", ["perpendicular", "in-plane"], "Direction of the field at the sample; in-plane is along the fields of the field lines."),
        SettingKey.Quantity<FieldPerCurrent>("conversion", Magnet.Conversion, "Field per coil current."),
        SettingKey.Positive<Inductance>("inductance", Magnet.Inductance, "Inductance of the coils."),
        SettingKey.Positive<Resistance>("resistance", Magnet.Resistance, "Resistance of coils and leads."),
        SettingKey.NotNegative<MagneticField>("remanence", Magnet.Remanence, "Field that the iron keeps at zero current after saturation."),
        SettingKey.Positive<Current>("coercive_current", Magnet.CoerciveCurrent, "Scale of current on which the iron's hysteresis turns over."),
    ];

    internal static JunctionDefinition ToJunction(string name, SettingValues values, Power? rfPowerLimit, Current? currentLimit) => new()
    {
        Name = name,
        RfPowerLimit = rfPowerLimit,
        CurrentLimit = currentLimit,
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
        SymmetricWeight = values.Get<double>("symmetric_weight"),
        AntisymmetricWeight = values.Get<double>("antisymmetric_weight"),
        RectificationRadiansPerCoulomb = values.Get<double>("rectification"),
        DriveFactor = values.Get<double>("drive_factor"),
        FrequencyNonlinearity = values.Get<double>("frequency_nonlinearity"),
        DampingNonlinearity = values.Get<double>("damping_nonlinearity"),
        ThresholdCurrent = values.Get<Current>("threshold_current"),
        DestructionPower = values.Get<Power>("destroyed_by_power"),
        DestructionCurrent = values.Get<Current>("destroyed_by_current"),
    };

    internal static FieldLineDefinition ToFieldLine(string name, SettingValues values) => new()
    {
        Name = name,
        Junction = values.Get<string>("junction"),
        Conversion = values.Get<FieldPerCurrent>("conversion"),
        Resistance = values.Get<Resistance>("resistance"),
        Leakage = values.Get<double>("leakage"),
        DestructionEnergy = values.Get<Energy>("destroyed_by_energy"),
        Width = values.Get<Length>("width"),
        Thickness = values.Get<Length>("thickness"),
    };

    internal static MagnetDefinition ToMagnet(SettingValues values) => new()
    {
        IsInPlane = values.Get<string>("axis") == "in-plane",
        Conversion = values.Get<FieldPerCurrent>("conversion"),
        Inductance = values.Get<Inductance>("inductance"),
        Resistance = values.Get<Resistance>("resistance"),
        Remanence = values.Get<MagneticField>("remanence"),
        CoerciveCurrent = values.Get<Current>("coercive_current"),
    };
}
