using Lab.Benches;

namespace Lab.Instruments.Drivers;

/// <summary>What an open bench knows of the virtual bench behind its wires.</summary>
/// <param name="FindDamageAsync">Asks how the virtual sample died; <see langword="null"/> while it lives.</param>
public sealed record BenchSimulation(Func<CancellationToken, ValueTask<string?>> FindDamageAsync)
{
    /// <summary>The shots of the virtual bench; <see langword="null"/> where it counts them by itself.</summary>
    public IShotSequence? Shots { get; init; }
}
