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
/// <c>film-rf</c> for the tone, <c>film-voltage</c> for the reading, <c>film-coil</c> for the current of a modulation coil.
/// </summary>
/// <remarks>The rectified voltage is that of spin-torque resonance, V = ¼·(ΔR·sin 2φ)·I·cos φ·[b_S·F_S + b_A·√(1 + M/B)·F_A]/Δ
/// over the reduced slope of the resonance (L. Liu et al., Phys. Rev. Lett. 106, 036601 (2011), Eq. 2), with the amplitude I of a
/// current into 50 Ω. The absorbed part is a symmetric line whose height goes with 1/Δ. Both follow the field at once.</remarks>
public sealed class Film : SamplePart
{
    private const string GFactorKey = "g_factor";
    private const string MagnetisationKey = "effective_magnetisation";
    private const string DampingKey = "damping";
    private const string BroadeningKey = "inhomogeneous_broadening";
    private const string ResistanceKey = "resistance";
    private const string AnisotropicKey = "anisotropic_resistance";
    private const string AngleKey = "angle";
    private const string DampingLikeKey = "damping_like_field";
    private const string FieldLikeKey = "field_like_field";
    private const string AbsorptionKey = "absorption";
    private const string BackgroundKey = "background";
    private const string CoilKey = "coil_field";
    private const string DestroyedKey = "destroyed_by_power";

    /// <summary>The half width for which the absorption is given, T.</summary>
    private const double ReferenceHalfWidth = 1e-3;

    private const double MatchedOhms = 50;

    /// <summary>Samples of a period of the modulated field: the signal is smooth.</summary>
    private const int Samples = 32;

    /// <summary>How far a frequency may be from a multiple of the modulation's and still be that, as a part of it.</summary>
    private const double SameFrequency = 1e-9;

    private readonly StageContext stage;
    private readonly string name;
    private readonly ThinFilm film;
    private readonly SettingValues values;
    private readonly Dictionary<Terminal, ToneSignal> tones = [];
    private readonly Dictionary<Terminal, AlternatingVoltage> coils = [];
    private bool isBroken;

    /// <summary>Puts one on a stage.</summary>
    /// <param name="stage">The stage. What makes a field is on it already.</param>
    /// <param name="part">The part.</param>
    public Film(StageContext stage, PartDefinition part)
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

    /// <summary>The kind as bench files know it: <c>sample.films</c>.</summary>
    public static PartDescription Description { get; } = new(
        new PartSchema("films", "film", [RfPort, VoltagePort, CoilPort])
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
                SettingKey.Positive<Power>(
                    DestroyedKey, Power.FromWatts(0.1), "Power that burns the contacts; only the twin knows it."),
            ],
            Limits =
            [
                PartSchema.Limit<Power>(
                    "rf_power", "RF power", "The largest power into it.", sources => sources.Largest(RfPort, "power")),
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
    public override void Drive(WiringDefinition at, Signal signal)
    {
        ArgumentNullException.ThrowIfNull(at);
        if (at.Port == RfPort && signal is ToneSignal tone)
        {
            tones[at.Terminal] = tone;
            double watts = tones.Values.Sum(each => each.Tones.Sum(one => one.Power.Watts)
                * (each.Modulation?.LargestPowerFactor ?? 1));
            if (watts > values.Get<Power>(DestroyedKey).Watts && !isBroken)
            {
                isBroken = stage.Destroy(new SampleDamage($"film '{name}'", $"{at.Terminal} with {Power.FromWatts(watts)}"));
            }
        }
        else if (at.Port == CoilPort && signal is AlternatingVoltage current)
        {
            coils[at.Terminal] = current;
        }
    }

    /// <inheritdoc/>
    public override double Sense(WiringDefinition at, Sensed what, Duration interval)
    {
        ArgumentNullException.ThrowIfNull(at);
        return at.Port != VoltagePort || what != Sensed.Voltage ? 0
            : isBroken ? double.PositiveInfinity
            : VoltsAt(0, tone => tone.Modulation?.MeanPowerFactor ?? 1);
    }

    /// <inheritdoc/>
    public override Complex SenseAt(WiringDefinition at, Sensed what, Frequency frequency)
    {
        ArgumentNullException.ThrowIfNull(at);
        if (at.Port != VoltagePort || what != Sensed.Voltage)
        {
            return Complex.Zero;
        }

        if (isBroken)
        {
            return new Complex(double.PositiveInfinity, 0);
        }

        Complex sum = Complex.Zero;
        foreach (double hertz in ModulationHertz().Distinct())
        {
            double ratio = frequency.Hertz / hertz;
            double harmonic = Math.Round(ratio);
            if (harmonic >= 1 && Math.Abs(ratio - harmonic) <= SameFrequency * ratio)
            {
                sum += HarmonicOf(hertz, (int)harmonic);
            }
        }

        return sum;
    }

    /// <inheritdoc/>
    public override Frequency? ModulationAt(WiringDefinition at) =>
        ModulationHertz().Select(hertz => (double?)hertz).FirstOrDefault() is { } first ? Frequency.FromHertz(first) : null;

    /// <inheritdoc/>
    public override Load LoadAt(WiringDefinition at)
    {
        ArgumentNullException.ThrowIfNull(at);
        return at.Port != VoltagePort || isBroken
            ? Load.Open
            : new Load(values.Get<Resistance>(ResistanceKey), stage.Bench.Sample.Temperature);
    }

    private IEnumerable<double> ModulationHertz() => tones.Values
        .Where(tone => tone.Tones.Count > 0)
        .Select(tone => tone.Modulation?.Frequency.Hertz)
        .OfType<double>()
        .Concat(coils.Values.Select(coil => coil.Frequency.Hertz));

    // Rms with the sine as real part. What a square wave keys has its fundamental from the Fourier series; a modulated field is
    // followed through one period.
    private Complex HarmonicOf(double hertz, int harmonic)
    {
        double keyed = harmonic % 2 == 0 ? 0 : Math.Sqrt(2) / (Math.PI * harmonic) * VoltsAt(0, tone =>
            tone.Modulation is { IsSquare: true } square && square.Frequency.Hertz == hertz ? 1 : 0);
        double amperes = coils.Values.Where(coil => coil.Frequency.Hertz == hertz).Sum(coil => coil.PeakAmperesInto(0));
        double tesla = amperes * values.Get<FieldPerCurrent>(CoilKey).TeslaPerAmpere;
        if (tesla == 0)
        {
            return keyed;
        }

        Complex moved = Complex.Zero;
        for (int i = 0; i < Samples; i++)
        {
            double phase = 2 * Math.PI * (i + 0.5) / Samples;
            double volts = VoltsAt(tesla * Math.Sin(phase), tone => tone.Modulation?.MeanPowerFactor ?? 1);
            moved += volts * new Complex(Math.Sin(harmonic * phase), Math.Cos(harmonic * phase));
        }

        return keyed + (moved * Math.Sqrt(2) / Samples);
    }

    private double VoltsAt(double besideTesla, Func<ToneSignal, double> powerFactor)
    {
        double inPlane = stage.Field.InPlaneTesla(name);
        double perpendicular = stage.Field.PerpendicularTesla;
        bool isInPlane = Math.Abs(inPlane) >= Math.Abs(perpendicular);
        double field = (isInPlane ? inPlane : perpendicular) + besideTesla;
        return tones.Values.Sum(signal => signal.Tones.Sum(tone => VoltsOf(tone, field, isInPlane) * powerFactor(signal)));
    }

    private double VoltsOf(RfTone tone, double field, bool isInPlane)
    {
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
