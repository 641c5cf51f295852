using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Lab.Models.Kernels;

/// <summary>One word at a time, for processors without wide vectors.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct ScalarWord : IWordLanes<ScalarWord, ScalarLane<float>>
{
    private readonly uint word;

    private ScalarWord(uint word) => this.word = word;

    public static ScalarWord operator +(ScalarWord left, ScalarWord right) => new(left.word + right.word);

    public static ScalarWord operator &(ScalarWord left, ScalarWord right) => new(left.word & right.word);

    public static ScalarWord operator |(ScalarWord left, ScalarWord right) => new(left.word | right.word);

    public static ScalarWord operator ^(ScalarWord left, ScalarWord right) => new(left.word ^ right.word);

    public static ScalarWord operator ~(ScalarWord value) => new(~value.word);

    public static ScalarWord operator <<(ScalarWord value, int shiftAmount) => new(value.word << shiftAmount);

    public static ScalarWord operator >>(ScalarWord value, int shiftAmount) => new(value.word >> shiftAmount);

    public static ScalarWord operator >>>(ScalarWord value, int shiftAmount) => new(value.word >>> shiftAmount);

    public static ScalarWord All(uint value) => new(value);

    public static ScalarWord Load(ref uint from) => new(from);

    public static void Store(ScalarWord vector, ref uint to) => to = vector.word;

    public static ScalarWord RotateLeft(ScalarWord words, [ConstantExpected] byte count) =>
        new(BitOperations.RotateLeft(words.word, count));

    public static ScalarLane<float> ToSingle(ScalarWord words) => ScalarLane<float>.All(words.word);

    public static ScalarLane<float> AsSingle(ScalarWord words) =>
        ScalarLane<float>.All(BitConverter.UInt32BitsToSingle(words.word));

    public static ScalarWord BitsOf(ScalarLane<float> numbers) =>
        new(BitConverter.SingleToUInt32Bits(ScalarLane<float>.Sum(numbers)));
}
