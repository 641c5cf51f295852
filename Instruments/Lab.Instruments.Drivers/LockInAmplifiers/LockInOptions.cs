using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Instruments.Drivers.Electromagnets;
using Lab.Instruments.LockInAmplifiers;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.LockInAmplifiers;

/// <summary>The options that a bench file gives for a lock-in amplifier, whatever its maker.</summary>
/// <param name="Settings">How it demodulates after opening.</param>
/// <param name="IsExternal">Whether the reference comes from outside.</param>
/// <param name="SeriesResistance">Resistance between the sine output and the sample.</param>
/// <param name="Residual">The part of a change that may be left when a reading is taken.</param>
/// <param name="Ramp">How analogue outputs are brought to zero.</param>
/// <param name="Gate">The gate, which knows when something changed last.</param>
public sealed record LockInOptions(
    LockInSettings Settings, bool IsExternal, Resistance SeriesResistance, double Residual, VoltageRamp Ramp, ISafetyGate Gate)
{
    /// <summary>The key of the resistance between the sine output and the sample, which the twin reads too.</summary>
    internal const string SeriesResistanceKey = "series_resistance";

    private const string ReferenceKey = "reference";
    private const string ResidualKey = "settle_to";
    private const string AuxRateKey = "aux_ramp";
    private const string SensitivityKey = "sensitivity";
    private const string TimeConstantKey = "time_constant";
    private const string SlopeKey = "slope";
    private const string HarmonicKey = "harmonic";
    private const string PhaseKey = "phase";

    /// <summary>The keys that all lock-in amplifiers have.</summary>
    public static IReadOnlyList<SettingKey> Keys { get; } =
    [
        SettingKey.Choice(ReferenceKey, "internal", ["internal", "external"], "Where the reference comes from."),
        SettingKey.Positive<Voltage>(
            SensitivityKey, Voltage.FromVolts(1), "Full scale after opening, rms; the next larger one is taken."),
        SettingKey.Positive<Duration>(
            TimeConstantKey, Duration.FromMilliseconds(100),
                "Time constant of each pole after opening; the next longer one is taken."),
        SettingKey.Choice(SlopeKey, "24", ["6", "12", "18", "24"], "Slope of the output filter after opening, dB per octave."),
        SettingKey.Number(HarmonicKey, 1, 1, 19999, "Harmonic of the reference that is detected after opening."),
        SettingKey.Between<Angle>(
            PhaseKey, default(Angle), Angle.FromDegrees(-180), Angle.FromDegrees(180), "Phase of the reference after opening."),
        SettingKey.NotNegative<Resistance>(
            SeriesResistanceKey, default(Resistance),
            "Resistor between the sine output and the sample: `sine.current` is the peak current that the sine can drive "
                + "through it into a short."),
        SettingKey.Number(
            ResidualKey, 1e-3, 1e-9, 0.5, "Part of a change that may be left in a reading: so long a reading waits."),
        SettingKey.Number(AuxRateKey, 1, 1e-3, 1e3, "Fastest change of an analogue output when it is made safe, V/s."),
    ];

    /// <summary>Reads the keys.</summary>
    /// <param name="context">The context that the driver is made from.</param>
    public static LockInOptions Of(DriverContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        SettingValues values = context.Settings;
        return new LockInOptions(
            new LockInSettings
            {
                Sensitivity = values.Get<Voltage>(SensitivityKey),
                TimeConstant = values.Get<Duration>(TimeConstantKey),
                Poles = int.Parse(values.Get<string>(SlopeKey), System.Globalization.CultureInfo.InvariantCulture) / 6,
                Harmonic = (int)values.Get<double>(HarmonicKey),
                Phase = values.Get<Angle>(PhaseKey),
            },
            values.Get<string>(ReferenceKey) == "external",
            PositiveSetting.OrZero<Resistance>(context, SeriesResistanceKey),
            values.Get<double>(ResidualKey),
            new VoltageRamp(context.Gate, context.Clock, values.Get<double>(AuxRateKey)),
            context.Gate);
    }

    /// <summary>Whether a bench file's values ask for the external reference.</summary>
    internal static bool AsksExternal(SettingValues values) => values.Get<string>(ReferenceKey) == "external";
}
