using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Studies.ClassifierNetworks;

/// <summary>Settings of <see cref="OscillatorMlpProtocol"/>.</summary>
public sealed record OscillatorMlpSettings : ImageSettings
{
    /// <summary>The one network that is trained.</summary>
    [Setting("The one network that is trained, by its name in the report, such as 'software synapses'; nothing for all.")]
    public string Only { get; init; } = "";

    /// <summary>Hidden neurons.</summary>
    [Setting("Hidden neurons.")]
    public int Hidden { get; init; } = 300;

    /// <summary>Learning rate of weights in software.</summary>
    [Setting("Learning rate of weights in software, with oscillators.")]
    public double SoftwareLearningRate { get; init; } = 5e-3;

    /// <summary>Learning rate of weights between rectifiers.</summary>
    [Setting("Learning rate of weights in software, with rectifiers.")]
    public double RectifierLearningRate { get; init; } = 2e-3;

    /// <summary>Spread of the first detunings.</summary>
    [Setting("Standard deviation of the first detunings, in linewidths; weights in software begin as large.")]
    public double InitialSpread { get; init; } = 0.008;

    /// <summary>First amplification of the remedies.</summary>
    [Setting("First amplification of the hidden currents where training shall bear devices that are off; 10 otherwise.")]
    public double RobustAmplification { get; init; } = 1;

    /// <summary>Noise of a remedy.</summary>
    [Setting("Noise on the detunings while training that shall bear devices that are off, in linewidths.")]
    public double DetuningNoise { get; init; } = 0.1;

    /// <summary>Distance of a remedy.</summary>
    [Setting("Distance uphill at which sharpness-aware training takes its derivatives.")]
    public double SharpnessRadius { get; init; } = 0.5;

    /// <summary>Epochs in the loop.</summary>
    [Setting(
        "Epochs of fine-tuning with a simulated chip in the loop, after transfer to devices whose frequencies are off, or with "
            + "cross-talk; 0 for none.")]
    public int LoopEpochs { get; init; } = 2;

    /// <summary>Damping.</summary>
    [Setting("Damping α of resonators that are trained with cross-talk, where every resonator sees every tone of its layer.")]
    public double Damping { get; init; } = 0.01;

    /// <summary>Frequency of the lowest tone.</summary>
    [Setting("Frequency of the lowest tone of a layer, for the cross-talk.")]
    public Frequency LowestFrequency { get; init; } = Frequency.FromMegahertz(50);

    /// <summary>Frequency of the highest tone.</summary>
    [Setting("Frequency of the highest tone of a layer, for the cross-talk.")]
    public Frequency HighestFrequency { get; init; } = Frequency.FromGigahertz(20);
}
