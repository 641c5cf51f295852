using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using Lab.Instruments.Files;
using Lab.Studies.Tables;

namespace Lab.Studies.Images;

/// <summary>Bytes in the IDX format of the MNIST data base (LeCun, Cortes and Burges): a magic number, sizes, then the bytes;
/// packed with gzip or not, whatever the name says.</summary>
/// <param name="Sizes">Its sides, outermost first.</param>
/// <param name="Values">The bytes.</param>
/// <param name="Sha256">SHA-256 of the whole file, unpacked.</param>
public sealed record IdxFile(int[] Sizes, byte[] Values, string Sha256)
{
    private const int MostBytes = 1 << 30;
    private const int UnsignedBytes = 8;
    private const int PieceLength = 1 << 16;

    // Images of digits and clothes pack to a fifth or a half.
    private const long UsualRatio = 8;

    /// <summary>Reads a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="sides">How many sides are expected: 1 for labels, 3 for images.</param>
    /// <exception cref="InvalidDataException">It is cut off, damaged, or of another kind.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IdxFile Read(string file, int sides)
    {
        try
        {
            using FileStream stream = PlainFile.Open(file);
            int first = stream.ReadByte();
            bool isPacked = first == 0x1F && stream.ReadByte() == 0x8B;
            stream.Position = 0;
            if (!isPacked)
            {
                return Read(file, stream, sides, stream.Length, stream.Length);
            }

            using var unpacked = new GZipStream(stream, CompressionMode.Decompress);
            return Read(file, unpacked, sides, Packing.MostUnpacked(stream.Length), UsualRatio * stream.Length);
        }
        catch (InvalidDataException damage) when (!damage.Message.StartsWith(file, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{file} cannot be unpacked: {damage.Message}", damage);
        }
    }

    private static IdxFile Read(string file, Stream stream, int sides, long most, long likely)
    {
        byte[] header = new byte[sizeof(int) * (1 + sides)];
        int length = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        if (header is [(byte)'P', (byte)'K', ..])
        {
            throw new InvalidDataException($"{file} is a ZIP archive: unpack it.");
        }

        if (length < header.Length || header[0] != 0 || header[1] != 0)
        {
            throw new InvalidDataException($"{file} is no IDX file: it does not begin with two zeros and its kind.");
        }

        if (header[2] != UnsignedBytes || header[3] != sides)
        {
            throw new InvalidDataException(
                $"{file} is an IDX file of kind {header[2]} with {header[3]} sides; bytes with {sides} are "
                    + $"expected{(sides == 1 ? " for labels" : " for images")}.");
        }

        int[] sizes =
            [.. Enumerable.Range(1, sides).Select(i => BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(i * sizeof(int))))];
        long expected = sizes.Any(size => size < 0)
            ? -1
            : sizes.Aggregate(1L, (product, size) => Math.Min(product, MostBytes + 1L) * size);
        if (expected > MostBytes)
        {
            throw new InvalidDataException(
                $"{file} is damaged: {string.Join(" × ", sizes)} are announced, more than {MostBytes >> 20} MiB.");
        }

        if (expected > most && stream is GZipStream)
        {
            throw new InvalidDataException(
                $"{file} is damaged: {string.Join(" × ", sizes)} are announced, far more than it is packed in.");
        }

        byte[] values = ReadValues(stream, Math.Max(Math.Min(expected, most), 0), likely);
        long found = values.Length + CountRest(stream);
        if (found != expected)
        {
            throw new InvalidDataException(
                $"{file} is {(found < expected ? "cut off" : "damaged")}: {string.Join(" × ", sizes)} are announced, "
                    + $"{(found > MostBytes ? "far more" : $"{found}")} bytes follow.");
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(header);
        hash.AppendData(values);
        return new IdxFile(sizes, values, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    // Room is taken by the file's own length and grows with what is there, and not with what is announced.
    private static byte[] ReadValues(Stream stream, long most, long likely)
    {
        byte[] values = new byte[Math.Min(most, Math.Max(likely, PieceLength))];
        int count = stream.ReadAtLeast(values, values.Length, throwOnEndOfStream: false);
        while (count == values.Length && count < most)
        {
            Array.Resize(ref values, (int)Math.Min(most, 2L * count));
            count += stream.ReadAtLeast(values.AsSpan(count), values.Length - count, throwOnEndOfStream: false);
        }

        Array.Resize(ref values, count);
        return values;
    }

    private static long CountRest(Stream stream)
    {
        byte[] piece = new byte[PieceLength];
        long count = 0;
        for (int read = stream.Read(piece); read > 0 && count <= MostBytes; read = stream.Read(piece))
        {
            count += read;
        }

        return count;
    }
}
