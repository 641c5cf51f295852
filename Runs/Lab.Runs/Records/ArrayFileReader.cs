using System.Buffers;
using System.Security.Cryptography;
using Lab.Instruments.Files;
using Microsoft.Win32.SafeHandles;

namespace Lab.Runs.Records;

/// <summary>Reads the large arrays of a run piece by piece, and compares them with the sums that the record has of them. Several
/// threads may read at a time.</summary>
internal sealed class ArrayFileReader : IDisposable
{
    /// <summary>The longest piece, bytes; a multiple of all lengths of elements.</summary>
    public const int PieceBytes = 1 << 16;

    private readonly string file;
    private SafeFileHandle? handle;

    /// <summary>The file of a run, which is not opened yet.</summary>
    /// <param name="folder">The run's folder.</param>
    public ArrayFileReader(string folder) => file = Path.Combine(folder, ArrayFile.FileName);

    /// <summary>Takes the bytes of a piece of an array, and the place of its first element among all.</summary>
    public delegate void PieceTaker<TState>(ReadOnlySpan<byte> piece, int firstByte, TState state)
        where TState : allows ref struct;

    /// <summary>Length of the file when it was opened, bytes; 0 where there is none.</summary>
    public long Length { get; private set; }

    /// <summary>Opens the file, where there is one.</summary>
    /// <exception cref="IOException">The thing that lies there is no file, or cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public void Open()
    {
        PlainFile.Require(file);
        if (File.Exists(file))
        {
            handle = File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            Length = RandomAccess.GetLength(handle);
        }
    }

    /// <summary>Whether the file reaches as far as an array.</summary>
    public bool Holds(ArrayReference array) => array.End <= Length;

    /// <summary>Whether an array is in the file as it was recorded.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    public bool IsWhole(ArrayReference array) => Holds(array) && ReadPieces(array, 0, static (_, _, _) => { });

    /// <summary>Reads an array piece by piece, each a whole number of elements.</summary>
    /// <param name="array">Where it lies.</param>
    /// <param name="state">Handed on.</param>
    /// <param name="take">Takes the pieces, in their order.</param>
    /// <param name="what">Whose array it is, for messages.</param>
    /// <exception cref="RunException">It is not there as it was recorded. The pieces that were taken are then worth
    /// nothing.</exception>
    public void Read<TState>(ArrayReference array, TState state, PieceTaker<TState> take, Func<string> what)
        where TState : allows ref struct
    {
        if (!Holds(array))
        {
            throw new RunException(MissingText(array, what()));
        }

        bool isWhole;
        try
        {
            isWhole = ReadPieces(array, state, take);
        }
        catch (IOException error)
        {
            throw new RunException($"{what()} cannot be read from '{file}': {error.Message}", error);
        }

        if (!isWhole)
        {
            throw new RunException(
                $"{what()} is not in '{file}' as it was recorded: the SHA-256 of its {array.Bytes} bytes from {array.Start} on "
                    + "is another. "
                + "The file was damaged or changed. Take an untouched copy of the run.");
        }
    }

    /// <summary>Says that an array is not there.</summary>
    public string MissingText(ArrayReference array, string what) =>
        $"{what} is not in '{file}': it lies at {array.Start} to {array.End}, and "
            + $"{(handle is null ? "there is no such file" : $"the file has {Length} bytes")}. "
        + "Who copies a run takes all files of its folder along; put the whole file there.";

    /// <inheritdoc/>
    public void Dispose() => handle?.Dispose();

    private bool ReadPieces<TState>(ArrayReference array, TState state, PieceTaker<TState> take)
        where TState : allows ref struct
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Math.Min(array.Bytes, PieceBytes));
        try
        {
            Span<byte> sum = stackalloc byte[SHA256.HashSizeInBytes];
            using IncrementalHash? hash = array.Bytes > PieceBytes ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
            int taken = 0;
            do
            {
                Span<byte> piece = buffer.AsSpan(0, Math.Min(array.Bytes - taken, PieceBytes));
                if (!ReadAll(piece, array.Start + taken))
                {
                    return false;
                }

                if (hash is null)
                {
                    SHA256.HashData(piece, sum);
                }
                else
                {
                    hash.AppendData(piece);
                }

                take(piece, taken, state);
                taken += piece.Length;
            }
            while (taken < array.Bytes);
            hash?.GetHashAndReset(sum);
            return sum.SequenceEqual(array.Sha256);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private bool ReadAll(Span<byte> bytes, long at)
    {
        while (bytes.Length > 0)
        {
            int count = handle is null ? 0 : RandomAccess.Read(handle, bytes, at);
            if (count == 0)
            {
                return false; // it is not there, or was cut meanwhile
            }

            bytes = bytes[count..];
            at += count;
        }

        return true;
    }
}
