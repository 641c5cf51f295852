namespace Lab.Studies.Tables;

/// <summary>How much packed data may become. Deflate packs up to 1032 bytes into one, so that a small file could fill the memory;
/// what was measured packs to a tenth, images of digits to a fifth.</summary>
internal static class Packing
{
    /// <summary>As many bytes are unpacked whatever they were packed in.</summary>
    public const long AlwaysUnpacked = 1 << 24;

    private const long LargestRatio = 100;

    /// <summary>The most bytes that packed data may become.</summary>
    /// <param name="packedBytes">Bytes of the packed data.</param>
    public static long MostUnpacked(long packedBytes) => Math.Max(AlwaysUnpacked, packedBytes * LargestRatio);

    /// <summary>Refuses data that become more.</summary>
    /// <exception cref="InvalidDataException">They become more.</exception>
    public static void Require(long unpackedBytes, long packedBytes)
    {
        if (unpackedBytes > MostUnpacked(packedBytes))
        {
            throw new InvalidDataException(
                $"it unpacks to {unpackedBytes} bytes, {unpackedBytes / Math.Max(packedBytes, 1)} times as many as it is packed "
                    + "in; no measured data are so alike. Bring it unpacked, if it is right");
        }
    }
}
