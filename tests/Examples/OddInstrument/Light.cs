using Lab.Mocks.Stages;
using Lab.Quantities;

namespace OddInstrument;

/// <summary>Light of a laser, a signal that Lab does not know.</summary>
/// <param name="Power">Its power.</param>
public sealed record Light(Power Power) : Signal;
