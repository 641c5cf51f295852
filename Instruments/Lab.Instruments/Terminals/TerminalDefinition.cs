namespace Lab.Instruments.Terminals;

/// <summary>
/// The properties of an instrument at one connector: the quantities that are set there, its output switch, the readings there,
/// and how it is made safe. It is declared once, by the kind or by the driver; gate, default safe state, read-back, interlocks
/// and the bench file's schema follow from it.
/// </summary>
public sealed record TerminalDefinition
{
    /// <summary>Its name at the instrument, <c>1</c> or <c>ao0</c>; empty where the instrument has only this one.</summary>
    public string Name { get; init; } = string.Empty;

    /// <summary>The quantities that are set there, the output switch aside.</summary>
    public IReadOnlyList<ChannelDefinition> Channels { get; init; } = [];

    /// <summary>Its readings, which interlocks can watch.</summary>
    public IReadOnlyList<InstrumentReading> Readings { get; init; } = [];

    /// <summary>Its readings of an array at once: a burst of samples, a trace.</summary>
    public IReadOnlyList<ArrayReading> ArrayReadings { get; init; } = [];

    /// <summary>Its turn in the default safe state, the lowest first (<see cref="SafeRanks"/>); <see langword="null"/> where the
    /// terminal drives nothing.</summary>
    public int? SafeRank { get; init; }

    /// <summary>Whether it can drive the sample.</summary>
    public bool DrivesSample => SafeRank is not null;

    /// <summary>Whether it has an output switch (<see cref="Channels.Output"/>).</summary>
    public bool IsSwitched { get; init; }

    /// <summary>Switches the output; <see langword="null"/> where it has none.</summary>
    public Func<IInstrument, bool, CancellationToken, ValueTask>? SwitchAsync { get; init; }

    /// <summary>Asks whether the output is on; <see langword="null"/> where it has none.</summary>
    public Func<IInstrument, CancellationToken, ValueTask<bool>>? IsOnAsync { get; init; }

    /// <summary>Stops what goes on by itself, such as the trigger of pulses, before values are tried with the output
    /// off.</summary>
    public Func<IInstrument, CancellationToken, ValueTask>? QuietAsync { get; init; }

    /// <summary>The terminal with the output switch of a kind.</summary>
    /// <param name="set">Switches it.</param>
    /// <param name="get">Asks how it is.</param>
    public TerminalDefinition SwitchedBy<TInstrument>(
        Func<TInstrument, bool, CancellationToken, ValueTask> set, Func<TInstrument, CancellationToken, ValueTask<bool>> get)
        where TInstrument : class, IInstrument => this with
        {
            IsSwitched = true,
            SwitchAsync = (instrument, on, cancellationToken) => set((TInstrument)instrument, on, cancellationToken),
            IsOnAsync = (instrument, cancellationToken) => get((TInstrument)instrument, cancellationToken),
        };

    /// <summary>Whether a large inductance hangs on it: it stays on between runs,
    /// and is not switched off without a ramp.</summary>
    public bool IsInductive { get; init; }

    /// <summary>Whether what it drives can be brought to zero in steps.</summary>
    public ZeroRamp Ramp { get; init; }
}
