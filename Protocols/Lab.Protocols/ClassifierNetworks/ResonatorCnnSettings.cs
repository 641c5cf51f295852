using Lab.Runs.Settings;

namespace Lab.Protocols.ClassifierNetworks;

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

    /// <summary>Damping of the resonators.</summary>
    [Setting("Damping α of the resonators.")]
    public double Damping { get; init; } = 0.01;

    /// <summary>Spread of the first detunings.</summary>
    [Setting("Standard deviation of the first detunings in linewidths, times the root of the synapses of a chain.")]
    public double InitialSpread { get; init; } = 0.5;
}
