using Lab.Runs.Studies;

namespace Lab.Studies.KerrLoops;

/// <summary>How often readers of Kerr loops are right about a pinned or passed wall, against noise, place of the spot and
/// bandwidth: the published 24 % rule beside change points. A study in the computer: it needs no instrument.</summary>
public sealed class KerrLoopStudyProtocol : Study<KerrLoopStudySettings>
{
    /// <inheritdoc/>
    public override string Name => "kerr-loop-study";

    /// <inheritdoc/>
    public override string Summary =>
        "Kerr loops of a notched nanowire: how often the 24 % rule and change points read pinned and passed walls right.";

    /// <inheritdoc/>
    public override IStudy Create(KerrLoopStudySettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        return new KerrLoopStudy(settings);
    }
}
