using System.Numerics;

namespace Lab.Models.Kernels;

/// <summary>As many numbers at once as a vector of the processor takes: a kernel is written once and compiled for each
/// width.</summary>
/// <typeparam name="TSelf">The vector of the width.</typeparam>
/// <typeparam name="T">Single or double precision.</typeparam>
public interface ILanes<TSelf, T> :
    IAdditionOperators<TSelf, TSelf, TSelf>,
    ISubtractionOperators<TSelf, TSelf, TSelf>,
    IMultiplyOperators<TSelf, TSelf, TSelf>,
    IDivisionOperators<TSelf, TSelf, TSelf>,
    IUnaryNegationOperators<TSelf, TSelf>
    where TSelf : unmanaged, ILanes<TSelf, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Numbers of a vector.</summary>
    static abstract int Count { get; }

    /// <summary>The same number in all lanes.</summary>
    static abstract TSelf All(T value);

    /// <summary>Reads a vector.</summary>
    static abstract TSelf Load(ref T from);

    /// <summary>Writes a vector.</summary>
    static abstract void Store(TSelf vector, ref T to);

    /// <summary>a·b + c.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>The smaller one; b where one of them is no number.</summary>
    static abstract TSelf Min(TSelf a, TSelf b);

    /// <summary>The larger one; b where one of them is no number.</summary>
    static abstract TSelf Max(TSelf a, TSelf b);

    /// <summary>The value where a is below b, otherwise the other one.</summary>
    static abstract TSelf IfLess(TSelf a, TSelf b, TSelf value, TSelf otherwise);

    /// <summary>The value where a is positive, otherwise zero.</summary>
    static abstract TSelf IfPositive(TSelf a, TSelf value);

    /// <summary>The nearest whole number.</summary>
    static abstract TSelf Round(TSelf x);

    /// <summary>2ⁿ of a whole n from −126 to 127.</summary>
    static abstract TSelf PowerOfTwo(TSelf n);

    /// <summary>eˣ; in single precision <see cref="LaneMath.QuickExp"/>.</summary>
    static abstract TSelf Exp(TSelf x);

    /// <summary>The natural logarithm.</summary>
    static abstract TSelf Log(TSelf x);

    /// <summary>The square root.</summary>
    static abstract TSelf Sqrt(TSelf x);

    /// <summary>Sine and cosine.</summary>
    /// <param name="x">The angle, rad.</param>
    static abstract (TSelf Sine, TSelf Cosine) SinCos(TSelf x);

    /// <summary>The sum of all lanes.</summary>
    static abstract T Sum(TSelf vector);
}
