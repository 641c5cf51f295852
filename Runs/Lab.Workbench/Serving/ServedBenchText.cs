using System.Globalization;
using Lab.Benches.Files;
using Lab.Instruments.Files;
using Lab.Mocks.Serving;
using YamlDotNet.RepresentationModel;

namespace Lab.Workbench.Serving;

/// <summary>A bench file with the addresses of served twins in the place of its own.</summary>
internal static class ServedBenchText
{
    private const long MostBytes = 1 << 20;
    private const string Mark = "# Written by 'lab serve --write-bench', which replaces it.\n";

    /// <summary>Whether a file was written by an earlier server.</summary>
    public static bool IsServed(string file)
    {
        try
        {
            return File.Exists(file) && PlainFile.ReadText(file, MostBytes).StartsWith(Mark, StringComparison.Ordinal);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false; // writing it will say why
        }
    }

    /// <summary>Writes the file; everything but the addresses, the clock and the paths of modules and descriptions stays as it
    /// was.</summary>
    /// <param name="yaml">The text of the file.</param>
    /// <param name="server">Serves its twins.</param>
    /// <param name="modules">The full paths of its modules: the file may be written elsewhere than beside them.</param>
    /// <param name="descriptions">The full paths of the descriptions of instruments that have a file of their own.</param>
    public static string Write(
        string yaml, TwinServer server, IReadOnlyList<string> modules, IReadOnlyDictionary<string, string> descriptions)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        var top = (YamlMappingNode)stream.Documents[0].RootNode;
        var instruments = (YamlMappingNode)top.Children[new YamlScalarNode("instruments")];
        foreach ((string instrument, System.Net.IPEndPoint endPoint) in server.EndPoints)
        {
            var entry = (YamlMappingNode)instruments.Children[new YamlScalarNode(instrument)];
            entry.Children[new YamlScalarNode("address")] = new YamlScalarNode(
                $"TCPIP::{endPoint.Address}::{endPoint.Port}::SOCKET");
        }

        foreach ((string instrument, string path) in descriptions)
        {
            ((YamlMappingNode)instruments.Children[new YamlScalarNode(instrument)]).Children[new YamlScalarNode(
                DescriptionSchema.Key)] = new YamlScalarNode(path);
        }

        top.Children.Remove(new YamlScalarNode("clock"));
        if (server.ClockEndPoint is { } clock)
        {
            top.Add("clock", clock.ToString());
        }

        top.Children.Remove(new YamlScalarNode(BenchFileReader.ModulesKey));
        if (modules.Count > 0)
        {
            top.Add(BenchFileReader.ModulesKey, new YamlSequenceNode(modules.Select(path => new YamlScalarNode(path))));
        }

        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        stream.Save(text, assignAnchors: false);
        return Mark + text.ToString().Replace("\n...\n", "\n", StringComparison.Ordinal);
    }
}
