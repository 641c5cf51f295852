using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Instruments.Drivers;

namespace Lab.Instruments.Tests.Safety.Sequences;

/// <summary>A planted bypass: a gate that was told less than the truth, a gate that looks away,
/// or a driver that goes around it.</summary>
/// <param name="Name">The planted fault, in words.</param>
internal sealed record GateMutant(string Name)
{
    /// <summary>The bench that the gate is made of.</summary>
    public Func<BenchDefinition, BenchDefinition> Bench { get; init; } = bench => bench;

    /// <summary>The gate that takes the place of the real gate.</summary>
    public Func<ISafetyGate, ISafetyGate> Gate { get; init; } = gate => gate;

    /// <summary>The instrument that takes the place of a driver; <see langword="null"/> leaves the driver.</summary>
    public Func<DriverContext, string, IInstrument?> Driver { get; init; } = (_, _) => null;

    public override string ToString() => Name;
}
