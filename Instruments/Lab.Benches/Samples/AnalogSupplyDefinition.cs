using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Benches.Samples;

/// <summary>A magnet supply that follows a voltage at its analogue input, as its bench file describes it: the current is
/// gain · (voltage − offset).</summary>
/// <param name="Source">The terminal that gives the voltage.</param>
/// <param name="AmperesPerVolt">The gain, A/V, of either sign.</param>
/// <param name="Offset">The voltage at which no current flows.</param>
/// <param name="InputLimit">The largest voltage of either sign that the input takes.</param>
/// <param name="Compliance">The voltage that the supply may use to drive the current.</param>
public sealed record AnalogSupplyDefinition(
    Terminal Source, double AmperesPerVolt, Voltage Offset, Voltage InputLimit, Voltage Compliance)
{
    /// <summary>The −3 dB bandwidth of its current, by which waveforms are corrected, and which its twin has: one pole; <see
    /// langword="null"/> for that of the magnet's model.</summary>
    public Frequency? Bandwidth { get; init; }

    /// <summary>The fastest change of its current, beyond which a waveform is refused; <see langword="null"/> where only its
    /// voltage and the inductance of the coils bound it.</summary>
    public CurrentRate? SlewRate { get; init; }

    /// <summary>The driver's name in bench files.</summary>
    public const string DriverName = "analog-supply";

    /// <summary>The key of the instrument that gives the voltage.</summary>
    public const string SourceKey = "source";

    /// <summary>The key of that instrument's terminal.</summary>
    public const string OutputKey = "output";

    /// <summary>The driver of a magnet that sets its field by the current of such a supply alone, without regulation, so that its
    /// limits of field are limits of the voltage.</summary>
    public const string UnregulatedMagnetDriver = "waveform-magnet";

    /// <summary>That magnet's key of field per current.</summary>
    public const string FieldPerCurrentKey = "field_per_current";

    private const string GainKey = "gain";
    private const string OffsetKey = "offset";
    private const string InputLimitKey = "input_limit";
    private const string ComplianceKey = "voltage_limit";
    private const string BandwidthKey = "bandwidth";
    private const string SlewRateKey = "slew_rate";

    /// <summary>The keys of a bench file.</summary>
    public static IReadOnlyList<SettingKey> Keys { get; } =
    [
        SettingKey.InstrumentName(SourceKey, null, "The instrument that gives the voltage."),
        SettingKey.Text(OutputKey, string.Empty, "Its terminal, such as `aux1`; nothing where it has only one."),
        SettingKey.Number(GainKey, null, -1e3, 1e3, "Current per voltage at the supply's input, A/V; of either sign, not zero."),
        SettingKey.Quantity<Voltage>(OffsetKey, default(Voltage), "Voltage at which no current flows."),
        SettingKey.Positive<Voltage>(
            InputLimitKey, Voltage.FromVolts(10), "Largest voltage of either sign that the supply's input takes."),
        SettingKey.Positive<Voltage>(
            ComplianceKey, Voltage.FromVolts(20),
                "Voltage that the supply may use to drive the current, as it is set at its front panel."),
        SettingKey.NotNegative<Frequency>(
            BandwidthKey, default(Frequency),
            "Bandwidth (-3 dB) of the current that follows a waveform; 0 Hz is the 32 Hz of the virtual magnet."),
        SettingKey.NotNegative<CurrentRate>(
            SlewRateKey, default(CurrentRate),
            "Fastest change of the current that the supply makes; 0 A/s leaves it to its voltage and the coils."),
    ];

    /// <summary>The definition that the settings of an instrument give.</summary>
    /// <param name="values">The settings.</param>
    public static AnalogSupplyDefinition Of(SettingValues values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new AnalogSupplyDefinition(
            new Terminal(values.Get<string>(SourceKey), values.Get<string>(OutputKey)),
            values.Get<double>(GainKey),
            values.Get<Voltage>(OffsetKey),
            values.Get<Voltage>(InputLimitKey),
            values.Get<Voltage>(ComplianceKey))
        {
            Bandwidth = values.Get<Frequency>(BandwidthKey) is { Hertz: > 0 } bandwidth ? bandwidth : null,
            SlewRate = values.Get<CurrentRate>(SlewRateKey) is { AmperesPerSecond: > 0 } rate ? rate : null,
        };
    }

    /// <summary>The current at a voltage.</summary>
    /// <param name="voltage">The voltage at the input.</param>
    public Current CurrentAt(Voltage voltage) => Current.FromAmperes(AmperesPerVolt * (voltage.Volts - Offset.Volts));

    /// <summary>The voltage for a current.</summary>
    /// <param name="current">The current.</param>
    public Voltage VoltageFor(Current current) => Voltage.FromVolts((current.Amperes / AmperesPerVolt) + Offset.Volts);
}
