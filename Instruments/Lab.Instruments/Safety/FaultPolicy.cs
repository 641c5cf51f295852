namespace Lab.Instruments.Safety;

/// <summary>What is done about faults of instruments and of the connections to them (section <c>on_fault</c> of a bench file).</summary>
public sealed record FaultPolicy
{
    /// <summary>How often one exchange is repeated whose answer was late, missing, garbage or cut off.</summary>
    public int ExchangeRetries { get; init; } = 2;

    /// <summary>How often one point is measured anew after a fault that repeating an exchange did not mend.</summary>
    public int PointRetries { get; init; } = 2;

    /// <summary>The faults that end the run at once; all others are tried again within the bounds.</summary>
    public IReadOnlySet<InstrumentFault> EndRun { get; init; } = new HashSet<InstrumentFault>
    {
        InstrumentFault.Refused, InstrumentFault.WrongInstrument, InstrumentFault.Limit,
    };
}
