using Lab.Benches;

namespace Lab.Instruments.Drivers.SafeStates;

/// <summary>How a step of the safe-state recipe went.</summary>
/// <param name="Step">The step.</param>
/// <param name="Failure">Why the instrument is not in its safe state; <see langword="null"/> where it is.</param>
/// <param name="Took">The computer's time for it.</param>
public sealed record SafeStateOutcome(SafeStateStep Step, InstrumentException? Failure, TimeSpan Took);
