namespace Lab.Studies.DynamicalNetworks;

/// <summary>The neurons of a dynamical network.</summary>
public enum NetworkModel
{
    /// <summary>Auto-oscillators, Plouet's Eq. 2, with a high-pass.</summary>
    Spintronic,

    /// <summary>Continuous-time neurons with tanh outputs.</summary>
    Ctrnn,
}
