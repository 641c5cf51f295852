using Lab.Runs.Settings;

namespace Lab.Studies.Chains;

/// <summary>Settings of <see cref="ChainStudyProtocol"/>.</summary>
public sealed record ChainStudySettings
{
    /// <summary>Damping.</summary>
    [Setting("Damping α of the resonators.")]
    public double Damping { get; init; } = 0.01;

    /// <summary>How far the resonators are tuned away.</summary>
    [Setting("Relative detuning of a resonator's three settings: f(1 − d), f and f(1 + d).")]
    public double Detuning { get; init; } = 0.01;

    /// <summary>Random phases.</summary>
    [Setting("Random phases of the tones that the simulated motion is averaged over; 0 leaves the motion out.")]
    public int Phases { get; init; } = 20;

    /// <summary>Threads.</summary>
    [Setting("Threads; they change no result.")]
    public int Threads { get; init; } = 2;
}
