using Lab.Quantities;
using Lab.Runs.Protocols;

namespace Lab.Protocols.Nanowires;

/// <summary>
/// Times pulses against the field of a loop: when after the card's trigger the field has which value (Ellis 2023, Methods). Runs
/// that inject walls begin with it and follow the field as it drifts.
/// </summary>
public sealed class FieldTimingProtocol : Protocol<FieldTimingSettings>
{
    internal const string ProtocolName = "field-timing";

    private const int FewestLoops = 3;

    /// <inheritdoc/>
    public override string Name => ProtocolName;

    /// <inheritdoc/>
    public override string Summary =>
        "Calibrates when after the trigger the field of a loop has which value: lag, amplitude, what is left at wanted fields.";

    /// <inheritdoc/>
    public override string DefaultBench => NanowireBench.Name;

    /// <inheritdoc/>
    public override IReadOnlyList<InstrumentNeed> Needs => NanowireBench.Needs;

    /// <inheritdoc/>
    public override IExperiment Create(FieldTimingSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.RequireMeaning();
        RequiredSetting.AtLeast("loops", settings.Loops, FewestLoops);
        RequiredSetting.AtLeast("check_loops", settings.CheckLoops, 1);
        foreach (MagneticField field in settings.Fields)
        {
            settings.RequireReached("fields", field);
        }

        return new FieldTimingExperiment(settings);
    }
}
