using Lab.Benches.Twins;
using Lab.Quantities;

namespace Lab.Benches.Files;

/// <summary>The keys of a bench file for what real benches do beside the models:
/// effects that a twin has when the file asks for them.</summary>
public static class EffectSchema
{
    private static readonly ResonanceEffects Resonance = new();
    private static readonly LeadEffects Leads = new();
    private static readonly RfPathEffects Path = new();

    /// <summary>Keys of a junction.</summary>
    public static IReadOnlyList<SettingKey> JunctionKeys { get; } =
    [
        SettingKey.Number(
            "flat_rectification",
            0,
            -1000,
            1000,
            "Rectification κ beside the resonance, V/W: the junction adds κP(1 + s(f/f_res − 1))."),
        SettingKey.Number(
            "rectification_slope", 0, -100, 100, "Slope s of `flat_rectification` with the frequency over the resonance."),
        SettingKey.Number(
            "warm_up",
            Resonance.WarmUpRatio,
            -0.5,
            0.5,
            "Shift of the resonance, as a fraction, when the bench starts; it decays. 0.003 is a bench that was just "
                + "switched on."),
        SettingKey.Between(
            "warm_up_time",
            (Duration?)Resonance.WarmUpTime,
            Duration.FromMilliseconds(1),
            Duration.FromSeconds(1e6),
            "Time constant of that decay."),
        SettingKey.Number(
            "resonance_walk",
            Resonance.WalkRatio,
            0,
            0.01,
            "Random walk of the resonance, as a fraction: its standard deviation after one second. 1e-5 is common."),
        SettingKey.Number(
            "line_heating",
            Resonance.LineHeatingPerWatt,
            -1000,
            1000,
            "Shift of the resonance, as a fraction, per watt that the currents leave in the field lines."),
        SettingKey.Number(
            "telegraph",
            Resonance.TelegraphRatio,
            0,
            0.5,
            "Distance of the two states between which the resonance jumps, as a fraction. 0.003 to 0.01 is common."),
        SettingKey.Between(
            "telegraph_rate",
            (Frequency?)Resonance.TelegraphRate,
            Frequency.FromHertz(1e-6),
            Frequency.FromHertz(100),
            "Mean number of those jumps in a second out of either state."),
        SettingKey.Between(
            "pinning",
            (MagneticField?)Resonance.Pinning,
            default,
            MagneticField.FromTesla(1),
            "In-plane field by which the field has to turn back before the core follows. 0.3 to 2 Oe is common."),
        SettingKey.Number(
            "roughness",
            Resonance.RoughnessRatio,
            0,
            0.3,
            "Standard deviation of the shifts of the resonance, as a fraction, by the grains that the core passes. 0.01 to 0.03 "
                + "is common."),
        SettingKey.Between(
            "roughness_width",
            (MagneticField?)Resonance.RoughnessWidth,
            MagneticField.FromTesla(1e-9),
            MagneticField.FromTesla(1),
            "Half width of a grain in in-plane field."),
    ];

    /// <summary>Keys of the sample as a whole.</summary>
    public static IReadOnlyList<SettingKey> SampleKeys { get; } =
    [
        SettingKey.Between(
            "mains_pickup",
            (Voltage?)Leads.MainsPickup,
            default,
            Voltage.FromVolts(1),
            "Amplitude of the mains in the leads, which a meter averages over its integration time."),
        SettingKey.Between(
            "mains_frequency",
            (Frequency?)Leads.MainsFrequency,
            Frequency.FromHertz(1),
            Frequency.FromHertz(10e3),
            "Nominal frequency of the mains in the leads."),
        SettingKey.Between(
            "mains_deviation",
            (Frequency?)Leads.MainsDeviation,
            default,
            Frequency.FromHertz(0.5),
            "Standard deviation of the mains from that frequency; the seed draws it."),
        SettingKey.Between(
            "thermal_steps",
            (Voltage?)Leads.StepVoltage,
            default,
            Voltage.FromVolts(1),
            "Standard deviation of sudden steps of the thermal EMF, which decay. 300 nV is a draught."),
        SettingKey.Between(
            "thermal_step_rate",
            (Frequency?)Leads.StepRate,
            default,
            Frequency.FromHertz(100),
            "Mean number of those steps in a second."),
        SettingKey.Between(
            "thermal_step_time",
            (Duration?)Leads.StepTime,
            Duration.FromMilliseconds(1),
            Duration.FromSeconds(1e6),
            "Time constant by which a step decays."),
    ];

    /// <summary>Keys of the wiring of an RF generator.</summary>
    public static IReadOnlyList<SettingKey> RfKeys { get; } =
    [
        SettingKey.Between(
            "loss_error",
            (LevelRatio?)Path.LossError,
            LevelRatio.FromDecibels(-60),
            LevelRatio.FromDecibels(60),
            "What the twin's cables lose beyond `loss`, which protocols take for the whole."),
        SettingKey.Between(
            "loss_slope",
            (LevelRatio?)Path.LossSlope,
            LevelRatio.FromDecibels(-60),
            LevelRatio.FromDecibels(60),
            "Further loss of the twin's cables at 1 GHz; it grows with the root of the frequency."),
        SettingKey.Between(
            "ripple",
            (LevelRatio?)Path.Ripple,
            default,
            LevelRatio.FromDecibels(60),
            "Amplitude of a ripple of the twin's loss with the frequency; the seed draws its phase."),
        SettingKey.Between(
            "ripple_period",
            (Frequency?)Path.RipplePeriod,
            Frequency.FromHertz(1e3),
            Frequency.FromHertz(1e12),
            "Period of the ripple; 60 MHz is a cable of 1.7 m."),
        SettingKey.Switch("mismatch", Path.HasMismatch, "Whether the twin's junctions reflect what does not match 50 Ω."),
    ];

    internal static ResonanceEffects ToResonance(SettingValues values) => new()
    {
        WarmUpRatio = values.Get<double>("warm_up"),
        WarmUpTime = values.Get<Duration>("warm_up_time"),
        WalkRatio = values.Get<double>("resonance_walk"),
        LineHeatingPerWatt = values.Get<double>("line_heating"),
        TelegraphRatio = values.Get<double>("telegraph"),
        TelegraphRate = values.Get<Frequency>("telegraph_rate"),
        Pinning = values.Get<MagneticField>("pinning"),
        RoughnessRatio = values.Get<double>("roughness"),
        RoughnessWidth = values.Get<MagneticField>("roughness_width"),
    };

    internal static LeadEffects ToLeads(SettingValues values) => new()
    {
        MainsPickup = values.Get<Voltage>("mains_pickup"),
        MainsFrequency = values.Get<Frequency>("mains_frequency"),
        MainsDeviation = values.Get<Frequency>("mains_deviation"),
        StepVoltage = values.Get<Voltage>("thermal_steps"),
        StepRate = values.Get<Frequency>("thermal_step_rate"),
        StepTime = values.Get<Duration>("thermal_step_time"),
    };

    internal static RfPathEffects ToRfPath(SettingValues values) => new()
    {
        LossError = values.Get<LevelRatio>("loss_error"),
        LossSlope = values.Get<LevelRatio>("loss_slope"),
        Ripple = values.Get<LevelRatio>("ripple"),
        RipplePeriod = values.Get<Frequency>("ripple_period"),
        HasMismatch = values.Get<bool>("mismatch"),
    };
}
