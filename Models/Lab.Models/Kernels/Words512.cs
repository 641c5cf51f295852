using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Lab.Models.Kernels;

/// <summary>512 bits of words.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct Words512 : IWordLanes<Words512, Lanes512<float>>
{
    private readonly Vector512<uint> words;

    private Words512(Vector512<uint> words) => this.words = words;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words512 operator +(Words512 left, Words512 right) => new(left.words + right.words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words512 operator &(Words512 left, Words512 right) => new(left.words & right.words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words512 operator |(Words512 left, Words512 right) => new(left.words | right.words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words512 operator ^(Words512 left, Words512 right) => new(left.words ^ right.words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words512 operator ~(Words512 value) => new(~value.words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words512 operator <<(Words512 value, int shiftAmount) => new(value.words << shiftAmount);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words512 operator >>(Words512 value, int shiftAmount) => new(value.words >> shiftAmount);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words512 operator >>>(Words512 value, int shiftAmount) => new(value.words >>> shiftAmount);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words512 All(uint value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words512 Load(ref uint from) => new(Vector512.LoadUnsafe(ref from));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Words512 vector, ref uint to) => vector.words.StoreUnsafe(ref to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words512 RotateLeft(Words512 words, [ConstantExpected] byte count) => Avx512F.IsSupported
        ? new(Avx512F.RotateLeft(words.words, count))
        : (words << count) | (words >>> (32 - count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<float> ToSingle(Words512 words) =>
        Unsafe.BitCast<Vector512<float>, Lanes512<float>>(Vector512.ConvertToSingle(words.words.AsInt32()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<float> AsSingle(Words512 words) => Unsafe.BitCast<Words512, Lanes512<float>>(words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words512 BitsOf(Lanes512<float> numbers) => Unsafe.BitCast<Lanes512<float>, Words512>(numbers);
}
