using Lab.Protocols.Chains;
using Lab.Quantities;
using Lab.Runs.Records;
using Lab.Runs.Settings;
using Lab.Studies.Images;

namespace Lab.Protocols.Mac;

/// <summary>Settings of <see cref="NetworkMacProtocol"/>.</summary>
public sealed record NetworkMacSettings : ChainSettings, INamesFiles
{
    /// <summary>Creates the settings.</summary>
    public NetworkMacSettings() => IntegrationCycles = 5;

    /// <summary>The network.</summary>
    [Setting("The file of a trained network, network-N.npz in the folder of a run.", IsFile = true)]
    public string Network { get; init; } = "";

    /// <summary>The set of images.</summary>
    [Setting("The set of images whose pixels are the inputs; nothing for the test images of the set that it was trained with.")]
    public string Data { get; init; } = "";

    /// <summary>The neuron.</summary>
    [Setting("Neuron of the first layer whose synapses are put on the chain, from 0.")]
    public int Neuron { get; init; }

    /// <summary>Pairs of synapses.</summary>
    [Setting("How many pairs of neighbouring synapses are measured, one after the other: those that carry most for the images.")]
    public int Pairs { get; init; } = 8;

    /// <summary>Images.</summary>
    [Setting("How many images are shown.")]
    public int Images { get; init; } = 20;

    /// <summary>Power of a white pixel.</summary>
    [Setting("Power of a white pixel at the chain.")]
    public Power WhitePower { get; init; } = Power.FromMicrowatts(12);

    /// <summary>The least power.</summary>
    [Setting("Pixels of less power at the chain are off.")]
    public Power LeastPower { get; init; } = Power.FromMicrowatts(1);

    /// <summary>Readings with both inputs off.</summary>
    [Setting("Readings with both inputs off at each pair of synapses, for the voltmeter's offset.")]
    public int ZeroReadings { get; init; } = 12;

    /// <summary>Refuses settings that cannot be measured with.</summary>
    /// <exception cref="SettingsException">A number is out of its range.</exception>
    internal new void Validate()
    {
        base.Validate();
        foreach ((string name, int value, int least) in ((string, int, int)[])[
            ("neuron", Neuron, 0),
            ("pairs", Pairs, 1),
            ("images", Images, 2),
            ("zero_readings", ZeroReadings, 1)
        ])
        {
            if (value < least)
            {
                throw new SettingsException($"The setting '{name}' is {value}; it has to be at least {least}.");
            }
        }

        if (!(LeastPower.Watts > 0) || !(WhitePower.Watts > LeastPower.Watts))
        {
            throw new SettingsException(
                $"The settings 'least_power' and 'white_power' are {LeastPower} and {WhitePower}; they have to be positive and "
                    + "ascend.");
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<NamedFile> FindFiles() => DataCatalog.FilesOf(Data);
}
