using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Lab.Benches.Files;

/// <summary>Reads YAML that people write, and none that would exhaust the stack or the memory.</summary>
public static class FlatYaml
{
    private const int MaximumDepth = 16;

    /// <summary>Reads a text.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <exception cref="BenchException">The text is not YAML, is nested too deeply, or has aliases.</exception>
    public static YamlStream Load(string yaml, string file)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        long lastLine = 1;
        try
        {
            RequireShallow(yaml, file, ref lastLine);
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            return stream;
        }
        catch (YamlException error)
        {
            throw NotYaml(yaml, file, error.Start.Line, error.Message);
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            // The parser's own, on text that is far from YAML.
            throw NotYaml(yaml, file, lastLine, error.Message);
        }
    }

    // The parser notices a missing brace or quote where it has read on to, and in its own words.
    private static BenchException NotYaml(string yaml, string file, long line, string message)
    {
        YamlFault fault = YamlFault.Find(yaml) ?? new YamlFault((int)line, message);
        return new BenchException($"{file}:{fault.Line}: this is not YAML: {fault.What}");
    }

    // The representation model recurses: a hostile file must not overflow the stack.
    private static void RequireShallow(string yaml, string file, ref long lastLine)
    {
        var parser = new Parser(new StringReader(yaml));
        int depth = 0;
        while (parser.MoveNext())
        {
            lastLine = parser.Current!.Start.Line;
            depth += parser.Current.NestingIncrease;
            if (depth > MaximumDepth)
            {
                throw new BenchException($"{file}:{parser.Current.Start.Line}: sections are nested too deeply.");
            }

            if (parser.Current is AnchorAlias)
            {
                throw new BenchException(
                    $"{file}:{parser.Current.Start.Line}: aliases (*name) are not allowed; write the values out.");
            }
        }
    }
}
