using Lab.Benches;
using Lab.Instruments;
using Lab.Instruments.Terminals;

namespace Lab.Wires.Transcripts;

/// <summary>A bench whose instruments write down how they are called.</summary>
/// <param name="bench">The bench.</param>
/// <param name="transcript">Where to write.</param>
public sealed class RecordedBench(IBench bench, TranscriptWriter transcript) : IBench
{
    // One recorder for each instrument and interface: two roles are compared by their instruments.
    private readonly Dictionary<(string Name, Type Interface), IInstrument> recorders = [];

    /// <inheritdoc/>
    public BenchDefinition Definition => bench.Definition;

    /// <inheritdoc/>
    public IReadOnlyList<IInstrument> Instruments => bench.Instruments;

    /// <inheritdoc/>
    public TimeProvider Clock => bench.Clock;

    /// <inheritdoc/>
    public bool IsSimulated => bench.IsSimulated;

    /// <inheritdoc/>
    public IReadOnlyList<string> Limits => bench.Limits;

    /// <inheritdoc/>
    public long RetryCount => bench.RetryCount;

    /// <inheritdoc/>
    public Action<FaultNote>? FaultNoticed
    {
        get => bench.FaultNoticed;
        set => bench.FaultNoticed = value;
    }

    /// <inheritdoc/>
    public Action<BenchProgress>? Progressed
    {
        get => bench.Progressed;
        set => bench.Progressed = value;
    }

    /// <inheritdoc/>
    public T Get<T>(string role)
        where T : class, IInstrument => (T)Recorded(typeof(T), bench.Get<T>(role));

    /// <inheritdoc/>
    public T? Find<T>(string role)
        where T : class, IInstrument => bench.Find<T>(role) is { } found ? (T)Recorded(typeof(T), found) : null;

    /// <inheritdoc/>
    public IInstrument GetByName(string name) => Definition.Instruments.First(each => each.Name == name).Kind is { } kind
        ? Recorded(kind.Interface, bench.GetByName(name))
        : bench.GetByName(name);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<InstrumentException>> MakeSafeAsync() => bench.MakeSafeAsync();

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> EndExcessAsync(CancellationToken cancellationToken) =>
        bench.EndExcessAsync(cancellationToken);

    /// <inheritdoc/>
    public IReadOnlyList<string> FindLeftOn() => bench.FindLeftOn();

    /// <inheritdoc/>
    public ValueTask CheckAnswersAsync(CancellationToken cancellationToken) => bench.CheckAnswersAsync(cancellationToken);

    /// <inheritdoc/>
    public bool CanStray => bench.CanStray;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> FindStrayAsync(CancellationToken cancellationToken) =>
        bench.FindStrayAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> RecoverAsync(CancellationToken cancellationToken) => bench.RecoverAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<InterlockTrip?> CheckInterlocksAsync(CancellationToken cancellationToken) =>
        bench.CheckInterlocksAsync(cancellationToken);

    /// <inheritdoc/>
    public void ExpectRfLoss(Terminal terminal, LeastRfLoss least) => bench.ExpectRfLoss(terminal, least);

    /// <inheritdoc/>
    public ValueTask<string?> FindDamageAsync(CancellationToken cancellationToken) => bench.FindDamageAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => bench.DisposeAsync();

    private IInstrument Recorded(Type face, IInstrument instrument)
    {
        if (!recorders.TryGetValue((instrument.Name, face), out IInstrument? recorder))
        {
            recorder = RecordedInstrument.Before(face, instrument, transcript);
            recorders[(instrument.Name, face)] = recorder;
        }

        return recorder;
    }
}
