using Lab.Studies.Training;

namespace Lab.Studies.DynamicalNetworks;

/// <summary>One chip that is trained and tested.</summary>
/// <param name="Way">How it is trained.</param>
/// <param name="Mismatch">Spread of its neurons.</param>
/// <param name="Network">The plan of the network that it should be.</param>
/// <param name="Strength">Of a remedy: noise injected, or distance uphill; 0 of the others; none where the chips that tune it
/// choose it.</param>
/// <param name="IsTuning">Whether it helps to choose the strength of a remedy: it is then tested on the digits that choose the
/// epoch.</param>
internal sealed record ChipPlan(TrainingWay Way, double Mismatch, NetworkPlan Network, double? Strength, bool IsTuning = false);
