using System.Text;

namespace Lab.Studies.Tables;

/// <summary>Reads a text and refuses what is none, with its line.</summary>
/// <param name="stream">The bytes; disposed with the reader.</param>
/// <param name="encoding">Their encoding, which throws at bytes that are none.</param>
/// <param name="mostBytes">The most bytes that are read.</param>
internal sealed class StrictReader(Stream stream, Encoding encoding, long mostBytes) : TextReader
{
    private const int PieceLength = 1 << 14;

    private readonly byte[] bytes = new byte[PieceLength];
    private readonly char[] characters = new char[encoding.GetMaxCharCount(PieceLength)];
    private readonly Decoder decoder = encoding.GetDecoder();
    private int count;
    private int at;
    private int lines = 1;
    private long total;
    private bool isAtEnd;

    /// <inheritdoc/>
    public override int Peek() => at < count || Fill() ? characters[at] : -1;

    /// <inheritdoc/>
    public override int Read() => at < count || Fill() ? characters[at++] : -1;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            stream.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool Fill()
    {
        lines += characters.AsSpan(0, count).Count('\n');
        (count, at) = (0, 0);
        while (at == count && !isAtEnd)
        {
            int read = stream.Read(bytes);
            isAtEnd = read == 0;
            bool isFirst = total == 0;
            total += read;
            if (total > mostBytes)
            {
                throw new InvalidDataException(
                    $"it has more than {mostBytes >> 20} "
                        + $"MiB{(mostBytes < TextFile.MostBytes ? ", far more than it is packed in" : string.Empty)}; thin it "
                        + "out, or write it as NPZ");
            }

            count = Decode(read);
            at = isFirst && count > 0 && characters[0] == '\uFEFF' ? 1 : 0; // the mark of the encoding
        }

        if (characters.AsSpan(0, count).Contains('\0'))
        {
            throw new InvalidDataException("it is no text: it has bytes of zero");
        }

        return at < count;
    }

    private int Decode(int read)
    {
        try
        {
            return decoder.GetChars(bytes, 0, read, characters, 0, flush: isAtEnd);
        }
        catch (DecoderFallbackException error)
        {
            int wrong = Math.Clamp(error.Index, 0, read);
            int line = lines + bytes.AsSpan(0, wrong).Count((byte)'\n');
            string which = error.BytesUnknown is [var first, ..]
                ? $"the byte {first:X2} in line {line} is none (in Latin-1 it is '{(char)first}')"
                : $"line {line} is cut off";
            throw new InvalidDataException(
                $"it is not {(encoding is UTF8Encoding ? "UTF-8" : "UTF-16")}: {which}; save it as UTF-8", error);
        }
    }
}
