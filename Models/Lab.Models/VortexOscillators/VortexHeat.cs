using Lab.Models.StochasticOscillators;
using Lab.Quantities;

namespace Lab.Models.VortexOscillators;

/// <summary>Heat that pushes the cores of many columns.</summary>
/// <param name="Temperature">The temperature.</param>
/// <param name="Streams">Random numbers, a stream a column.</param>
internal sealed record VortexHeat(Temperature Temperature, GaussianStreams Streams);
