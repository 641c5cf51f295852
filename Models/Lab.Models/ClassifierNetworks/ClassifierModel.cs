using System.Text.Json.Serialization;

namespace Lab.Models.ClassifierNetworks;

/// <summary>What a network is made of: its kind, its sizes and its devices, from which it can be made again.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(OscillatorPerceptron.Options), "oscillator_perceptron")]
[JsonDerivedType(typeof(OscillatorConvolutionNetwork.Options), "oscillator_convolution")]
[JsonDerivedType(typeof(ResonatorPerceptron.Options), "resonator_perceptron")]
[JsonDerivedType(typeof(SoftwarePerceptron.Options), "software_perceptron")]
public abstract record ClassifierModel
{
    /// <summary>How many numbers its largest arrays hold together, for a look before it is made.</summary>
    [JsonIgnore]
    public abstract long Size { get; }

    /// <summary>Makes the network, with random parameters.</summary>
    /// <param name="seed">Seed of the parameters.</param>
    public abstract ClassifierNetwork Make(ulong seed);
}
