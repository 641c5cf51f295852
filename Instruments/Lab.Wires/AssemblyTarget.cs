using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Lab.Wires;

/// <summary>The target and the version that the file of an assembly states, read without loading it.</summary>
internal static class AssemblyTarget
{
    /// <summary>Whether it is built for .NET Framework rather than for .NET or both.</summary>
    public static bool IsFramework(string file) => Read(
        file, otherwise: true, static reader => reader.GetAssemblyDefinition().GetCustomAttributes()
            .Select(handle => reader.GetCustomAttribute(handle))
            .Where(attribute => IsTarget(reader, attribute))
            .All(attribute => Text(reader, attribute).StartsWith(".NETFramework", StringComparison.Ordinal)));

    /// <summary>The assembly's version; 0.0 where the file is no assembly.</summary>
    public static Version Version(string file) =>
        Read(file, new Version(0, 0), static reader => reader.GetAssemblyDefinition().Version);

    private static T Read<T>(string file, T otherwise, Func<MetadataReader, T> read)
    {
        try
        {
            using var image = new PEReader(File.OpenRead(file));
            return image.HasMetadata && image.GetMetadataReader() is { IsAssembly: true } reader ? read(reader) : otherwise;
        }
        catch (Exception error) when (error is BadImageFormatException or IOException or UnauthorizedAccessException)
        {
            return otherwise;
        }
    }

    private static bool IsTarget(MetadataReader reader, CustomAttribute attribute) =>
        attribute.Constructor.Kind == HandleKind.MemberReference
        && reader.GetMemberReference(
            (MemberReferenceHandle)attribute.Constructor).Parent is { Kind: HandleKind.TypeReference } type
        && reader.StringComparer.Equals(reader.GetTypeReference((TypeReferenceHandle)type).Name, "TargetFrameworkAttribute");

    // A blob of a custom attribute: two bytes of prolog, then its arguments (ECMA-335, II.23.3).
    private static string Text(MetadataReader reader, CustomAttribute attribute)
    {
        BlobReader blob = reader.GetBlobReader(attribute.Value);
        blob.Offset = sizeof(ushort);
        return blob.ReadSerializedString() ?? string.Empty;
    }
}
