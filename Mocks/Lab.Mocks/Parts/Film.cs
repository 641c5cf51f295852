using System.Numerics;
using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Instruments.Terminals;
using Lab.Mocks.Stages;
using Lab.Models.Films;
using Lab.Models.SpinDiodes;
using Lab.Quantities;

namespace Lab.Mocks.Parts;

/// <summary>
/// A ferromagnetic film on a waveguide or under a heavy metal: at the resonance field of a tone it absorbs and rectifies. Ports:
/// <c>film-rf</c> for the tone, <c>film-voltage</c> for the reading, <c>film-coil</c> for the current of a modulation coil,
/// <c>film-line</c> for a network analyser at both ends of the waveguide.
/// </summary>
/// <remarks>The rectified voltage is that of spin-torque resonance, V = ¼·(ΔR·sin 2φ)·I·cos φ·[b_S·F_S + b_A·√(1 + M/B)·F_A]/Δ
/// over the reduced slope of the resonance (L. Liu et al., Phys. Rev. Lett. 106, 036601 (2011), Eq. 2), with the amplitude I of a
/// current into 50 Ω. The absorbed part is a symmetric line whose height goes with 1/Δ. What reaches the end of the waveguide
/// is S21 = A·exp(−2πifτ)·(1 − i·k·w·χ), with <see cref="ThinFilm.Response"/> χ and the reduced frequency w. All follow the
/// field at once.</remarks>
public sealed class Film : RectifyingFilm
{
    private const string GFactorKey = "g_factor";
    private const string MagnetisationKey = "effective_magnetisation";
    private const string DampingKey = "damping";
    private const string BroadeningKey = "inhomogeneous_broadening";
    private const string AnisotropicKey = "anisotropic_resistance";
    private const string AngleKey = "angle";
    private const string DampingLikeKey = "damping_like_field";
    private const string FieldLikeKey = "field_like_field";
    private const string AbsorptionKey = "absorption";
    private const string BackgroundKey = "background";
    private const string CoilKey = "coil_field";
    private const string CouplingKey = "coupling";
    private const string LineLossKey = "line_loss";
    private const string LineDelayKey = "line_delay";

    /// <summary>The half width for which the absorption is given, T.</summary>
    private const double ReferenceHalfWidth = 1e-3;

    private readonly StageContext stage;
    private readonly string name;
    private readonly ThinFilm film;
    private readonly SettingValues values;
    private readonly Dictionary<Terminal, AlternatingVoltage> coils = [];

