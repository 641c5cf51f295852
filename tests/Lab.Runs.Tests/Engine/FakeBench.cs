using Lab.Benches;
using Lab.Instruments;
using Lab.Instruments.Clocks;
using Lab.Instruments.Terminals;

namespace Lab.Runs.Tests.Engine;

/// <summary>A bench without instruments, whose faults a test decides.</summary>
internal sealed class FakeBench : IBench
{
    public BenchDefinition Definition { get; init; } = new() { Name = "fake", Instruments = [], SafeState = [] };

    public IReadOnlyList<IInstrument> Instruments => [];

    public TimeProvider Clock { get; init; } = new VirtualClock();

    public bool IsSimulated { get; init; }

    public IShotSequence? Shots { get; init; }

    public IReadOnlyList<string> Limits { get; init; } = ["rf power at most 1 mW"];

    public int TimesMadeSafe { get; private set; }

    public Func<IReadOnlyList<InstrumentException>> Safe { get; init; } = () => [];

    public Func<string?> Damage { get; set; } = () => null;

    public T Get<T>(string role)
        where T : class, IInstrument =>
            throw new BenchException($"Bench 'fake' has no instrument for the role '{role}'. Add one to the bench file.");

    public T? Find<T>(string role)
        where T : class, IInstrument => null;

    public ValueTask<IReadOnlyList<InstrumentException>> MakeSafeAsync()
    {
        TimesMadeSafe++;
        return new(Safe());
    }

    public bool CanStray { get; init; }

    public Func<IReadOnlyList<string>> Stray { get; init; } = () => [];

    public ValueTask<IReadOnlyList<string>> FindStrayAsync(CancellationToken cancellationToken) => new(Stray());

    public Action Answers { get; init; } = () => { };

    public ValueTask CheckAnswersAsync(CancellationToken cancellationToken)
    {
        Answers();
        return ValueTask.CompletedTask;
    }

    public Func<IReadOnlyList<string>> EndExcess { get; init; } = () => [];

    public ValueTask<IReadOnlyList<string>> EndExcessAsync(CancellationToken cancellationToken) => new(EndExcess());

    public Func<IReadOnlyList<string>> LeftOn { get; init; } = () => [];

    public IReadOnlyList<string> FindLeftOn() => LeftOn();

    public long RetryCount { get; set; }

    public int TimesRecovered { get; private set; }

    public Func<bool> Recover { get; init; } = () => false;

    public Func<InterlockTrip?> Interlocks { get; set; } = () => null;

    public ValueTask<bool> RecoverAsync(CancellationToken cancellationToken)
    {
        TimesRecovered++;
        return new(Recover());
    }

    public ValueTask<InterlockTrip?> CheckInterlocksAsync(CancellationToken cancellationToken) => new(Interlocks());

    public Action<FaultNote>? FaultNoticed { get; set; }

    public void ExpectRfLoss(Terminal terminal, LeastRfLoss least) => ExpectedLosses[$"{terminal}"] = least;

    public Dictionary<string, LeastRfLoss> ExpectedLosses { get; } = [];

    public ValueTask<string?> FindDamageAsync(CancellationToken cancellationToken) => new(Damage());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
