using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Lab.Modules.Loading;

/// <summary>Holds the modules of one bench apart from the program: the assemblies of Lab and of .NET are the program's own, all
/// others come from beside the modules.</summary>
/// <param name="libraries">The assemblies that modules may need, by name; the bytes that were recorded are those that are
/// run.</param>
/// <param name="folders">Where native libraries of modules lie.</param>
internal sealed class ModuleContext(IReadOnlyDictionary<string, byte[]> libraries, IReadOnlyCollection<string> folders)
    : AssemblyLoadContext("modules")
{
    /// <summary>Loads an assembly from its bytes.</summary>
    public Assembly Load(byte[] image) => LoadFromStream(new MemoryStream(image, writable: false));

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string name = assemblyName.Name ?? string.Empty;
        return Assemblies.FirstOrDefault(loaded => loaded.GetName().Name == name)
            ?? (libraries.TryGetValue(name, out byte[]? image) ? Load(image) : null);
    }

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        string[] names = OperatingSystem.IsWindows() ? [unmanagedDllName, $"{unmanagedDllName}.dll"]
            : OperatingSystem.IsMacOS() ? [unmanagedDllName, $"lib{unmanagedDllName}.dylib", $"{unmanagedDllName}.dylib"]
            : [unmanagedDllName, $"lib{unmanagedDllName}.so", $"{unmanagedDllName}.so"];
        return folders.SelectMany(folder => names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists) is { } path
            ? NativeLibrary.Load(path)
            : nint.Zero; // the system looks in its own places
    }
}
