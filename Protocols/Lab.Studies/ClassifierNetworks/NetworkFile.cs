using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Lab.Models.ClassifierNetworks;
using Lab.Models.Training;
using Lab.Runs;
using Lab.Runs.Exports;
using Lab.Studies.Series;

namespace Lab.Studies.ClassifierNetworks;

/// <summary>A trained network in one file: an NPZ archive with an array for each group of parameters, named after it, and the
/// text <c>description</c>, JSON that says what they are; docs/network-file.md has the format.</summary>
public static class NetworkFile
{
    /// <summary>The version of the format.</summary>
    public const int Format = 1;

    private const long LargestModel = 1 << 26;

    private const string DescriptionName = "description";
    private const string ModelKey = "model";

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>Writes a network. The file is whole at every moment.</summary>
    /// <param name="path">The file.</param>
    /// <param name="network">The network.</param>
    /// <param name="facts">Further facts about the network, by name.</param>
    /// <param name="state">Arrays beside the parameters, such as an optimiser's.</param>
    public static void Write(
        string path, ClassifierNetwork network, IReadOnlyDictionary<string, object> facts,
        IReadOnlyDictionary<string, double[]>? state = null)
    {
        string arriving = $"{path}.arriving";
        using (var archive = new ZipArchive(File.Create(arriving), ZipArchiveMode.Create))
        {
            var description = new Dictionary<string, object>(facts)
            {
                ["format"] = Format,
                [ModelKey] = JsonSerializer.SerializeToNode(network.Model, Json)!,
                ["inputs"] = network.Inputs,
                ["classes"] = network.Classes,
                ["groups"] = network.Groups.Select(group => new { group.Name, group.Unit, group.Shape, group.Description }),
            };
            using (Stream stream = archive.CreateEntry($"{DescriptionName}.npy").Open())
            {
                NumpyFile.Write(stream, JsonSerializer.Serialize(description, Json));
            }

            foreach (ParameterGroup group in network.Groups)
            {
                Add(archive, group.Name, [.. network.Of(group).ToArray().Select(value => (double)value)]);
            }

            foreach ((string name, double[] values) in state ?? new Dictionary<string, double[]>())
            {
                Add(archive, name, values);
            }
        }

        File.Move(arriving, path, overwrite: true);
    }

    /// <summary>Reads a network from its file alone.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The network, the name of the images that it was trained with, and the seed of the training.</returns>
    /// <exception cref="RunException">The file is missing or damaged, or says of what kind the network is in a way that is not
    /// known.</exception>
    public static (ClassifierNetwork Network, string Data, ulong Seed) Open(string path)
    {
        ClassifierNetwork network;
        string data;
        ulong seed;
        try
        {
            using var archive = NumpyArchive.Open(path);
            JsonObject description = JsonNode.Parse(archive.Read(DescriptionName, NumpyArray.ReadText)) as JsonObject
                ?? throw new InvalidDataException("its description is no object of JSON");
            ClassifierModel model = description[ModelKey].Deserialize<ClassifierModel>(Json)
                ?? throw new InvalidDataException(
                    $"its description has no '{ModelKey}', from which this version makes the network again: an earlier one wrote "
                        + "it. Train it again");
            if (model.Size is <= 0 or > LargestModel)
            {
                throw new InvalidDataException($"its '{ModelKey}' is of {model.Size} numbers; 1 to {LargestModel} can be");
            }

            if (model.FindFault() is { } fault)
            {
                throw new InvalidDataException($"of its '{ModelKey}' {fault}");
            }

            network = model.Make(seed: 0);
            data = description["data"]?.GetValue<string>() ?? string.Empty;
            seed = description["seed"]?.GetValue<ulong>() ?? 0;
        }
        catch (Exception error)
            when (error
                is InvalidDataException or IOException or UnauthorizedAccessException or JsonException or NotSupportedException
                    or ArgumentException or InvalidOperationException
                    or FormatException
                    or OverflowException)
        {
            throw new RunException($"{path} is not a file of a network: {error.Message}", error);
        }

        Read(path, network);
        return (network, data, seed);
    }

    /// <summary>Reads the parameters of a network that is made alike.</summary>
    /// <param name="path">The file.</param>
    /// <param name="network">Receives the parameters.</param>
    /// <param name="state">Names of arrays beside them that are wanted.</param>
    /// <returns>Those arrays.</returns>
    /// <exception cref="RunException">The file is damaged, or is of another network.</exception>
    public static IReadOnlyDictionary<string, double[]> Read(string path, ClassifierNetwork network, params string[] state)
    {
        try
        {
            using var archive = NumpyArchive.Open(path);
            var arrays = new Dictionary<string, double[]>();
            foreach (ParameterGroup group in network.Groups)
            {
                double[] values = Take(archive, group.Name, group.Count);
                if (values.Length != group.Count)
                {
                    throw new InvalidDataException($"'{group.Name}' has {values.Length} numbers; the network has {group.Count}");
                }

                if (!values.All(value => Math.Abs(value) <= float.MaxValue))
                {
                    throw new InvalidDataException(
                        $"'{group.Name}' has a number that is infinite, none, or too large for a float");
                }

                arrays[group.Name] = values;
            }

            foreach (string name in state)
            {
                arrays[name] = Take(archive, name, NumpyHeader.MostNumbers);
            }

            foreach (ParameterGroup group in network.Groups)
            {
                arrays[group.Name].Select(value => (float)value).ToArray().CopyTo(network.Of(group));
            }

            return arrays;
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new RunException($"{path} is not a file of this network: {error.Message}.", error);
        }
    }

    private static void Add(ZipArchive archive, string name, double[] values)
    {
        using Stream stream = archive.CreateEntry($"{name}.npy").Open();
        NumpyFile.Write(stream, values);
    }

    // One number too many is enough to know that the array is another one.
    private static double[] Take(
        NumpyArchive archive, string name, int count) => archive.Read(name, (stream, header) => header.Count <= count
        ? NumpyArray.Read(stream, header).Values
        : throw new InvalidDataException($"it has {header.Count} numbers; the network has {count}"));
}
