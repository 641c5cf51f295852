namespace Lab.Models.ImageReservoirs;

/// <summary>The function of a node.</summary>
public enum NodeFunction
{
    /// <summary>The amplitude of a vortex oscillator at the end of the node, with the masked image as its current.</summary>
    Vortex,

    /// <summary>max(0, u).</summary>
    Relu,

    /// <summary>1/(1 + e^(1 − u)): bent where most of the masked values are.</summary>
    ShiftedSigmoid,

    /// <summary>1/(1 + e^(−u)): nearly odd about the mean of the masked values, so that it adds little that is even.</summary>
    Sigmoid,

    /// <summary>tanh u.</summary>
    Tanh,

    /// <summary>None: the components themselves, of which any number of linear nodes are sums.</summary>
    None,
}
