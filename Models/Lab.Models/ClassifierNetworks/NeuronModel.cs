namespace Lab.Models.ClassifierNetworks;

/// <summary>What a neuron is.</summary>
public enum NeuronModel
{
    /// <summary>A spintronic oscillator.</summary>
    Oscillator,

    /// <summary>A rectified linear unit in a computer.</summary>
    Rectifier,
}
