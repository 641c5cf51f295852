using System.IO.Compression;
using Lab.Instruments.Files;
using Lab.Studies.Tables;

namespace Lab.Studies.Series;

/// <summary>An archive of NumPy arrays, NPZ. No array takes more memory than its bytes in the file allow.</summary>
internal sealed class NumpyArchive : IDisposable
{
    private readonly ZipArchive archive;
    private readonly long fileBytes;

    /// <summary>Reads from a file that is open.</summary>
    /// <param name="file">The file; it is closed with the archive.</param>
    /// <exception cref="InvalidDataException">It is no archive.</exception>
    public NumpyArchive(FileStream file)
    {
        fileBytes = file.Length;
        archive = new ZipArchive(file, ZipArchiveMode.Read);
    }

    /// <summary>Opens a file.</summary>
    /// <exception cref="InvalidDataException">It is no archive.</exception>
    /// <exception cref="IOException">It is no file, or cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static NumpyArchive Open(string path)
    {
        FileStream file = PlainFile.Open(path);
        try
        {
            return new NumpyArchive(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Whether it has an entry of this full name.</summary>
    public bool Has(string entry) => archive.GetEntry(entry) is not null;

    /// <summary>Reads an array.</summary>
    /// <param name="name">Its name, in any case.</param>
    /// <param name="read">Reads what follows the header.</param>
    /// <exception cref="InvalidDataException">There is none, it is damaged, or it unpacks to far more than it is packed
    /// in.</exception>
    public T Read<T>(string name, Func<Stream, NumpyHeader, T> read)
    {
        const int mostNamed = 20;
        ZipArchiveEntry entry = archive.GetEntry($"{name}.npy")
            ?? archive.Entries.FirstOrDefault(each => string.Equals(
                each.FullName, $"{name}.npy", StringComparison.OrdinalIgnoreCase))
            ?? throw new InvalidDataException(
                $"it has no array '{name}'; it has "
                    + string.Join(
                        ", ", archive.Entries.Take(mostNamed).Select(each => Path.GetFileNameWithoutExtension(each.Name))));
        using Stream stream = entry.Open();
        try
        {
            var header = NumpyHeader.Read(stream);
            Packing.Require(header.ByteCount, Math.Min(entry.CompressedLength, fileBytes));
            return read(stream, header);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"the array '{name}': {error.Message}", error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => archive.Dispose();
}
