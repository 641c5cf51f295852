using System.IO.Compression;
using System.Text;
using Lab.Instruments.Files;

namespace Lab.Studies.Tables;

/// <summary>Opens texts that people bring: UTF-8 with or without its mark, UTF-16 of either order, packed with gzip or not. What
/// else they may be is told by their first bytes.</summary>
internal static class TextFile
{
    /// <summary>The most bytes of a text, unpacked.</summary>
    public const int MostBytes = 1 << 28;

    private const int LookedAt = 4096;

    /// <summary>Opens a text.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its reader, which throws <see cref="InvalidDataException"/> at bytes that are no text,
    /// or after too many.</returns>
    /// <exception cref="InvalidDataException">It is empty, no text, or of an encoding that is not read.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static TextReader Open(string path)
    {
        FileStream file = PlainFile.Open(path);
        try
        {
            byte[] first = new byte[LookedAt];
            int count = file.ReadAtLeast(first, LookedAt, throwOnEndOfStream: false);
            if (count == 0)
            {
                throw new InvalidDataException("it is empty");
            }

            file.Position = 0;
            if (first.AsSpan(0, count) is [0x1F, 0x8B, ..])
            {
                var unpacked = new GZipStream(file, CompressionMode.Decompress);
                count = unpacked.ReadAtLeast(first, LookedAt, throwOnEndOfStream: false);
                file.Position = 0;
                return new StrictReader(
                    new GZipStream(file, CompressionMode.Decompress),
                    EncodingOf(first.AsSpan(0, count)),
                    Math.Min(MostBytes, Packing.MostUnpacked(file.Length)));
            }

            return new StrictReader(file, EncodingOf(first.AsSpan(0, count)), MostBytes);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static UnicodeEncoding Utf16(bool bigEndian) => new(bigEndian, byteOrderMark: true, throwOnInvalidBytes: true);

    private static Encoding EncodingOf(ReadOnlySpan<byte> first)
    {
        if (first is [0xFF, 0xFE, ..])
        {
            return Utf16(bigEndian: false);
        }

        if (first is [0xFE, 0xFF, ..])
        {
            return Utf16(bigEndian: true);
        }

        if (first is [(byte)'P', (byte)'K', 3, 4, ..])
        {
            throw new InvalidDataException("it is a ZIP archive or a workbook; unpack it, or save the sheet as 'CSV UTF-8'");
        }

        if (first is [0xD0, 0xCF, 0x11, 0xE0, ..])
        {
            throw new InvalidDataException("it is a workbook; save the sheet as 'CSV UTF-8'");
        }

        if (first is [(byte)'M', (byte)'A', (byte)'T', (byte)'L', (byte)'A', (byte)'B', ..]
            || first is [0x89, (byte)'H', (byte)'D', (byte)'F', ..])
        {
            throw new InvalidDataException("it is a file of MATLAB or HDF5; write its numbers as CSV or NPZ");
        }

        int zeros = first.IndexOf((byte)0);
        if (zeros < 0)
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        }

        // Digits and separators have one zero byte in UTF-16, always on the same side.
        int pairs = first.Length / 2;
        int high = 0;
        int low = 0;
        for (int i = 0; i < pairs; i++)
        {
            high += first[2 * i] == 0 && first[(2 * i) + 1] != 0 ? 1 : 0;
            low += first[2 * i] != 0 && first[(2 * i) + 1] == 0 ? 1 : 0;
        }

        const double most = 0.8;
        return low > most * pairs ? Utf16(bigEndian: false)
            : high > most * pairs ? Utf16(bigEndian: true)
            : throw new InvalidDataException("it is no text: it has bytes of zero");
    }
}
