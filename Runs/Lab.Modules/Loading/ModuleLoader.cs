using System.Reflection;
using Lab.Instruments.Files;

namespace Lab.Modules.Loading;

/// <summary>Loads the modules of a bench and builds its registry.</summary>
/// <param name="shipped">The modules that ship with Lab; they register first.</param>
/// <param name="cache">Keeps C# files that were compiled.</param>
public sealed class ModuleLoader(IReadOnlyList<ILabModule> shipped, ModuleCache cache)
{
    private const long MostBytes = 1 << 28;

    private static readonly string ContractName = typeof(ILabModule).Assembly.GetName().Name!;

    /// <summary>Loads modules; assemblies first, since C# files may use what is in them.</summary>
    /// <param name="sources">The modules.</param>
    /// <exception cref="ModuleException">One of them cannot be used; the message says why.</exception>
    public LoadedModules Load(IReadOnlyList<ModuleSource> sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        if (sources.Count == 0)
        {
            return new LoadedModules(LabRegistry.Of(shipped.Select(module => (module, module.Name))), []);
        }

        List<ModuleFile> files = [];
        List<(string Place, byte[] Image)> images = [];
        var libraries = new Dictionary<string, byte[]>();
        foreach (ModuleSource source in sources.OrderBy(source => IsText(source)))
        {
            // What a build leaves beside a module: Lab's own assemblies are those that run.
            if (!source.IsNamed && !IsText(source) && LabAssemblies.IsShared(Path.GetFileNameWithoutExtension(source.Name)))
            {
                continue;
            }

            byte[] content = Read(source, files);
            if (IsText(source))
            {
                images.Add((source.Path, Compile(source, content, [.. libraries.Values])));
                continue;
            }

            AssemblyImage image = AssemblyImage.Read(content)
                ?? throw new ModuleException(
                    $"{source.Path}: this is no assembly of .NET. Put libraries of other kinds elsewhere, or build the module "
                        + "for .NET.");
            if (libraries.TryAdd(image.Name, content)
                && (source.IsNamed || image.References.Any(reference => reference.Name == ContractName)))
            {
                RequireFitting(source.Path, image);
                images.Add((source.Path, content));
                AddLibraries(source, image, libraries, files);
            }
        }

        var context = new ModuleContext(libraries, [.. sources.Select(source => Path.GetDirectoryName(source.Path)!).Distinct()]);
        (ILabModule Module, string Place)[] modules = [.. images.SelectMany(each => ModulesIn(context, each.Place, each.Image))];
        return new LoadedModules(LabRegistry.Of([.. shipped.Select(module => (module, module.Name)), .. modules]), files);
    }

    private static bool IsText(ModuleSource source) => source.Path.EndsWith(".cs", StringComparison.OrdinalIgnoreCase);

    private byte[] Compile(ModuleSource source, byte[] content, byte[][] libraries)
    {
        string key = ModuleCache.KeyOf(content, libraries);
        if (cache.Find(key) is { } kept)
        {
            return kept;
        }

        byte[] image = ModuleCompiler.Compile(source, content, libraries);
        cache.Keep(key, image);
        return image;
    }

    private static byte[] Read(ModuleSource source, List<ModuleFile> files)
    {
        byte[] content;
        try
        {
            using FileStream stream = PlainFile.Open(source.Path);
            if (stream.Length > MostBytes)
            {
                throw new ModuleException(
                    $"{source.Path}: {stream.Length} bytes are too many for a module; a module has at most {MostBytes}.");
            }

            content = new byte[stream.Length];
            stream.ReadExactly(content);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ModuleException($"{source.Path}: the module cannot be read: {error.Message}", error);
        }

        string sum = PlainFile.Sha256(content);
        if (source.Sha256 is { } wanted && wanted != sum)
        {
            throw new ModuleException(
                $"{source.Path}: the module has changed since the run loaded it. Put it back as it was, or start again.");
        }

        files.Add(new ModuleFile(source.Path, content.Length, sum));
        return content;
    }

    // Before 1.0 every minor version may change what modules use.
    private static void RequireFitting(string place, AssemblyImage image)
    {
        if (image.References.FirstOrDefault(reference => reference.Name == ContractName) is not { Version: { } built })
        {
            throw new ModuleException(
                $"{place}: it does not refer to {ContractName}, so that it holds no ILabModule. Name the assembly of the "
                    + "module.");
        }

        Version own = typeof(ILabModule).Assembly.GetName().Version!;
        if ((built.Major, built.Minor) != (own.Major, own.Minor))
        {
            throw new ModuleException(
                $"{place}: the module was built against Lab {built.Major}.{built.Minor}, and this is Lab "
                    + $"{own.Major}.{own.Minor}. Build it against this version.");
        }
    }

    // Libraries that lie beside a module belong to it: they are recorded with the run and loaded from the same bytes.
    private static void AddLibraries(
        ModuleSource source, AssemblyImage image, Dictionary<string, byte[]> libraries, List<ModuleFile> files)
    {
        var open = new Queue<AssemblyImage>([image]);
        while (open.TryDequeue(out AssemblyImage? next))
        {
            foreach (string name in next.References.Select(reference => reference.Name!).Where(
                name => !libraries.ContainsKey(name) && !LabAssemblies.IsShared(name)))
            {
                string beside = Path.Combine(Path.GetDirectoryName(source.Path)!, $"{name}.dll");
                if (File.Exists(beside))
                {
                    byte[] content = Read(new ModuleSource(beside), files);
                    libraries[name] = content;
                    if (AssemblyImage.Read(content) is { } library)
                    {
                        open.Enqueue(library);
                    }
                }
            }
        }
    }

    private static (ILabModule Module, string Place)[] ModulesIn(ModuleContext context, string place, byte[] image)
    {
        try
        {
            Type[] found =
            [
                .. context.Load(image).GetExportedTypes().Where(type => type is { IsClass: true, IsAbstract: false }
                    && type.IsAssignableTo(typeof(ILabModule))),
            ];
            if (found.Length == 0)
            {
                throw new ModuleException(
                    $"{place}: it holds no public class that implements ILabModule. Add one, which registers what the module "
                        + "brings.");
            }

            if (Array.Find(found, type => type.GetConstructor(Type.EmptyTypes) is null) is { } needy)
            {
                throw new ModuleException(
                    $"{place}: {needy.FullName} has no public constructor without parameters. Give it one.");
            }

            return [.. found.Select(type => ((ILabModule)Activator.CreateInstance(type)!, place))];
        }
        catch (TargetInvocationException error)
        {
            Exception cause = error.InnerException ?? error;
            throw new ModuleException(
                $"{place}: its module throws in its constructor: {cause.GetType().Name}: {LabRegistry.FirstLine(cause)}. Mend "
                    + "the module.",
                error);
        }
        catch (FileNotFoundException error)
        {
            throw new ModuleException(
                $"{place}: the module needs the assembly '{error.FileName?.Split(',')[0]}', which is neither part of Lab nor "
                    + "beside the module. Put it there.",
                error);
        }
        catch (Exception error) when (error is TypeLoadException or MissingMemberException or BadImageFormatException
            or FileLoadException or ReflectionTypeLoadException)
        {
            throw new ModuleException(
                $"{place}: the module does not fit this version of Lab: {LabRegistry.FirstLine(error)}. Build it against this "
                    + "version.",
                error);
        }
    }
}
