using Lab.Instruments.Terminals;

namespace Lab.Instruments.Described;

/// <summary>One terminal of a description.</summary>
/// <param name="Name">Its name; empty for the only one.</param>
public sealed record DescribedTerminal(string Name)
{
    /// <summary>Part by which a value that is set again may differ: levels are rounded in dB.</summary>
    private const double SameRatio = 2e-2;

    /// <summary>The channels, in the order in which they are made safe.</summary>
    public IReadOnlyList<DescribedChannel> Channels { get; init; } = [];

    /// <summary>The output switch; <see langword="null"/> where there is none.</summary>
    public DescribedOutput? Output { get; init; }

    /// <summary>The readings.</summary>
    public IReadOnlyList<DescribedReading> Readings { get; init; } = [];

    /// <summary>Whether what is set here can reach the sample.</summary>
    public bool DrivesSample { get; init; }

    /// <summary>Its turn in the safe state.</summary>
    public int Rank { get; init; } = SafeRanks.Bias;

    /// <summary>Whether a large inductance hangs on it.</summary>
    public bool IsInductive { get; init; }

    /// <summary>The declaration from which gate, limits, safe state, read-back, interlocks and sweeps follow.</summary>
    public TerminalDefinition Declare()
    {
        string name = Name;
        var declared = new TerminalDefinition
        {
            Name = name,
            SafeRank = DrivesSample ? Rank : null,
            IsInductive = IsInductive,
            Ramp = DrivesSample && Channels.Any(channel => channel.Safe is not null) ? ZeroRamp.AtOwnRate : ZeroRamp.None,
            Channels = [.. Channels.Select(channel => Declare(name, channel))],
            Readings = [.. Readings.Where(reading => reading.Count == 0).Select(reading => Declare(name, reading))],
            ArrayReadings = [.. Readings.Where(reading => reading.Count > 0).Select(reading => DeclareArray(name, reading))],
        };
        return Output is null
            ? declared
            : declared.SwitchedBy<IDescribedInstrument>(
                (instrument, on, cancellationToken) => instrument.SetOutputAsync(name, on, cancellationToken),
                (instrument, cancellationToken) => instrument.GetOutputAsync(name, cancellationToken));
    }

    private static ChannelDefinition Declare(string terminal, DescribedChannel channel)
    {
        ReadBackTolerance tolerance = channel.Tolerance;
        return new ChannelDefinition(channel.Name, channel.Unit.Quantity)
        {
            Reach = channel.Reach,
            RestsAt = channel.Safe,
            Panel = channel.Unit.IsLinear ? null : channel.Unit.Show,
            SetAsync = (instrument, value, cancellationToken) =>
                ((IDescribedInstrument)instrument).SetAsync(terminal, channel.Name, value, cancellationToken),
            GetAsync = channel.Query is null ? null : (instrument, cancellationToken) =>
                ((IDescribedInstrument)instrument).GetAsync(terminal, channel.Name, cancellationToken),
            Tolerance = channel.Query is null ? null : tolerance,
            Trial = channel.Query is null
                ? new ChannelTrial(_ => null, "It has no query, so that its present value is not known.")
                : new ChannelTrial(_ => [], string.Empty) { Relative = SameRatio, Absolute = _ => tolerance.Absolute },
        };
    }

    private static InstrumentReading Declare(string terminal, DescribedReading reading) => new(
        reading.Name,
        reading.Unit.Quantity,
        (instrument, cancellationToken) =>
            ((IDescribedInstrument)instrument).ReadAsync(terminal, reading.Name, cancellationToken));

    private static ArrayReading DeclareArray(string terminal, DescribedReading reading) => new(
        reading.Name,
        reading.Unit.Quantity,
        (instrument, _, cancellationToken) =>
            ((IDescribedInstrument)instrument).ReadArrayAsync(terminal, reading.Name, cancellationToken));
}
