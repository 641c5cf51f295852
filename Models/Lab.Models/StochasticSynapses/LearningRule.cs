namespace Lab.Models.StochasticSynapses;

/// <summary>How the derivative of a neuron's sum by a synapse's field is taken.</summary>
public enum LearningRule
{
    /// <summary>That of mean and deviation, with the deviation that the drawn sum had (Ellis 2023, Eq. 14).</summary>
    Stochastic,

    /// <summary>That of the mean alone: the chance of the sum is left out.</summary>
    MeanField,
}
