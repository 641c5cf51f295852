using System.Globalization;
using Lab.Benches;
using Lab.Benches.Files;
using YamlDotNet.RepresentationModel;

namespace Lab.Runs.Engine;

/// <summary>Compares the text of a bench file with the text that a run began with, value by value: comments, blanks and the order
/// of keys mean nothing.</summary>
internal static class BenchComparison
{
    /// <summary>The differences of two bench files.</summary>
    /// <param name="before">The text that the run began with.</param>
    /// <param name="now">The text now.</param>
    /// <returns>Each difference in words, and whether it is only where an instrument is reached.</returns>
    /// <exception cref="RunException">A text is no bench file.</exception>
    public static IReadOnlyList<(string Difference, bool IsAddress)> Of(string before, string now)
    {
        Dictionary<string, string> was = Flatten(before);
        Dictionary<string, string> isNow = Flatten(now);
        return
        [
            .. was.Keys.Union(isNow.Keys)
                .Where(key => was.GetValueOrDefault(key) != isNow.GetValueOrDefault(key))
                .Select(key => (
                    $"bench file: {key} was {was.GetValueOrDefault(key, "not there")}, is "
                        + $"{isNow.GetValueOrDefault(key, "not there")}",
                    IsAddress(key))),
        ];
    }

    /// <summary>The value of a key such as <c>sample.device</c>; <see langword="null"/> where there is none.</summary>
    /// <exception cref="RunException">The text is no bench file.</exception>
    public static string? Find(string text, string key) => Flatten(text).GetValueOrDefault(key);

    // Twins that are served again have other ports.
    private static bool IsAddress(string key) => key.EndsWith(".address", StringComparison.Ordinal) || key is "clock" or "name";

    /// <summary>The values of a bench file by key, such as <c>rf.power.max</c>.</summary>
    /// <exception cref="RunException">The text is no bench file.</exception>
    public static Dictionary<string, string> Flatten(string text)
    {
        try
        {
            var values = new Dictionary<string, string>();
            foreach (YamlDocument document in FlatYaml.Load(text, "bench file").Documents)
            {
                Add(values, string.Empty, document.RootNode);
            }

            return values;
        }
        catch (BenchException error)
        {
            throw new RunException(error.Message, error);
        }
    }

    private static void Add(Dictionary<string, string> values, string path, YamlNode node)
    {
        switch (node)
        {
            case YamlMappingNode mapping:
                foreach ((YamlNode key, YamlNode value) in mapping.Children)
                {
                    Add(values, path.Length == 0 ? key.ToString() : $"{path}.{key}", value);
                }

                break;
            case YamlSequenceNode sequence:
                for (int i = 0; i < sequence.Children.Count; i++)
                {
                    Add(values, string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), sequence.Children[i]);
                }

                break;
            default:
                values[path] = node.ToString();
                break;
        }
    }
}
