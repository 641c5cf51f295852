using Lab.Benches;
using Lab.Instruments;
using Lab.Instruments.Terminals;

namespace Lab.Runs.Engine;

/// <summary>The bench of a study: no instrument, no limit, and a name only where a device was taken from a bench file.</summary>
public sealed class NoBench : IBench
{
    /// <summary>No bench at all.</summary>
    public NoBench()
        : this(Nothing)
    {
    }

    /// <summary>A bench file from which a device is taken.</summary>
    /// <param name="device">The bench file; none of its instruments is opened.</param>
    public NoBench(BenchDefinition device)
    {
        ArgumentNullException.ThrowIfNull(device);
        Definition = device;
    }

    /// <summary>The definition of no bench: without a name, without instruments.</summary>
    public static BenchDefinition Nothing { get; } = new() { Name = string.Empty, Instruments = [], SafeState = [] };

    /// <inheritdoc/>
    public BenchDefinition Definition { get; }

    /// <inheritdoc/>
    public IReadOnlyList<IInstrument> Instruments => [];

    /// <inheritdoc/>
    public TimeProvider Clock => TimeProvider.System;

    /// <inheritdoc/>
    public bool IsSimulated => false;

    /// <inheritdoc/>
    public IReadOnlyList<string> Limits => [];

    /// <inheritdoc/>
    public long RetryCount => 0;

    /// <inheritdoc/>
    public Action<FaultNote>? FaultNoticed { get; set; }

    /// <inheritdoc/>
    public T Get<T>(string role)
        where T : class, IInstrument =>
            throw new InvalidOperationException($"Bug in Lab: a study asked for the instrument '{role}'.");

    /// <inheritdoc/>
    public T? Find<T>(string role)
        where T : class, IInstrument => null;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<InstrumentException>> MakeSafeAsync() => new(Array.Empty<InstrumentException>());

    /// <inheritdoc/>
    public ValueTask<bool> RecoverAsync(CancellationToken cancellationToken) => new(result: false);

    /// <inheritdoc/>
    public ValueTask<InterlockTrip?> CheckInterlocksAsync(CancellationToken cancellationToken) => new((InterlockTrip?)null);

    /// <inheritdoc/>
    public void ExpectRfLoss(Terminal terminal, LeastRfLoss least)
    {
        // There is no generator whose power it could change.
    }

    /// <inheritdoc/>
    public ValueTask<string?> FindDamageAsync(CancellationToken cancellationToken) => new((string?)null);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
