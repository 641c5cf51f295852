using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Lab.Instruments.Files;
using Lab.Runs.Engine;

namespace Lab.Modules.Loading;

/// <summary>The C# files of modules as they were compiled, by the SHA-256 of their content and the build of Lab, in a folder of
/// the user's own.</summary>
/// <param name="folder">The folder; <see langword="null"/> keeps nothing.</param>
public sealed class ModuleCache(string? folder)
{
    /// <summary>The environment variable that names another folder.</summary>
    public const string FolderVariable = "LAB_MODULE_CACHE";

    /// <summary>The most assemblies that are kept; the oldest go first.</summary>
    private const int MostKept = 200;

    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const UnixFileMode Others = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>The cache of this user; it keeps nothing where the user has no folder of their own.</summary>
    /// <exception cref="ModuleException">Other users may write into the folder.</exception>
    public static ModuleCache OfUser()
    {
        string? named = Environment.GetEnvironmentVariable(FolderVariable);
        string home = Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return new ModuleCache(named is { Length: > 0 } ? named : home.Length > 0 ? Path.Combine(home, "lab", "modules") : null);
    }

    /// <summary>The key of a C# file: what it was compiled from and against.</summary>
    /// <param name="content">The file.</param>
    /// <param name="libraries">The assemblies that it may use beside Lab's.</param>
    internal static string KeyOf(byte[] content, IReadOnlyList<byte[]> libraries)
    {
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sum.AppendData(Encoding.UTF8.GetBytes($"{RuntimeVersion} {RunEngine.Version} {BuildOfLab()}\n"));
        sum.AppendData(SHA256.HashData(content));
        foreach (byte[] library in libraries)
        {
            sum.AppendData(SHA256.HashData(library));
        }

        return Convert.ToHexStringLower(sum.GetHashAndReset());
    }

    /// <summary>The assembly of a key; <see langword="null"/> where none is kept.</summary>
    /// <exception cref="ModuleException">Other users may write into the folder.</exception>
    internal byte[]? Find(string key)
    {
        if (folder is null || !Directory.Exists(folder))
        {
            return null;
        }

        RequireOwn(folder);
        try
        {
            if (!File.Exists(FileOf(folder, key)))
            {
                return null;
            }

            using FileStream stream = PlainFile.Open(FileOf(folder, key));
            byte[] image = new byte[stream.Length];
            stream.ReadExactly(image);
            return image;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null; // it is compiled again
        }
    }

    /// <summary>Keeps an assembly. A full disk costs no more than another compilation.</summary>
    internal void Keep(string key, byte[] image)
    {
        if (folder is null)
        {
            return;
        }

        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
            }
            else
            {
                Directory.CreateDirectory(folder, Own);
            }

            RequireOwn(folder);
            string temporary = string.Create(CultureInfo.InvariantCulture, $"{FileOf(folder, key)}.{Environment.ProcessId}.new");
            File.WriteAllBytes(temporary, image);
            File.Move(temporary, FileOf(folder, key), overwrite: true);
            foreach (FileInfo old in new DirectoryInfo(folder).GetFiles("*.dll").OrderByDescending(file => file.LastWriteTimeUtc)
                .Skip(MostKept))
            {
                old.Delete();
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Nothing is kept; the next start compiles again.
        }
    }

    private static string RuntimeVersion => Environment.Version.ToString();

    private static string FileOf(string folder, string key) => Path.Combine(folder, $"{key}.dll");

    // A developer's build has the version of the one before, and another surface.
    private static string BuildOfLab() => string.Join(
        ' ',
        LabAssemblies.Files.Where(file => Path.GetFileName(file).StartsWith("Lab.", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(file => string.Create(
                CultureInfo.InvariantCulture,
                $"{Path.GetFileName(file)}:{new FileInfo(file).Length}:{File.GetLastWriteTimeUtc(file).Ticks}")));

    private static void RequireOwn(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        if (new DirectoryInfo(folder).LinkTarget is { } target)
        {
            throw Unusable(folder, $"it is a link to '{target}'");
        }

        if ((File.GetUnixFileMode(folder) & Others) != UnixFileMode.None)
        {
            throw Unusable(folder, "other users may write into it");
        }
    }

    private static ModuleException Unusable(string folder, string why) =>
        new(
            $"'{folder}' cannot hold compiled modules: {why}. Mend that (chmod go-w), or name another folder in "
                + $"{FolderVariable}.");
}
