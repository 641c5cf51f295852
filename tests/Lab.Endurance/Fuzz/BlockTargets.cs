using System.Text;
using Lab.Instruments.Blocks;
using Lab.Instruments.Wires;

namespace Lab.Endurance.Fuzz;

/// <summary>The parser of answers with a block of bytes.</summary>
internal static class BlockTargets
{
    private const long Mebibyte = 1 << 20;
    private const int MostBytes = 10_000;

    private static readonly string[] Corpus =
    [
        "#15abcde;0;60\n", "#800000005ab\ncd\r\n", "#0abc\n", "#0ab\ncd;0;60\n\n", "\r\n\0 #13abc\n", "WF DAT1,#13abc;0;60\n",
        "32;60\n", "#H3C;0;60\n",
        "\"#13\",#11#\n", "#10\n", "#9000001000" + "abc",
    ];

    private static readonly string[] Pieces =
        [
            "#", "#0", "#1", "#13", "#9999999999", "#800000003", ";0;60", "\n", "\r", "\0", ";", ",", "\"", "'", "abc", " ",
            "#H3C", "\u00ff"
        ];

    /// <summary>The target: in one piece and byte by byte, an answer must be the same answer or the same fault.</summary>
    public static IEnumerable<FuzzTarget> All() =>
        [new(
            "block", [.. Corpus.Select(Encoding.Latin1.GetBytes)], [.. Pieces.Select(Encoding.Latin1.GetBytes)], Read, Mebibyte)];

    private static bool Read(byte[] input)
    {
        bool isAccepted = false;
        foreach (bool marksEnds in (bool[])[false, true])
        {
            string whole = Describe(input, marksEnds, Math.Max(1, input.Length), out bool isWhole);
            string piecewise = Describe(input, marksEnds, 1, out _);
            isAccepted |= isWhole;
            if (whole != piecewise)
            {
                throw new InvalidOperationException($"In one piece it is {whole}, byte by byte {piecewise}.");
            }
        }

        return isAccepted;
    }

    private static string Describe(byte[] input, bool marksEnds, int piece, out bool isWhole)
    {
        isWhole = false;
        var receiver = new BlockReceiver(MostBytes, length => length <= MostBytes
            ? new byte[length]
            : throw new InvalidOperationException($"{length} bytes are reserved."));
        receiver.Start(marksEnds);
        try
        {
            int taken = 0;
            while (taken < input.Length && !receiver.IsComplete)
            {
                taken += receiver.Write(input.AsSpan(taken, Math.Min(piece, input.Length - taken)));
            }

            if (marksEnds)
            {
                receiver.End();
            }

            isWhole = receiver.IsComplete;
            string left = Convert.ToHexString([.. receiver.Excess.Span, .. input.AsSpan(taken)]);
            return isWhole
                ? $"{receiver.HasBlock} {receiver.Before} {receiver.Header} {Convert.ToHexString(receiver.Block.Span)} "
                    + $"{receiver.After} {left}"
                : "not whole";
        }
        catch (WireException refusal)
        {
            return refusal.Message;
        }
    }
}
