using System.Buffers.Binary;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Lab.Modules.Loading;

namespace Lab.Cli.Tests.Modules;

/// <summary>A bench with an instrument that Lab does not know, and the folder of a user around it.</summary>
internal sealed class OddBench : IDisposable
{
    /// <summary>A C# file with a module that registers nothing.</summary>
    public const string EmptyModule = """
        public sealed class Empty : Lab.Modules.ILabModule
        {
            public string Name => "empty";

            public void Register(Lab.Modules.LabRegistry registry)
            {
            }
        }
        """;

    private const string Instruments = """
        bench: odd
        instruments:
          laser:
            driver: odd-laser
            address: "sim:"
            limits:
              power: { max: 5 mW }
        sample:
          photodiodes:
            diode: { responsivity: 0.5, limits: { light: 4.5 mW } }
        wiring:
          laser: { port: light }

        """;

    // Compiled modules of tests stay out of the user's own cache; processes that tests start inherit it.
    static OddBench() => Environment.SetEnvironmentVariable(
        ModuleCache.FolderVariable, Path.Combine(Path.GetTempPath(), $"lab-test-modules-{Environment.ProcessId}"));

    public Workplace Work { get; } = new();

    /// <summary>The assembly of the example, which the tests only have by its path.</summary>
    public static string Assembly { get; } = FindAssembly();

    /// <summary>Writes a bench whose file names modules.</summary>
    public string Write(params string[] modules) =>
        Work.Write("odd.yaml", $"modules: [{string.Join(", ", modules)}]\n{Instruments}");

    /// <summary>Writes the bench with the assembly of the example in its folder of modules, which nothing names.</summary>
    public string WriteWithFolder()
    {
        Directory.CreateDirectory(Work.Join("modules"));
        File.Copy(Assembly, Work.Join(Path.Combine("modules", "OddInstrument.dll")));
        return Work.Write("odd.yaml", Instruments);
    }

    /// <summary>The example as it would be if it had been built against another version of Lab.</summary>
    public static byte[] BuiltAgainst(ushort major)
    {
        byte[] image = File.ReadAllBytes(Assembly);
        using var reader = new PEReader(new MemoryStream(image));
        MetadataReader metadata = reader.GetMetadataReader();
        AssemblyReferenceHandle contract = metadata.AssemblyReferences.Single(
            each => metadata.GetString(metadata.GetAssemblyReference(each).Name) == "Lab.Modules");
        int row = (MetadataTokens.GetRowNumber(contract) - 1) * metadata.GetTableRowSize(TableIndex.AssemblyRef);
        int at = reader.PEHeaders.MetadataStartOffset + metadata.GetTableMetadataOffset(TableIndex.AssemblyRef) + row;
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(at), major);
        return image;
    }

    public void Dispose() => Work.Dispose();

    private static string FindAssembly()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(output.Parent!.Parent!.FullName, "OddInstrument", output.Name, "OddInstrument.dll");
    }
}
