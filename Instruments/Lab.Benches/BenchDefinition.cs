using Lab.Benches.Samples;
using Lab.Benches.Twins;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Benches;

/// <summary>A bench as its file describes it. Nothing is open yet.</summary>
public sealed record BenchDefinition
{
    /// <summary>The hang time of a bench whose file has none.</summary>
    public static readonly Duration DefaultHangTime = Duration.FromSeconds(60);

    /// <summary>The bench's name.</summary>
    public required string Name { get; init; }

    /// <summary>Its purpose, in a sentence.</summary>
    public string Description { get; init; } = string.Empty;

    /// <summary>The modules that the file names, relative to it.</summary>
    public IReadOnlyList<string> Modules { get; init; } = [];

    /// <summary>The instruments, in the file's order.</summary>
    public required IReadOnlyList<InstrumentDefinition> Instruments { get; init; }

    /// <summary>The sample.</summary>
    public SampleDefinition Sample { get; init; } = new();

    /// <summary>How the instruments are connected to the sample.</summary>
    public IReadOnlyList<WiringDefinition> Wiring { get; init; } = [];

    /// <summary>The recipe that brings the bench to its safe state, in its order.</summary>
    public required IReadOnlyList<SafeStateStep> SafeState { get; init; }

    /// <summary>How long a run may show no sign of life before the watchdog ends it and makes the bench safe.</summary>
    public Duration HangTime { get; init; } = DefaultHangTime;

    /// <summary>The readings that a run watches, in the file's order.</summary>
    public IReadOnlyList<InterlockDefinition> Interlocks { get; init; } = [];

    /// <summary>The usual set-points of the bench, in the file's order, which a sweep sets first.</summary>
    public IReadOnlyList<OperatingSetPoint> OperatingPoint { get; init; } = [];

    /// <summary>The treatment of faults.</summary>
    public FaultPolicy OnFault { get; init; } = FaultPolicy.Default;

    /// <summary>Faults that the twins are told to make.</summary>
    public IReadOnlyList<FaultDefinition> Faults { get; init; } = [];

    /// <summary>The limits that were changed for this run, each in words with its old and new value.</summary>
    public IReadOnlyList<string> LimitChanges { get; init; } = [];

    /// <summary>Address of the clock port of a served virtual bench, <c>host:port</c>;
    /// <see langword="null"/> on a real bench.</summary>
    public string? ClockPort { get; init; }

    /// <summary>Whether twins take part: in this process, or served with a clock of their own.</summary>
    public bool HasTwins => ClockPort is not null || Instruments.Any(instrument => instrument.IsTwin);

    /// <summary>Whether an instrument can be reached by another process: it has a wire that leaves this one, or is made of
    /// instruments of which one has.</summary>
    public bool IsOutside(InstrumentDefinition instrument) => instrument.Address.Length > 0
        ? !instrument.IsTwin
        : PartsOf(instrument).Any(IsOutside);

    /// <summary>The instruments that another one is made of: those its settings name.</summary>
    public IEnumerable<InstrumentDefinition> PartsOf(InstrumentDefinition instrument) =>
        Instruments.Where(other => Names(instrument, other) && (other.Address.Length > 0 || !Names(other, instrument)));

    private static bool Names(InstrumentDefinition instrument, InstrumentDefinition other) =>
        instrument.Name != other.Name && instrument.Settings.All.Values.Any(value => value is string name && name == other.Name);

    /// <summary>The wiring of one terminal, or <see langword="null"/> where it is not connected to the sample.</summary>
    public WiringDefinition? WiringOf(Terminal terminal) => Wiring.FirstOrDefault(wiring => wiring.Terminal == terminal);

    /// <summary>Loss between an RF output and the chain; 0 dB where the wiring names none.</summary>
    public LevelRatio RfLossOf(Terminal terminal) => WiringOf(terminal)?.Loss ?? default;
}
