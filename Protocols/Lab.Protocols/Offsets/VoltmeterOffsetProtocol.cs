using Lab.Instruments;
using Lab.Runs.Protocols;
using Lab.Runs.Settings;

namespace Lab.Protocols.Offsets;

/// <summary>The voltmeter's reading with all inputs off, and its wander: the offset, its drift, and how long one may measure
/// between two readings of it.</summary>
public sealed class VoltmeterOffsetProtocol : Protocol<VoltmeterOffsetSettings>
{
    private const int FewestReadings = 50;

    /// <inheritdoc/>
    public override string Name => "voltmeter-offset";

    /// <inheritdoc/>
    public override string Summary =>
        "Offset of the voltmeter with the RF off, its drift and noise, and how often to measure it in between.";

    /// <inheritdoc/>
    public override string DefaultBench => "spin-diode";

    /// <inheritdoc/>
    public override IReadOnlyList<InstrumentNeed> Needs { get; } =
    [
        new(BenchSetUp.VoltmeterRole, InstrumentKind.Nanovoltmeter, "reads the voltage"),
    ];

    /// <inheritdoc/>
    public override IExperiment Create(VoltmeterOffsetSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.Readings >= FewestReadings
            ? new VoltmeterOffsetExperiment(settings)
            : throw new SettingsException(
                $"The setting 'readings' is {settings.Readings}; a drift needs at least {FewestReadings}.");
    }
}
