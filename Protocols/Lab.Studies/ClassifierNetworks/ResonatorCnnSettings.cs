using Lab.Runs.Settings;

namespace Lab.Studies.ClassifierNetworks;

/// <summary>Settings of <see cref="ResonatorCnnProtocol"/>.</summary>
public sealed record ResonatorCnnSettings : ImageSettings
{
    /// <summary>Creates the settings.</summary>
    public ResonatorCnnSettings()
    {
        Epochs = 10;
        Seeds = 1;
        Batch = 20;
        LearningRate = 1e-4;
    }

    /// <summary>Whether software is trained beside it.</summary>
    [Setting("Whether the same network with weights in software is trained beside it, with the same learning rate.")]
    public bool Software { get; init; }

    /// <summary>Whose resonators they are.</summary>
    [Setting(
        "Whose damping the resonators have: that of the settings, or that of the bench file's junction, such as a fitted "
            + "twin's.")]
    public ResonatorSource Resonators { get; init; }

    /// <summary>Damping of the resonators.</summary>
    [Setting("Damping α of the resonators.")]
    public double Damping { get; init; } = 0.01;

    /// <summary>Spread of the first detunings.</summary>
    [Setting("Standard deviation of the first detunings in linewidths, times the root of the synapses of a chain.")]
    public double InitialSpread { get; init; } = 0.5;
}
