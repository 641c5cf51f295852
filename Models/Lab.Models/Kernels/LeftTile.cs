using System.Runtime.CompilerServices;

namespace Lab.Models.Kernels;

/// <summary>Six rows of the left operand of a <see cref="MatrixProduct"/>, and the steps that are multiplied.</summary>
/// <param name="start">First number of the first row.</param>
/// <param name="rows">Rows that there are, at most six.</param>
/// <param name="rowStride">Numbers from one row to the next.</param>
/// <param name="stepStride">Numbers from one step of the inner dimension to the next.</param>
/// <param name="steps">Steps that are multiplied, ascending.</param>
internal readonly ref struct LeftTile(ref float start, int rows, nint rowStride, nint stepStride, ReadOnlySpan<int> steps)
{
    private readonly ref float start = ref start;

    /// <summary>Rows that there are.</summary>
    public int Rows { get; } = rows;

    /// <summary>Numbers from one step of the inner dimension to the next.</summary>
    public nint StepStride { get; } = stepStride;

    /// <summary>Steps that are multiplied.</summary>
    public ReadOnlySpan<int> Steps { get; } = steps;

    /// <summary>First number of a row. Rows that are missing repeat the last one; nobody looks at their product.</summary>
    public ref float Row(int row) => ref Unsafe.Add(ref start, Math.Min(row, Rows - 1) * rowStride);
}
