using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Lab.Models.Kernels;

/// <summary>256 bits of words.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct Words256 : IWordLanes<Words256, Lanes256<float>>
{
    private readonly Vector256<uint> words;

    private Words256(Vector256<uint> words) => this.words = words;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words256 operator +(Words256 left, Words256 right) => new(left.words + right.words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words256 operator &(Words256 left, Words256 right) => new(left.words & right.words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words256 operator |(Words256 left, Words256 right) => new(left.words | right.words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words256 operator ^(Words256 left, Words256 right) => new(left.words ^ right.words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words256 operator ~(Words256 value) => new(~value.words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words256 operator <<(Words256 value, int shiftAmount) => new(value.words << shiftAmount);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words256 operator >>(Words256 value, int shiftAmount) => new(value.words >> shiftAmount);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words256 operator >>>(Words256 value, int shiftAmount) => new(value.words >>> shiftAmount);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words256 All(uint value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words256 Load(ref uint from) => new(Vector256.LoadUnsafe(ref from));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Words256 vector, ref uint to) => vector.words.StoreUnsafe(ref to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words256 RotateLeft(Words256 words, [ConstantExpected] byte count) => Avx512F.VL.IsSupported
        ? new(Avx512F.VL.RotateLeft(words.words, count))
        : (words << count) | (words >>> (32 - count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<float> ToSingle(Words256 words) =>
        Unsafe.BitCast<Vector256<float>, Lanes256<float>>(Vector256.ConvertToSingle(words.words.AsInt32()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<float> AsSingle(Words256 words) => Unsafe.BitCast<Words256, Lanes256<float>>(words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words256 BitsOf(Lanes256<float> numbers) => Unsafe.BitCast<Lanes256<float>, Words256>(numbers);
}
