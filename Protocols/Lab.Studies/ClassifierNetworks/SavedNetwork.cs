using Lab.Models.ClassifierNetworks;
using Lab.Models.Data;
using Lab.Models.StochasticSynapses;
using Lab.Runs;
using Lab.Runs.Records;
using Lab.Studies.Images;
using Lab.Studies.StochasticSynapses;

namespace Lab.Studies.ClassifierNetworks;

/// <summary>A network from its file with images that it was not trained with.</summary>
internal static class SavedNetwork
{
    /// <summary>Says what a network is tested on.</summary>
    /// <param name="path">The file, of the setting 'network'.</param>
    /// <param name="data">The set of images, of the setting 'data'.</param>
    /// <exception cref="RunException">As <see cref="Open"/>.</exception>
    public static IReadOnlyList<ReadData> Look(string path, string data)
    {
        (_, ImageSet test) = Open(path, data);
        return [DataCatalog.Describe(
            "data", data.Length > 0 ? data : $"the images that {Path.GetFileName(path)} was trained for", training: null, test)];
    }

    /// <summary>Opens a network and the images that it is tested on.</summary>
    /// <param name="path">The file, of the setting 'network'.</param>
    /// <param name="data">The set of images, of the setting 'data'; nothing for the set that it was trained with.</param>
    /// <exception cref="RunException">No file is named, or it cannot be read; the images are unknown, missing, or of another
    /// kind.</exception>
    public static (ClassifierNetwork Network, ImageSet Test) Open(string path, string data)
    {
        if (path.Length == 0)
        {
            throw new RunException(
                "The setting 'network' names no file; give that of a trained network, such as --network runs/RUN/network-1.npz.");
        }

        (ClassifierNetwork network, string trainedWith, ulong seed) = NetworkFile.Open(path);
        string name = data.Length > 0 ? data : trainedWith;
        if (name != ResonatorDigitsProtocol.DataName && !DataCatalog.IsKnown(name))
        {
            throw new RunException(
                $"The setting 'data' is '{name}'; there are "
                    + $"{string.Join(", ", [ResonatorDigitsProtocol.DataName, .. DataCatalog.All.Select(set => set.Name)])}.");
        }

        ImageSet images = name == ResonatorDigitsProtocol.DataName
            ? ResonatorDigitsProtocol.HeldBack(seed)
            : DataCatalog.Load(name).Test;
        images = network is StochasticPerceptron ? BinaryImages.Halve(images) : images;
        return images.Size == network.Inputs && images.Classes == network.Classes
            ? (network, images)
            : throw new RunException(
                $"{path} takes {network.Inputs} numbers and knows {network.Classes} classes; '{name}' has images of "
                    + $"{images.Size} pixels in {images.Classes} classes.");
    }
}
