using Lab.Instruments;
using Lab.Instruments.Benches;
using Lab.Instruments.Safety;
using Lab.Instruments.Clocks;

namespace Lab.Runs.Tests.Engine;

/// <summary>A bench without instruments, whose faults a test decides.</summary>
internal sealed class FakeBench : IBench
{
    public BenchDefinition Definition { get; } = new() { Name = "fake", Instruments = [], SafeState = [] };

    public IReadOnlyList<IInstrument> Instruments => [];

    public TimeProvider Clock { get; init; } = new VirtualClock();

    public bool IsSimulated { get; init; }

    public IReadOnlyList<string> Limits { get; init; } = ["rf power at most 1 mW"];

    public int TimesMadeSafe { get; private set; }

    public Func<IReadOnlyList<InstrumentException>> Safe { get; init; } = () => [];

    public Func<string?> Damage { get; set; } = () => null;

    public T Get<T>(string role)
        where T : class, IInstrument => throw new BenchException($"Bench 'fake' has no instrument for the role '{role}'. Add one to the bench file.");

    public T? Find<T>(string role)
        where T : class, IInstrument => null;

    public ValueTask<IReadOnlyList<InstrumentException>> MakeSafeAsync()
    {
        TimesMadeSafe++;
        return new(Safe());
    }

    public long RetryCount => 0;

    public ValueTask<bool> RecoverAsync(CancellationToken cancellationToken) => new(result: false);

    public ValueTask<InterlockTrip?> CheckInterlocksAsync(CancellationToken cancellationToken) => new((InterlockTrip?)null);

    public ValueTask<string?> FindDamageAsync(CancellationToken cancellationToken) => new(Damage());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
