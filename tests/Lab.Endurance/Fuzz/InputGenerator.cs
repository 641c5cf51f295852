using System.Text;

namespace Lab.Endurance.Fuzz;

/// <summary>Makes inputs of three kinds: mutations of good ones, pieces of the grammar in any order, and random bytes.</summary>
/// <param name="target">The parser.</param>
/// <param name="random">The source of chance.</param>
public sealed class InputGenerator(FuzzTarget target, Random random)
{
    private const int MostPieces = 24;
    private const int MostRandomBytes = 96;

    // A mutation that repeats itself must not grow without end.
    private const int MostLength = 1 << 16;

    private readonly List<byte> input = [];

    /// <summary>The next input.</summary>
    public byte[] Next()
    {
        input.Clear();
        int kind = random.Next(10);
        if (kind < 6)
        {
            input.AddRange(target.Corpus[random.Next(target.Corpus.Count)]);
            for (int changes = random.Next(1, 5); changes > 0; changes--)
            {
                Mutate();
            }
        }
        else if (kind < 9)
        {
            for (int pieces = random.Next(1, MostPieces); pieces > 0; pieces--)
            {
                input.AddRange(Piece());
            }
        }
        else
        {
            byte[] bytes = new byte[random.Next(MostRandomBytes)];
            random.NextBytes(bytes);
            input.AddRange(bytes);
        }

        return [.. input];
    }

    private byte[] Piece() => random.Next(8) > 0
        ? target.Pieces[random.Next(target.Pieces.Count)]
        : Encoding.UTF8.GetBytes(random.Next(4) switch
        {
            0 => $"{random.NextInt64(long.MinValue, long.MaxValue)}",
            1 => $"{random.Next(100)}",
            2 => $"{random.NextDouble():E}",
            _ => $"1e{random.Next(-400, 400)}",
        });

    private void Mutate()
    {
        int at = random.Next(input.Count + 1);
        int length = Math.Min(random.Next(1, 40), input.Count - at);
        switch (random.Next(7))
        {
            case 0:
                input.RemoveRange(at, length);
                break;
            case 1 when at < input.Count:
                input[at] = (byte)random.Next(256);
                break;
            case 2 when at < input.Count:
                input[at] ^= (byte)(1 << random.Next(8));
                break;
            case 3:
                input.RemoveRange(at, input.Count - at);
                break;
            case 4 when input.Count < MostLength:
                input.InsertRange(random.Next(input.Count + 1), input.GetRange(at, length));
                break;
            default:
                input.InsertRange(at, Piece());
                break;
        }
    }
}
