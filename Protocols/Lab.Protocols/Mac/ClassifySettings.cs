using Lab.Protocols.Chains;
using Lab.Runs.Settings;

namespace Lab.Protocols.Mac;

/// <summary>Settings of <see cref="ClassifyProtocol"/>; the defaults are those of Leroux' thesis, section 5.3.2.4.</summary>
public sealed record ClassifySettings : CharacterisationSettings
{
    /// <summary>Draws of the noisy simulation.</summary>
    [Setting("How often the noisy simulation of each classification is drawn.")]
    public int Draws { get; init; } = 100;
}
