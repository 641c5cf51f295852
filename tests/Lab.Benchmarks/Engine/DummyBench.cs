using Lab.Benches;
using Lab.Instruments;
using Lab.Instruments.Terminals;

namespace Lab.Benchmarks.Engine;

/// <summary>A bench without instruments, so that only the engine takes time.</summary>
internal sealed class DummyBench : IBench
{
    public BenchDefinition Definition { get; } = new() { Name = "dummy", Instruments = [], SafeState = [] };

    public IReadOnlyList<IInstrument> Instruments => [];

    public TimeProvider Clock => TimeProvider.System;

    public bool IsSimulated => false;

    public IReadOnlyList<string> Limits => [];

    public T Get<T>(string role)
        where T : class, IInstrument => throw new BenchException("The dummy bench has no instruments.");

    public T? Find<T>(string role)
        where T : class, IInstrument => null;

    public ValueTask<IReadOnlyList<InstrumentException>> MakeSafeAsync() => new((IReadOnlyList<InstrumentException>)[]);

    public long RetryCount => 0;

    public ValueTask<bool> RecoverAsync(CancellationToken cancellationToken) => new(result: false);

    public ValueTask<InterlockTrip?> CheckInterlocksAsync(CancellationToken cancellationToken) => new((InterlockTrip?)null);

    public Action<FaultNote>? FaultNoticed { get; set; }

    public void ExpectRfLoss(Terminal terminal, LeastRfLoss least)
    {
    }

    public ValueTask<string?> FindDamageAsync(CancellationToken cancellationToken) => new((string?)null);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
