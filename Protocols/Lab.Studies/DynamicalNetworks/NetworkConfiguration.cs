namespace Lab.Studies.DynamicalNetworks;

/// <summary>Settings of the spintronic network that train; the printed S of 0.5 per ns with a learning rate of 0.149 does
/// not.</summary>
public enum NetworkConfiguration
{
    /// <summary>τ 14.12 ns as printed, S 0.1 per ns, grey values times 0.33.</summary>
    A,

    /// <summary>τ 7.06 ns, the factor 2 of Eq. 1 taken in, S 0.15 per ns, grey values times 0.166.</summary>
    B,
}