    /// <summary>Puts one on a stage.</summary>
    /// <param name="stage">The stage. What makes a field is on it already.</param>
    /// <param name="part">The part.</param>
    public Film(StageContext stage, PartDefinition part)
        : base(stage, part, "film", RfPort, VoltagePort)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(part);
        this.stage = stage;
        name = part.Name;
        values = part.Values;
        film = ModelOf(part.Values);
    }

    /// <summary>Its port for a tone.</summary>
    public static SamplePort RfPort { get; } = new("film-rf") { PartKey = PartSchema.PartKey };

    /// <summary>Its port for the reading.</summary>
    public static SamplePort VoltagePort { get; } = new("film-voltage") { PartKey = PartSchema.PartKey };

    /// <summary>Its port for the current of a modulation coil.</summary>
    public static SamplePort CoilPort { get; } = new("film-coil") { PartKey = PartSchema.PartKey };

    /// <summary>Its port for a network analyser.</summary>
    public static SamplePort LinePort { get; } = new("film-line") { PartKey = PartSchema.PartKey };

    /// <summary>The kind as bench files know it: <c>sample.films</c>.</summary>
    public static PartDescription Description { get; } = new(
        new PartSchema("films", "film", [RfPort, VoltagePort, CoilPort, LinePort])
        {
            Summary = "A ferromagnetic film that absorbs and rectifies a tone at its resonance in the field of the magnet.",
            Keys =
            [
                SettingKey.Number(GFactorKey, 2.1, 0.5, 10, "Spectroscopic splitting factor."),
                SettingKey.Quantity<MagneticField>(
                    MagnetisationKey,
                    MagneticField.FromTesla(0.9),
                    "Effective magnetisation; negative for a perpendicular film."),
                SettingKey.Number(DampingKey, 0.01, 1e-5, 1, "Gilbert damping."),
                SettingKey.NotNegative<MagneticField>(
                    BroadeningKey, MagneticField.FromOersted(5), "Half width at half maximum at vanishing frequency."),
                SettingKey.Positive<Resistance>(
                    ResistanceKey, Resistance.FromOhms(MatchedOhms), "Resistance between the contacts."),
                SettingKey.NotNegative<Resistance>(
                    AnisotropicKey, Resistance.FromOhms(0.3), "Resistance along the magnetisation less that across it."),
                SettingKey.Between<Angle>(
                    AngleKey, Angle.FromDegrees(45), Angle.FromDegrees(-360), Angle.FromDegrees(360),
                    "Angle of the field in the plane from the current."),
                SettingKey.Quantity<FieldPerCurrent>(
                    DampingLikeKey, FieldPerCurrent.FromOerstedPerMilliampere(0.3), "Damping-like field per current."),
                SettingKey.Quantity<FieldPerCurrent>(
                    FieldLikeKey,
                    FieldPerCurrent.FromOerstedPerMilliampere(0.2),
                    "Field-like field per current, Oersted's included."),
                SettingKey.Number(
                    AbsorptionKey,
                    0,
                    -1e3,
                    1e3,
                    "Voltage of a detector per power at the peak of a line of 10 Oe half width, V/W."),
                SettingKey.Number(BackgroundKey, 0, -1e3, 1e3, "Rectified voltage per power away from the line, V/W."),
                SettingKey.Quantity<FieldPerCurrent>(
                    CoilKey, FieldPerCurrent.FromOerstedPerMilliampere(0.5), "Field of the modulation coil per current."),
                SettingKey.Number(
                    CouplingKey,
                    0,
                    0,
                    1,
                    "Coupling of film and waveguide: the part of a wave per angle of precession and reduced frequency."),
                SettingKey.NotNegative<LevelRatio>(
                    LineLossKey, LevelRatio.FromDecibels(3), "Loss of the waveguide and its cables away from the line."),
                SettingKey.NotNegative<Duration>(
                    LineDelayKey, Duration.FromSeconds(5e-9), "Delay of the waveguide and its cables."),
                SettingKey.Positive<Power>(
                    DestroyedKey, Power.FromWatts(0.1), "Power that burns the contacts; only the twin knows it."),
            ],
            Limits =
            [
                PartSchema.Limit<Power>(
                    "rf_power", "RF power", "The largest power into it.",
                    sources => sources.Largest(RfPort, "power") + sources.Largest(LinePort, "power")),
            ],
        },
        (stage, part) => new Film(stage, part));

    /// <summary>The film that the keys of a part describe.</summary>
    /// <param name="values">The values of its keys.</param>
    public static ThinFilm ModelOf(SettingValues values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new ThinFilm
        {
            GFactor = values.Get<double>(GFactorKey),
            EffectiveMagnetisation = values.Get<MagneticField>(MagnetisationKey),
            Damping = values.Get<double>(DampingKey),
            InhomogeneousBroadening = values.Get<MagneticField>(BroadeningKey),
        };
    }

    /// <inheritdoc/>
    protected override double CoilTeslaPerAmpere => values.Get<FieldPerCurrent>(CoilKey).TeslaPerAmpere;

    /// <inheritdoc/>
    protected override IEnumerable<AlternatingVoltage> Coils => coils.Values;

    /// <inheritdoc/>
    protected override bool TakesTones(SamplePort port) => port == RfPort || port == LinePort;

    /// <inheritdoc/>
    public override void Drive(WiringDefinition at, Signal signal)
    {
        ArgumentNullException.ThrowIfNull(at);
        if (at.Port == CoilPort && signal is AlternatingVoltage current)
        {
            coils[at.Terminal] = current;
        }
        else
        {
            base.Drive(at, signal);
        }
    }

    /// <inheritdoc/>
    public override Complex SenseAt(WiringDefinition at, Sensed what, Frequency frequency)
    {
        ArgumentNullException.ThrowIfNull(at);
        if (at.Port != LinePort || what != Sensed.Transmission)
        {
            return base.SenseAt(at, what, frequency);
        }

        if (IsBroken)
        {
            return Complex.Zero;
        }

        (double field, bool isInPlane) = FieldNow();
        Complex response = film.Response(MagneticField.FromTesla(Math.Abs(field)), frequency, isInPlane);
        double reduced = frequency.Hertz / film.HertzPerTesla;
        return Complex.FromPolarCoordinates(
                Math.Sqrt((-values.Get<LevelRatio>(LineLossKey)).PowerFactor),
                -2 * Math.PI * frequency.Hertz * values.Get<Duration>(LineDelayKey).Seconds)
            * (1 - (Complex.ImaginaryOne * values.Get<double>(CouplingKey) * reduced * response));
    }

    private (double Tesla, bool IsInPlane) FieldNow()
    {
        double inPlane = stage.Field.InPlaneTesla(name);
        double perpendicular = stage.Field.PerpendicularTesla;
        bool isInPlane = Math.Abs(inPlane) >= Math.Abs(perpendicular);
        return (isInPlane ? inPlane : perpendicular, isInPlane);
    }

    /// <inheritdoc/>
    protected override double VoltsOf(RfTone tone, double besideTesla)
    {
        (double there, bool isInPlane) = FieldNow();
        double field = there + besideTesla;
        double resonance = film.ResonanceField(tone.Frequency, isInPlane).Tesla;
        double halfWidth = film.HalfWidth(tone.Frequency).Tesla;
        double x = (Math.Abs(field) - resonance) / halfWidth;
        double symmetric = 1 / (1 + (x * x));
        double watts = tone.Power.Watts;
        double volts = watts * (values.Get<double>(BackgroundKey)
            + (values.Get<double>(AbsorptionKey) * ReferenceHalfWidth / halfWidth * symmetric));
        if (!isInPlane || !(resonance > 0))
        {
            return volts;
        }

        double angle = values.Get<Angle>(AngleKey).Radians;
        double amperes = Math.Sqrt(2 * watts / MatchedOhms);
        double height = values.Get<Resistance>(AnisotropicKey).Ohms / 4 * Math.Sin(2 * angle) * Math.Cos(angle) * amperes
            * amperes / (halfWidth * film.ReducedSlope(tone.Frequency)) * Math.Sign(field);
        double stiffness = Math.Sqrt(1 + (film.EffectiveMagnetisation.Tesla / resonance));
        return volts + (height * symmetric * (values.Get<FieldPerCurrent>(DampingLikeKey).TeslaPerAmpere
            + (values.Get<FieldPerCurrent>(FieldLikeKey).TeslaPerAmpere * stiffness * x)));
    }
}
