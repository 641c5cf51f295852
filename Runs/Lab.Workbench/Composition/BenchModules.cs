using Lab.Instruments.Files;
using Lab.Modules;
using Lab.Modules.Loading;
using Lab.Modules.Shipped;
using Lab.Runs.Records;
using Lab.Workbench.Validation;

namespace Lab.Workbench.Composition;

/// <summary>The modules of a bench: those that ship with the program, and those that its file names or that lie beside
/// it.</summary>
public static class BenchModules
{
    private const long MostBytes = 1 << 20;

    private static readonly ILabModule[] ShippedModules = [new ShippedModule(), new ShippedTruths()];

    /// <summary>The registry of the shipped parts, which never changes.</summary>
    public static LoadedModules Shipped { get; } = new ModuleLoader(ShippedModules, new ModuleCache(folder: null)).Load([]);

    /// <summary>The modules of a bench file.</summary>
    /// <param name="benchFile">The file; <see langword="null"/> for a bench that ships with the program.</param>
    /// <exception cref="WorkbenchException">A module cannot be used.</exception>
    public static LoadedModules Of(string? benchFile) => benchFile is null
        ? Shipped
        : Load(() => ModuleFinder.Find(benchFile, TextOf(benchFile)));

    /// <summary>Whether a bench file brings code: it names modules, or some lie beside it. Nothing is loaded.</summary>
    /// <param name="benchFile">The file.</param>
    /// <exception cref="WorkbenchException">A module that it names is not there.</exception>
    public static bool AreNamedBy(string benchFile)
    {
        try
        {
            return ModuleFinder.Find(benchFile, TextOf(benchFile)).Count > 0;
        }
        catch (ModuleException error)
        {
            throw new WorkbenchException(error.Message, WorkbenchFault.Request);
        }
    }

    /// <summary>The modules that another process loaded.</summary>
    /// <param name="files">Their files, as it loaded them.</param>
    /// <exception cref="WorkbenchException">A module cannot be used, or has changed.</exception>
    public static LoadedModules Of(IReadOnlyList<ModuleFile> files) =>
        Load(() => [.. files.Select(file => new ModuleSource(file.Path) { Sha256 = file.Sha256, IsNamed = false })]);

    /// <summary>The modules of a recorded run: its files where they are unchanged, or the copies in its folder.</summary>
    /// <param name="info">The run.</param>
    /// <param name="folder">Its folder.</param>
    /// <exception cref="WorkbenchException">A module cannot be used.</exception>
    /// <exception cref="Lab.Runs.RunException">A file is not there any more and was too large for a copy.</exception>
    public static LoadedModules OfRun(RunInfo info, string folder) => Load(() =>
    [
        .. info.Files.Where(file => file.Setting == RunFiles.Module).Select(file => new ModuleSource(
            RunFiles.SumOf(file.Path) == file.Sha256
                ? file.Path
                : RunFiles.Find(folder, file)) { Name = Path.GetFileName(file.Path), IsNamed = false }),
    ]);

    private static LoadedModules Load(Func<IReadOnlyList<ModuleSource>> find)
    {
        try
        {
            IReadOnlyList<ModuleSource> sources = find();
            return sources.Count == 0 ? Shipped : new ModuleLoader(ShippedModules, ModuleCache.OfUser()).Load(sources);
        }
        catch (ModuleException error)
        {
            throw new WorkbenchException(error.Message, WorkbenchFault.Request);
        }
    }

    // What is wrong with the file is told by its reader.
    private static string TextOf(string benchFile)
    {
        try
        {
            return PlainFile.ReadText(benchFile, MostBytes);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return string.Empty;
        }
    }
}
