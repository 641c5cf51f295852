using Lab.Models.ImageReservoirs;

namespace Lab.Studies.VortexOscillators;

/// <summary>One item of a study on images.</summary>
/// <param name="Function">The function of the nodes.</param>
/// <param name="Mask">Number of the mask.</param>
/// <param name="Value">The value of what is varied.</param>
/// <param name="Counts">Numbers of the first nodes that are read, ascending.</param>
internal sealed record VortexImagePlan(NodeFunction Function, int Mask, double Value, IReadOnlyList<int> Counts);
