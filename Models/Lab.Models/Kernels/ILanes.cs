namespace Lab.Models.Kernels;

/// <summary>The arithmetic of a kernel on as many numbers at once as the processor takes: a kernel is written once and compiled for each
/// width.</summary>
/// <typeparam name="TVector">The vector of the width.</typeparam>
internal interface ILanes<TVector>
    where TVector : struct
{
    /// <summary>Numbers of a vector.</summary>
    static abstract int Count { get; }

    /// <summary>The same number in all lanes.</summary>
    static abstract TVector All(float value);

    /// <summary>Reads a vector.</summary>
    static abstract TVector Load(ref float from);

    /// <summary>Writes a vector.</summary>
    static abstract void Store(TVector vector, ref float to);

    /// <summary>a·b + c.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);
}
