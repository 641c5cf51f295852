using System.Buffers.Binary;
using System.IO.Compression;

namespace Lab.Protocols.Images;

/// <summary>Bytes in the IDX format of the MNIST data base (LeCun, Cortes and Burges): a magic number, sizes, then the bytes; packed with gzip
/// or not.</summary>
/// <param name="Sizes">Its sides, outermost first.</param>
/// <param name="Values">The bytes.</param>
/// <param name="Content">The whole file, unpacked.</param>
public sealed record IdxFile(int[] Sizes, byte[] Values, byte[] Content)
{
    private const int MostBytes = 1 << 30;
    private const int UnsignedBytes = 8;

    /// <summary>Reads a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="sides">How many sides are expected: 1 for labels, 3 for images.</param>
    /// <exception cref="InvalidDataException">It is cut off, damaged, or of another kind.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IdxFile Read(string file, int sides)
    {
        byte[] content = Unpack(file);
        int header = sizeof(int) * (1 + sides);
        if (content.Length < header || content[0] != 0 || content[1] != 0)
        {
            throw new InvalidDataException($"{file} is no IDX file: it does not begin with two zeros and its kind.");
        }

        if (content[2] != UnsignedBytes || content[3] != sides)
        {
            throw new InvalidDataException($"{file} is an IDX file of kind {content[2]} with {content[3]} sides; bytes with {sides} are expected{(sides == 1 ? " for labels" : " for images")}.");
        }

        int[] sizes = [.. Enumerable.Range(1, sides).Select(i => BinaryPrimitives.ReadInt32BigEndian(content.AsSpan(i * sizeof(int))))];
        long expected = sizes.Any(size => size < 0) ? -1 : sizes.Aggregate(1L, (product, size) => Math.Min(product, MostBytes + 1L) * size);
        if (expected < 0 || content.Length - header != expected)
        {
            throw new InvalidDataException($"{file} is {(content.Length - header < expected ? "cut off" : "damaged")}: {string.Join(" × ", sizes)} are announced, {content.Length - header} bytes follow.");
        }

        return new IdxFile(sizes, content[header..], content);
    }

    private static byte[] Unpack(string file)
    {
        try
        {
            using FileStream stream = File.OpenRead(file);
            if (!file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
            {
                return ReadAll(file, stream);
            }

            using var unpacked = new GZipStream(stream, CompressionMode.Decompress);
            return ReadAll(file, unpacked);
        }
        catch (InvalidDataException damage) when (damage.InnerException is null && !damage.Message.StartsWith(file, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{file} cannot be unpacked: {damage.Message}", damage);
        }
    }

    private static byte[] ReadAll(string file, Stream stream)
    {
        using var memory = new MemoryStream();
        byte[] piece = new byte[1 << 16];
        for (int read = stream.Read(piece); read > 0; read = stream.Read(piece))
        {
            if (memory.Length + read > MostBytes)
            {
                throw new InvalidDataException($"{file} has more than {MostBytes >> 20} MiB.");
            }

            memory.Write(piece, 0, read);
        }

        return memory.ToArray();
    }
}
