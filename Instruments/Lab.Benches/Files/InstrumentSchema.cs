using Lab.Instruments;
using Lab.Instruments.Manners;
using Lab.Instruments.Terminals;

namespace Lab.Benches.Files;

/// <summary>The keys of an instrument with a certain driver in a bench file.</summary>
/// <param name="Driver">The driver's name.</param>
/// <param name="Kind">The kind of instrument.</param>
/// <param name="Summary">Maker, model and kind in a line.</param>
/// <param name="IsComposite">Whether it is made of other instruments and has no address.</param>
/// <param name="Settings">Keys of the section <c>settings</c>.</param>
/// <param name="Twin">Keys of the section <c>twin</c>.</param>
public sealed record InstrumentSchema(
    string Driver, InstrumentKind Kind, string Summary, bool IsComposite, IReadOnlyList<SettingKey> Settings,
    IReadOnlyList<SettingKey> Twin)
{
    /// <summary>The terminals of the instrument.</summary>
    public IReadOnlyList<TerminalDefinition> Terminals { get; init; } = Kind.Terminals;

    /// <summary>Whether terminals, manners and commands stand in a description of each instrument
    /// (<see cref="DescriptionSchema"/>).</summary>
    public bool IsDescribed { get; init; }

    /// <summary>How the instrument converses.</summary>
    public InstrumentManners Manners { get; init; } = new();
}
