namespace Lab.Instruments.Terminals;

/// <summary>One terminal of a bench: what wiring, limits, gate, safe state and stage are keyed by. It is written <c>awg.1</c> or
/// <c>daq.ao0</c>; the only terminal of an instrument by the instrument's name alone, <c>rf</c>.</summary>
/// <param name="Instrument">The instrument's name on the bench.</param>
/// <param name="Name">The terminal's name at the instrument (<see cref="TerminalDefinition.Name"/>);
/// empty for the only one.</param>
public readonly record struct Terminal(string Instrument, string Name)
{
    private const char Separator = '.';

    /// <summary>The only terminal of an instrument.</summary>
    /// <param name="instrument">The instrument's name on the bench.</param>
    public static implicit operator Terminal(string instrument) => Of(instrument);

    /// <summary>The only terminal of an instrument.</summary>
    /// <param name="instrument">The instrument's name on the bench.</param>
    public static Terminal Of(string instrument) => new(instrument, string.Empty);

    /// <summary>Whether it stands for the instrument as a whole: all its terminals, or the only one.</summary>
    public bool IsWhole => Name.Length == 0;

    /// <summary>Whether another terminal is this one, or one of the instrument that this stands for.</summary>
    /// <param name="other">The other.</param>
    public bool Covers(Terminal other) => Instrument == other.Instrument && (IsWhole || Name == other.Name);

    /// <summary>The terminal of a text, by the instruments of a bench. An instrument's whole name goes first,
    /// for it may hold a dot.</summary>
    /// <param name="text">The text: <c>rf</c> or <c>awg.1</c>.</param>
    /// <param name="instruments">The names of the bench's instruments.</param>
    /// <returns><see langword="null"/> where it begins with the name of none.</returns>
    public static Terminal? Find(string text, IReadOnlyCollection<string> instruments)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(instruments);
        if (instruments.Contains(text))
        {
            return Of(text);
        }

        int separator = text.LastIndexOf(Separator);
        return separator > 0 && separator < text.Length - 1 && instruments.Contains(text[..separator])
            ? new Terminal(text[..separator], text[(separator + 1)..])
            : (Terminal?)null;
    }

    /// <summary>The terminal as bench files have it.</summary>
    public override string ToString() => IsWhole ? Instrument : $"{Instrument}{Separator}{Name}";
}
