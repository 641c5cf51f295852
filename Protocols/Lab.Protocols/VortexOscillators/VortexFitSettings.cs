using Lab.Runs.Settings;

namespace Lab.Protocols.VortexOscillators;

/// <summary>Settings of <see cref="VortexFitProtocol"/>.</summary>
public sealed record VortexFitSettings
{
    /// <summary>The file.</summary>
    [Setting(
        "Transients as CSV with the columns J (A/m², or a unit in brackets), t (s) and s, the radius of the orbit over that of "
            + "the "
            + "disk: sample after sample; where t falls back or J changes, the next transient begins. None takes transients of "
            + "the built-in device with noise, as a trial.",
        IsFile = true)]
    public string Data { get; init; } = string.Empty;

    /// <summary>Noise of the trial.</summary>
    [Setting("Standard deviation of the noise on s in the trial.")]
    public double TrialNoise { get; init; } = 0.005;
}
