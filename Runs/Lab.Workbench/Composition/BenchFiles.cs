using System.Reflection;
using Lab.Benches;
using Lab.Benches.Files;
using Lab.Instruments.Files;
using Lab.Modules;
using Lab.Runs.Records;

namespace Lab.Workbench.Composition;

/// <summary>Bench files: those that ship with the program, and those of the user.</summary>
public static class BenchFiles
{
    private const string Prefix = "Lab.Workbench.Benches.";
    private const string Suffix = ".yaml";
    private const long MostBytes = 1 << 20;

    /// <summary>The keys of the instruments of every shipped driver, and of its twin.</summary>
    public static IReadOnlyList<InstrumentSchema> Schema => BenchModules.Shipped.Registry.Schema;

    /// <summary>The names of the benches that ship with the program.</summary>
    public static IReadOnlyList<string> ShippedNames { get; } =
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..^Suffix.Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The text of a bench that ships with the program.</summary>
    /// <exception cref="WorkbenchException">There is no such bench.</exception>
    public static string ReadShipped(string name)
    {
        using Stream? stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Prefix + name + Suffix);
        if (stream is null)
        {
            throw new WorkbenchException(
                $"There is no bench '{name}'; the program ships with {string.Join(", ", ShippedNames)}.", WorkbenchFault.Request);
        }

        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>The text of a file, or of a bench that ships with the program where no file is given.</summary>
    /// <exception cref="WorkbenchException">The file cannot be read.</exception>
    public static string ReadText(string? file, string shipped)
    {
        try
        {
            return file is null ? ReadShipped(shipped) : PlainFile.ReadText(file, MostBytes);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WorkbenchException($"The bench file cannot be read: {error.Message}", WorkbenchFault.Request);
        }
    }

    /// <summary>The bench of a file, or a bench that ships with the program where no file is given.</summary>
    /// <param name="file">The file, or <see langword="null"/>.</param>
    /// <param name="shipped">The shipped bench to take then.</param>
    /// <exception cref="WorkbenchException">The file is wrong.</exception>
    public static BenchDefinition Load(string? file, string shipped) => Load(file, shipped, BenchModules.Shipped.Registry);

    /// <summary>The bench of a recorded run as its file was then.</summary>
    /// <param name="info">The run.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="registry">The registry of the modules of its bench.</param>
    /// <exception cref="WorkbenchException">The run has no copy of the file, or this version of Lab cannot read it.</exception>
    /// <exception cref="Lab.Runs.RunException">The copy is not there any more.</exception>
    public static BenchDefinition OfRun(RunInfo info, string folder, LabRegistry registry)
    {
        RunFile file = info.Files.FirstOrDefault(kept => kept.Setting == RunFiles.Bench)
            ?? throw new WorkbenchException(
                $"The run '{info.Run}' has no copy of its bench file, by which its plan is made.", WorkbenchFault.Request);
        try
        {
            return registry.NewReader().Read(
                PlainFile.ReadText(RunFiles.Find(folder, file), RunFiles.LongestText), file.Path, CopyOf);
        }
        catch (Exception error) when (error is BenchException or IOException or UnauthorizedAccessException)
        {
            throw new WorkbenchException(
                $"The bench file of the run '{info.Run}' cannot be read again: {error.Message}", WorkbenchFault.Request);
        }

        // Device and descriptions as the run read them; a file that was named but not recorded is told where it should be.
        string CopyOf(string path) => info.Files.FirstOrDefault(kept => kept.Path == Path.GetFullPath(path)) is { } known
            ? RunFiles.Find(folder, known)
            : path;
    }

    /// <inheritdoc cref="Load(string?, string)" path="/summary|/remarks|/returns|/exception"/>
    /// <param name="file">The file, or <see langword="null"/>.</param>
    /// <param name="shipped">The shipped bench to take then.</param>
    /// <param name="registry">The registry of the modules of the bench.</param>
    public static BenchDefinition Load(string? file, string shipped, LabRegistry registry)
    {
        BenchFileReader reader = registry.NewReader();
        try
        {
            return file is null ? reader.Read(ReadShipped(shipped), $"{shipped}.yaml") : reader.ReadFile(file);
        }
        catch (BenchException error)
        {
            throw new WorkbenchException(error.Message, WorkbenchFault.Request);
        }
    }
}
