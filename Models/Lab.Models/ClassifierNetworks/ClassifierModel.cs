using System.Text.Json.Serialization;
using Lab.Models.StochasticSynapses;

namespace Lab.Models.ClassifierNetworks;

/// <summary>The description of a network: its kind, its sizes and its devices, from which it can be made again.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(OscillatorPerceptron.Options), "oscillator_perceptron")]
[JsonDerivedType(typeof(OscillatorConvolutionNetwork.Options), "oscillator_convolution")]
[JsonDerivedType(typeof(ResonatorPerceptron.Options), "resonator_perceptron")]
[JsonDerivedType(typeof(StochasticPerceptron.Options), "stochastic_perceptron")]
[JsonDerivedType(typeof(SoftwarePerceptron.Options), "software_perceptron")]
public abstract record ClassifierModel
{
    /// <summary>How many numbers its largest arrays hold together, for a look before it is made.</summary>
    [JsonIgnore]
    public abstract long Size { get; }

    /// <summary>The fault for which no network can be made of it, in words; <see langword="null"/> where all is well. A file of a
    /// network comes from anywhere.</summary>
    public abstract string? FindFault();

    /// <summary>Says a number that lies outside its range.</summary>
    /// <param name="name">Its name in the file.</param>
    /// <param name="value">The number.</param>
    /// <param name="isCorrect">Whether it is one; that of NaN is false.</param>
    /// <param name="range">The range in words.</param>
    private protected static string? Fault(string name, double value, bool isCorrect, string range) =>
        isCorrect && double.IsFinite(value) ? null : FormattableString.Invariant($"'{name}' is {value} and has to be {range}");

    /// <summary>Makes the network, with random parameters.</summary>
    /// <param name="seed">Seed of the parameters.</param>
    public abstract ClassifierNetwork Make(ulong seed);
}
