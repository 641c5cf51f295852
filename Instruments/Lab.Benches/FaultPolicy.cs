using Lab.Instruments;

namespace Lab.Benches;

/// <summary>The treatment of each kind of fault of an instrument or of the connection to it (section <c>on_fault</c> of a bench
/// file).</summary>
public sealed record FaultPolicy
{
    /// <summary>Faults that are never tried again: a limit, and an instrument that should not be there.</summary>
    public static IReadOnlyList<InstrumentFault> AlwaysEndTheRun { get; } =
    [
        InstrumentFault.Limit, InstrumentFault.WrongInstrument
    ];

    /// <summary>Faults of a passing disturbance of the line, whose exchange can be repeated.</summary>
    public static IReadOnlyList<InstrumentFault> OfExchanges { get; } =
        [InstrumentFault.Timeout, InstrumentFault.BadAnswer, InstrumentFault.Disconnected];

    /// <summary>The policy of a bench file without the section. An instrument that answers none of three exchanges hangs, and
    /// what stays on meanwhile may harm the sample: its point is not tried again.</summary>
    public static FaultPolicy Default { get; } = new()
    {
        Rules = new Dictionary<InstrumentFault, FaultRule>
        {
            [InstrumentFault.Timeout] = new(ExchangeRetries: 2, PointRetries: 0),
            [InstrumentFault.BadAnswer] = new(ExchangeRetries: 2, PointRetries: 2),
            [InstrumentFault.Disconnected] = new(ExchangeRetries: 2, PointRetries: 2),
            [InstrumentFault.Overflow] = new(ExchangeRetries: 0, PointRetries: 2),
            [InstrumentFault.Rebooted] = new(ExchangeRetries: 0, PointRetries: 2),
            [InstrumentFault.Refused] = new(ExchangeRetries: 0, PointRetries: 0),
        },
    };

    /// <summary>Every fault ends the run.</summary>
    public static FaultPolicy NoRetries { get; } = new() { Rules = new Dictionary<InstrumentFault, FaultRule>() };

    /// <summary>The bounds by kind of fault; a kind that is missing ends the run.</summary>
    public required IReadOnlyDictionary<InstrumentFault, FaultRule> Rules { get; init; }

    /// <summary>The bounds for a kind of fault.</summary>
    public FaultRule For(InstrumentFault fault) => Rules.GetValueOrDefault(fault);
}
