using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Mocks.Stages;
using Lab.Models.Films;
using Lab.Models.SpinDiodes;
using Lab.Quantities;

namespace Lab.Mocks.Parts;

/// <summary>
/// A strip of a ferromagnet on a heavy metal, which rectifies a tone at its spin-torque resonance. A rotation stage at the magnet
/// turns its field in the plane. Ports: <c>strip-rf</c> for the tone, <c>strip-voltage</c> for the reading.
/// </summary>
/// <remarks>The voltage is <see cref="SpinTorqueBilayer.RectifiedVoltage"/> with the current that a line of 50 Ω drives through
/// the resistance of the strip. Beside it the heat of the resonance makes a voltage along the strip that goes with the sine of
/// the angle, as the Nernst effect does under a gradient along the normal, and there is a background.</remarks>
public sealed class Bilayer : RectifyingFilm
{
    private const string GFactorKey = "g_factor";
    private const string EffectiveKey = "effective_magnetisation";
    private const string SaturationKey = "saturation_magnetisation";
    private const string DampingKey = "damping";
    private const string BroadeningKey = "inhomogeneous_broadening";
    private const string MagnetKey = "magnet_thickness";
    private const string MetalKey = "metal_thickness";
    private const string WidthKey = "width";
    private const string ShareKey = "metal_share";
    private const string DampingLikeKey = "damping_like_efficiency";
    private const string FieldLikeKey = "field_like_efficiency";
    private const string AnisotropicKey = "anisotropic_resistance";
    private const string ThermalKey = "thermal_voltage";
    private const string BackgroundKey = "background";

    private readonly StageContext stage;
    private readonly string name;
    private readonly SpinTorqueBilayer bilayer;
    private readonly double ohms;
    private readonly double thermal;
    private readonly double background;

    /// <summary>Puts one on a stage.</summary>
    /// <param name="stage">The stage. What makes a field is on it already.</param>
    /// <param name="part">The part.</param>
    public Bilayer(StageContext stage, PartDefinition part)
        : base(stage, part, "bilayer", RfPort, VoltagePort)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(part);
        this.stage = stage;
        name = part.Name;
        bilayer = ModelOf(part.Values);
        ohms = part.Values.Get<Resistance>(ResistanceKey).Ohms;
        thermal = part.Values.Get<double>(ThermalKey);
        background = part.Values.Get<double>(BackgroundKey);
    }

    /// <summary>Its port for a tone.</summary>
    public static SamplePort RfPort { get; } = new("strip-rf") { PartKey = PartSchema.PartKey };

    /// <summary>Its port for the reading.</summary>
    public static SamplePort VoltagePort { get; } = new("strip-voltage") { PartKey = PartSchema.PartKey };

    /// <summary>The kind as bench files know it: <c>sample.bilayers</c>.</summary>
    public static PartDescription Description { get; } = new(
        new PartSchema("bilayers", "bilayer", [RfPort, VoltagePort])
        {
            Summary = "A strip of a ferromagnet on a heavy metal, whose current drives its resonance by spin torque.",
            Keys =
            [
                SettingKey.Number(GFactorKey, 2.1, 0.5, 10, "Spectroscopic splitting factor."),
                SettingKey.Positive<MagneticField>(
                    EffectiveKey, MagneticField.FromTesla(0.8), "Effective magnetisation, in the plane."),
                SettingKey.Positive<MagneticField>(SaturationKey, MagneticField.FromTesla(1), "Saturation magnetisation."),
                SettingKey.Number(DampingKey, 0.02, 1e-5, 1, "Gilbert damping."),
                SettingKey.NotNegative<MagneticField>(
                    BroadeningKey, MagneticField.FromOersted(5), "Half width at half maximum at vanishing frequency."),
                SettingKey.Positive<Length>(MagnetKey, Length.FromNanometers(4), "Thickness of the ferromagnet."),
                SettingKey.Positive<Length>(MetalKey, Length.FromNanometers(6), "Thickness of the heavy metal."),
                SettingKey.Positive<Length>(WidthKey, Length.FromNanometers(10_000), "Width of the strip."),
                SettingKey.Number(ShareKey, 0.6, 0, 1, "Part of the current that flows in the heavy metal."),
                SettingKey.Number(DampingLikeKey, 0.07, -10, 10, "Efficiency of the damping-like torque."),
                SettingKey.Number(
                    FieldLikeKey, 0, -10, 10, "Efficiency of the field-like torque, Oersted's field not counted."),
                SettingKey.Positive<Resistance>(
                    ResistanceKey, Resistance.FromOhms(MatchedOhms), "Resistance between the contacts."),
                SettingKey.NotNegative<Resistance>(
                    AnisotropicKey, Resistance.FromOhms(0.1), "Resistance along the magnetisation less that across it."),
                SettingKey.Number(
                    ThermalKey, 0, -1e3, 1e3,
                    "Voltage per power that the heat of the resonance makes, with the field across the strip, V/W."),
                SettingKey.Number(BackgroundKey, 0, -1e3, 1e3, "Rectified voltage per power away from the line, V/W."),
                SettingKey.Positive<Power>(
                    DestroyedKey, Power.FromWatts(0.1), "Power that burns the strip; only the twin knows it."),
            ],
            Limits =
            [
                PartSchema.Limit<Power>(
                    "rf_power", "RF power", "The largest power into it.", sources => sources.Largest(RfPort, "power")),
            ],
        },
        (stage, part) => new Bilayer(stage, part));

    /// <summary>The bilayer that the keys of a part describe.</summary>
    /// <param name="values">The values of its keys.</param>
    public static SpinTorqueBilayer ModelOf(SettingValues values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new SpinTorqueBilayer
        {
            Film = new ThinFilm
            {
                GFactor = values.Get<double>(GFactorKey),
                EffectiveMagnetisation = values.Get<MagneticField>(EffectiveKey),
                Damping = values.Get<double>(DampingKey),
                InhomogeneousBroadening = values.Get<MagneticField>(BroadeningKey),
            },
            SaturationMagnetisation = values.Get<MagneticField>(SaturationKey),
            MagnetThickness = values.Get<Length>(MagnetKey),
            MetalThickness = values.Get<Length>(MetalKey),
            Width = values.Get<Length>(WidthKey),
            MetalShare = values.Get<double>(ShareKey),
            DampingLikeEfficiency = values.Get<double>(DampingLikeKey),
            FieldLikeEfficiency = values.Get<double>(FieldLikeKey),
            AnisotropicResistance = values.Get<Resistance>(AnisotropicKey),
        };
    }

    /// <inheritdoc/>
    protected override double VoltsOf(RfTone tone, double besideTesla)
    {
        double along = stage.Field.InPlaneTesla(name);
        double across = stage.Field.AcrossTesla;
        double size = double.Hypot(along, across);
        double watts = tone.Power.Watts;
        if (size == 0)
        {
            return background * watts;
        }

        var angle = Angle.FromRadians(Math.Atan2(across, along));
        double amperes = 2 * Math.Sqrt(2 * watts * MatchedOhms) / (MatchedOhms + ohms);
        double distance = (size - bilayer.Film.ResonanceField(tone.Frequency, isInPlane: true).Tesla)
            / bilayer.Film.HalfWidth(tone.Frequency).Tesla;
        return bilayer.RectifiedVoltage(
                MagneticField.FromTesla(size), angle, tone.Frequency, Current.FromAmperes(amperes)).Volts
            + (watts * (background + (thermal * Math.Sin(angle.Radians) / (1 + (distance * distance)))));
    }
}
