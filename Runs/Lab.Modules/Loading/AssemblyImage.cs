using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Lab.Modules.Loading;

/// <summary>The metadata of an assembly, read without loading it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="References">The assemblies that it needs, with the versions that it was built against.</param>
internal sealed record AssemblyImage(string Name, IReadOnlyList<AssemblyName> References)
{
    /// <summary>Reads an assembly.</summary>
    /// <returns>The description; <see langword="null"/> for bytes that are no assembly of .NET.</returns>
    public static AssemblyImage? Read(byte[] image)
    {
        try
        {
            using var reader = new PEReader(new MemoryStream(image, writable: false));
            if (!reader.HasMetadata)
            {
                return null;
            }

            MetadataReader metadata = reader.GetMetadataReader();
            return new AssemblyImage(
                metadata.GetString(metadata.GetAssemblyDefinition().Name),
                [.. metadata.AssemblyReferences.Select(handle => metadata.GetAssemblyReference(handle).GetAssemblyName())]);
        }
        catch (Exception error) when (error is BadImageFormatException or InvalidOperationException)
        {
            return null;
        }
    }
}
