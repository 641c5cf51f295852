using Lab.Instruments.Manners;
using Lab.Instruments.Terminals;
using Lab.Instruments.Wires;

namespace Lab.Instruments.Described;

/// <summary>An instrument as data: who it is, how it converses, and what its terminals take and tell, each with its
/// command.</summary>
public sealed record InstrumentDescription
{
    /// <summary>Maker, model and kind in a line.</summary>
    public required string Instrument { get; init; }

    /// <summary>How it is told that the right instrument answers.</summary>
    public required DescribedIdentity Identity { get; init; }

    /// <summary>How the instrument converses.</summary>
    public InstrumentManners Manners { get; init; } = new();

    /// <summary>Whether <c>*OPC?</c> is asked after each set-point and switch, and its answer waited for.</summary>
    public bool AsksCompletion { get; init; }

    /// <summary>Commands that are sent when the instrument is opened.</summary>
    public IReadOnlyList<string> Opening { get; init; } = [];

    /// <summary>The terminals.</summary>
    public IReadOnlyList<DescribedTerminal> Described { get; init; } = [];

    /// <summary>The declaration of the terminals, made once.</summary>
    public IReadOnlyList<TerminalDefinition> Terminals => field ??= [.. Described.Select(terminal => terminal.Declare())];

    /// <summary>A terminal by its name.</summary>
    /// <exception cref="InvalidOperationException">There is none: a mistake of the caller.</exception>
    public DescribedTerminal Find(string terminal) => Described.FirstOrDefault(each => each.Name == terminal)
        ?? throw new InvalidOperationException($"Bug in Lab: '{Instrument}' has no terminal '{terminal}'.");
}
