using Lab.Runs.Records;
using Lab.Runs.Settings;
using Lab.Studies.Images;

namespace Lab.Studies.ClassifierNetworks;

/// <summary>Settings of <see cref="NetworkTestProtocol"/>.</summary>
public sealed record NetworkTestSettings : INamesFiles
{
    /// <summary>The network.</summary>
    [Setting("The file of a trained network, network-N.npz in the folder of a run.", IsFile = true)]
    public string Network { get; init; } = "";

    /// <summary>The set of images.</summary>
    [Setting("The set of images to test on, one of 'lab data list'; nothing for the one that it was trained with.")]
    public string Data { get; init; } = "";

    /// <summary>Whether weights in software are carried over.</summary>
    [Setting("Whether weights in software are carried over to resonators first, by the near branch.")]
    public bool Transfer { get; init; }

    /// <summary>Spread of the devices.</summary>
    [Setting(
        "Standard deviation of frequencies (in linewidths), linewidths and sensitivities (relative), each alone, that it is "
            + "tested with; 0 for devices as they should be.")]
    public double Spread { get; init; }

    /// <summary>Chips of each kind.</summary>
    [Setting("How many chips are drawn for each of the three.")]
    public int Chips { get; init; } = 3;

    /// <summary>Threads.</summary>
    [Setting("Threads; they change no result.")]
    public int Threads { get; init; } = 2;

    /// <inheritdoc/>
    public IReadOnlyList<NamedFile> FindFiles() => DataCatalog.FilesOf(Data);
}
