using Lab.Quantities;
using Lab.Runs.Protocols;

namespace Lab.Protocols.Nanowires;

/// <summary>
/// Kerr loops of a notched nanowire into which domain walls are injected (Ellis 2023): each is recorded and read by change points
/// with a confidence, and by the published rule of 24 %; one that cannot be trusted is taken again.
/// </summary>
public sealed class KerrLoopProtocol : Protocol<KerrLoopSettings>
{
    /// <inheritdoc/>
    public override string Name => "kerr-loop";

    /// <inheritdoc/>
    public override string Summary =>
        "Kerr loops of a notched nanowire with injected domain walls: steps, which walls pass and which are pinned.";

    /// <inheritdoc/>
    public override string DefaultBench => NanowireBench.Name;

    /// <inheritdoc/>
    public override IReadOnlyList<InstrumentNeed> Needs => NanowireBench.Needs;

    /// <inheritdoc/>
    public override IExperiment Create(KerrLoopSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.RequireMeaning();
        RequiredSetting.AtLeast("loops", settings.Loops, 1);
        foreach (MagneticField field in settings.Fields)
        {
            settings.RequireReached("fields", field);
        }

        return new KerrLoopExperiment(settings);
    }
}
