using Lab.Runs.Settings;
using Lab.Runs.Studies;

namespace Lab.Studies.ClassifierNetworks;

/// <summary>A trained network from its file: the share of images that it classifies correctly as it is, carried over to
/// resonators, and on devices that spread. A study in the computer: it needs no instrument.</summary>
public sealed class NetworkTestProtocol : Study<NetworkTestSettings>
{
    /// <inheritdoc/>
    public override string Name => "network-test";

    /// <inheritdoc/>
    public override string Summary =>
        "A trained network from its file, tested on images: as it is, carried over to resonators, on devices that spread.";

    /// <inheritdoc/>
    public override IStudy Create(NetworkTestSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (!(settings.Spread >= 0 && double.IsFinite(settings.Spread)) || settings.Chips < 1 || settings.Threads < 1)
        {
            throw new SettingsException(
                $"The settings 'spread', 'chips' and 'threads' are {settings.Spread}, {settings.Chips} and {settings.Threads}; "
                    + "at least 0, 1 and 1 are needed.");
        }

        return new NetworkTestStudy(settings);
    }
}
