using Lab.Benches;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.SourceMeters;

/// <summary>The options that a bench file gives for a source-measure unit, whatever its maker.</summary>
/// <param name="IntegrationCycles">Integration time in periods of the mains.</param>
/// <param name="LineFrequency">Frequency of the mains, in whose periods integration is counted.</param>
/// <param name="IsFourWire">Whether the voltage is sensed with two wires of its own.</param>
public sealed record SourceMeterOptions(double IntegrationCycles, Frequency LineFrequency, bool IsFourWire)
{
    /// <summary>The key of the frequency of the mains.</summary>
    internal const string LineFrequencyKey = "line_frequency";

    private const string IntegrationKey = "integration_cycles";
    private const string WiresKey = "wires";

    /// <summary>The keys of a bench file.</summary>
    /// <param name="leastCycles">The shortest integration, in periods of the mains.</param>
    /// <param name="mostCycles">The longest one.</param>
    public static IReadOnlyList<SettingKey> Keys(double leastCycles, double mostCycles) =>
    [
        SettingKey.Number(IntegrationKey, 1, leastCycles, mostCycles, "Integration time of a reading in periods of the mains."),
        SettingKey.Quantity<Frequency>(LineFrequencyKey, Frequency.FromHertz(50), "Frequency of the mains, 50 or 60 Hz."),
        SettingKey.Choice(
            WiresKey, "2", ["2", "4"], "Wires to the sample: 4 senses the voltage apart from the current's leads."),
    ];

    /// <summary>Reads the keys.</summary>
    /// <param name="settings">The values of a bench file.</param>
    public static SourceMeterOptions Of(SettingValues settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new SourceMeterOptions(
            settings.Get<double>(IntegrationKey),
            settings.Get<Frequency>(LineFrequencyKey),
            settings.Get<string>(WiresKey) == "4");
    }
}
