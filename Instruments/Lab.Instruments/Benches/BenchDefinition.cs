using Lab.Instruments.Safety;
using Lab.Quantities;

namespace Lab.Instruments.Benches;

/// <summary>A bench as its file describes it. Nothing is open yet.</summary>
public sealed record BenchDefinition
{
    /// <summary>The bench's name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for, in a sentence.</summary>
    public string Description { get; init; } = string.Empty;

    /// <summary>The instruments, in the file's order.</summary>
    public required IReadOnlyList<InstrumentDefinition> Instruments { get; init; }

    /// <summary>The sample.</summary>
    public SampleDefinition Sample { get; init; } = new();

    /// <summary>How the instruments are connected to the sample.</summary>
    public IReadOnlyList<WiringDefinition> Wiring { get; init; } = [];

    /// <summary>The instruments in the order in which they are made safe.</summary>
    public required IReadOnlyList<string> SafeState { get; init; }

    /// <summary>What is done about faults.</summary>
    public FaultPolicy OnFault { get; init; } = new();

    /// <summary>Address of the clock port of a served virtual bench, <c>host:port</c>; <see langword="null"/> on a real bench.</summary>
    public string? ClockPort { get; init; }

    /// <summary>Whether twins take part: in this process, or served with a clock of their own.</summary>
    public bool HasTwins => ClockPort is not null || Instruments.Any(instrument => instrument.IsTwin);

    /// <summary>The wiring of one instrument, or <see langword="null"/> where it is not connected to the sample.</summary>
    public WiringDefinition? WiringOf(string instrument) => Wiring.FirstOrDefault(wiring => wiring.Instrument == instrument);

    /// <summary>Loss between an RF generator and the chain; 0 dB where the wiring names none.</summary>
    public LevelRatio RfLossOf(string instrument) => WiringOf(instrument)?.Loss ?? default;
}
