using System.Reflection;
using Lab.Runs.Records;

namespace Lab.Cli.Composition;

/// <summary>A working example of a module, as <c>lab new</c> writes it: one C# file, a bench file for it,
/// and a project with its test.</summary>
/// <param name="kind">The kind of thing that it is an example of.</param>
/// <param name="name">Its name in bench files and on the command line, in small letters, digits and hyphens.</param>
internal sealed class ModuleTemplate(string kind, string name)
{
    private const string Prefix = "Lab.Cli.Templates.";

    /// <summary>The files, relative to the folder.</summary>
    public IReadOnlyList<(string File, string Template)> Files =>
    [
        ("bench.yaml", $"{kind}.bench.txt"),
        (Path.Combine("modules", $"{name}.cs"), $"{kind}.cs.txt"),
        (Path.Combine("tests", $"{TypeName}.Tests.csproj"), "tests.csproj.txt"),
        (Path.Combine("tests", $"{TypeName}Tests.cs"), $"{kind}.test.txt"),
    ];

    private string TypeName => string.Concat(
        name.Split('-', StringSplitOptions.RemoveEmptyEntries).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    /// <summary>Whether a name can be that of a driver, a protocol and a C# type.</summary>
    public static bool IsName(string name) =>
        name.Length > 0 && char.IsAsciiLetterLower(name[0]) && name[^1] != '-' && !name.Contains("--", StringComparison.Ordinal)
        && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-');

    /// <summary>Writes the files.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="replaces">Whether files that are there are replaced.</param>
    /// <exception cref="CommandException">A file is there already, or cannot be written.</exception>
    public void Write(string folder, bool replaces)
    {
        if (!replaces && Files.Select(each => Path.Combine(folder, each.File)).FirstOrDefault(File.Exists) is { } there)
        {
            throw new CommandException($"'{there}' is there already; --force replaces it.", ExitCode.Usage);
        }

        try
        {
            foreach ((string file, string template) in Files)
            {
                string path = Path.Combine(folder, file);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                WholeFile.WriteText(path, Fill(template));
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CommandException($"The example cannot be written: {error.Message}", ExitCode.Usage);
        }
    }

    private string Fill(string template)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Prefix + template)
            ?? throw new InvalidOperationException($"Bug in Lab: there is no template '{template}'.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n")
            .Replace("@Type@", TypeName, StringComparison.Ordinal)
            .Replace("@name@", name, StringComparison.Ordinal)
            .Replace("@lab@", AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar), StringComparison.Ordinal);
    }
}
