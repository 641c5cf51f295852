using Lab.Benches;

namespace Lab.Instruments.Drivers;

/// <summary>The virtual bench of an open bench's wires.</summary>
/// <param name="FindDamageAsync">Asks how the virtual sample died; <see langword="null"/> while it lives.</param>
public sealed record BenchSimulation(Func<CancellationToken, ValueTask<string?>> FindDamageAsync)
{
    /// <summary>The shots of the virtual bench; <see langword="null"/> where it counts them by itself.</summary>
    public IShotSequence? Shots { get; init; }
}
