namespace Lab.Models.ClassifierNetworks;

/// <summary>The kind of a neuron.</summary>
public enum NeuronModel
{
    /// <summary>A spintronic oscillator.</summary>
    Oscillator,

    /// <summary>A rectified linear unit in a computer.</summary>
    Rectifier,
}
