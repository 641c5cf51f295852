using Lab.Benches;
using Lab.Benches.Files;
using Lab.Instruments.Described;
using Lab.Instruments.Drivers.FirstContact;
using Lab.Instruments.Manners;
using Lab.Instruments.Terminals;

namespace Lab.Instruments.Drivers;

/// <summary>A driver as the catalogue knows it.</summary>
public sealed record DriverDescription
{
    /// <summary>Its name in bench files: maker and part number in lower case.</summary>
    public required string Name { get; init; }

    /// <summary>The kind of instrument.</summary>
    public required InstrumentKind Kind { get; init; }

    /// <summary>The terminals of the instrument; by default those of its kind.</summary>
    public IReadOnlyList<TerminalDefinition> Terminals
    {
        get => field ?? Kind.Terminals;
        init;
    }

    /// <summary>Maker, model and kind in a line.</summary>
    public required string Summary { get; init; }

    /// <summary>The keys of its settings.</summary>
    public IReadOnlyList<SettingKey> Settings { get; init; } = [];

    /// <summary>The accepted models, each a part of what <c>*IDN?</c> must answer; empty for a composite.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>The beliefs of the driver about the instrument beside its identity, its event mask and its error queue. A first
    /// contact asks them in this order.</summary>
    public IReadOnlyList<Belief> Beliefs { get; init; } = [];

    /// <summary>How the instrument converses.</summary>
    public InstrumentManners Manners { get; init; } = new();

    /// <summary>Whether the driver is made of other instruments of the bench and has no address of its own.</summary>
    public bool IsComposite { get; init; }

    /// <summary>Whether its instrument is behind a maker's library: it takes calls, and no command language.</summary>
    public bool IsLibrary { get; init; }

    /// <summary>Makes the driver of a description; <see langword="null"/> for a driver whose commands are code.</summary>
    public Func<InstrumentDescription, DriverDescription>? Describe { get; init; }

    /// <summary>Whether the commands stand in a description of each instrument.</summary>
    public bool IsDescribed => Describe is not null;

    /// <summary>The driver of one instrument of a bench: with the terminals, manners and queries of its description, where it has
    /// one.</summary>
    /// <param name="instrument">The instrument as the bench file has it.</param>
    public DriverDescription For(InstrumentDefinition instrument)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        return Describe is { } describe && instrument.Description is { } description ? describe(description) : this;
    }

    /// <summary>Makes the driver from a context with its manners. For one with a session, the bench calls
    /// <see cref="ScpiInstrument.OpenAsync"/> next.</summary>
    public required Func<DriverContext, IInstrument> Create { get; init; }

    /// <summary>Makes the driver, which converses as the description says.</summary>
    public IInstrument Make(DriverContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Create(context with { Manners = Manners });
    }

    /// <summary>The keys of an instrument with this driver in a bench file.</summary>
    /// <param name="twin">The keys that its twin takes.</param>
    public InstrumentSchema SchemaWith(IReadOnlyList<SettingKey> twin) => new(Name, Kind, Summary, IsComposite, Settings, twin)
    {
        Manners = Manners,
        Terminals = Terminals,
        IsDescribed = IsDescribed
    };
}
