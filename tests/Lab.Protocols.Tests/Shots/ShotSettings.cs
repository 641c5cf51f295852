using Lab.Runs.Settings;

namespace Lab.Protocols.Tests.Shots;

/// <summary>Settings of <see cref="ShotProtocol"/>.</summary>
public sealed record ShotSettings
{
    /// <summary>How many shots.</summary>
    [Setting("How many shots.")]
    public int Shots { get; init; } = 10;
}
