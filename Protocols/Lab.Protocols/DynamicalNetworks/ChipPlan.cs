using Lab.Models.HardwareInTheLoop;

namespace Lab.Protocols.DynamicalNetworks;

/// <summary>One chip that is trained and tested.</summary>
/// <param name="Scheme">How it is trained.</param>
/// <param name="Mismatch">Spread of its neurons.</param>
/// <param name="Network">What it should be.</param>
internal sealed record ChipPlan(TrainingScheme Scheme, double Mismatch, NetworkPlan Network);
