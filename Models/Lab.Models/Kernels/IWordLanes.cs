using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace Lab.Models.Kernels;

/// <summary>As many words of 32 bits at once as a vector of the processor takes: the bits behind numbers in single
/// precision.</summary>
/// <typeparam name="TSelf">The vector of words.</typeparam>
/// <typeparam name="TVector">The vector of as many numbers.</typeparam>
internal interface IWordLanes<TSelf, TVector> :
    IAdditionOperators<TSelf, TSelf, TSelf>,
    IBitwiseOperators<TSelf, TSelf, TSelf>,
    IShiftOperators<TSelf, int, TSelf>
    where TSelf : unmanaged, IWordLanes<TSelf, TVector>
    where TVector : unmanaged, ILanes<TVector, float>
{
    /// <summary>The same word in all lanes.</summary>
    static abstract TSelf All(uint value);

    /// <summary>Reads a vector.</summary>
    static abstract TSelf Load(ref uint from);

    /// <summary>Writes a vector.</summary>
    static abstract void Store(TSelf vector, ref uint to);

    /// <summary>The words with their bits moved to the left, those that leave coming in at the right.</summary>
    /// <param name="words">The words.</param>
    /// <param name="count">By how many bits, from 1 to 31; a constant, so that one instruction does it.</param>
    static abstract TSelf RotateLeft(TSelf words, [ConstantExpected] byte count);

    /// <summary>The words as whole numbers below 2³¹.</summary>
    static abstract TVector ToSingle(TSelf words);

    /// <summary>The numbers whose bits the words are.</summary>
    static abstract TVector AsSingle(TSelf words);

    /// <summary>The bits of numbers.</summary>
    static abstract TSelf BitsOf(TVector numbers);
}
