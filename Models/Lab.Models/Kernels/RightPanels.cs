using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lab.Models.Kernels;

/// <summary>Columns of the right operand of a <see cref="MatrixProduct"/> in the order in which tiles read them.</summary>
internal static class RightPanels
{
    /// <summary>B in panels of two vectors of columns, shape [panel · step · column];
    /// columns that are missing are zero.</summary>
    public static Span<float> Arrange<TVector>(ReadOnlySpan<float> b, MatrixProduct.Shape shape, int first, int steps)
        where TVector : unmanaged, ILanes<TVector, float>
    {
        int width = 2 * TVector.Count;
        int panels = (shape.Columns + width - 1) / width;
        Span<float> arranged = Workspace.Mine.Right(panels * steps * width);
        int wholePanels = shape.TransposeB ? 0 : shape.Columns / width;
        ref float row = ref Unsafe.Add(ref MemoryMarshal.GetReference(b), (nint)first * shape.Columns);
        for (int i = 0; i < steps && wholePanels > 0; i++)
        {
            ref float from = ref row;
            for (int panel = 0; panel < wholePanels; panel++)
            {
                ref float to = ref Unsafe.Add(ref MemoryMarshal.GetReference(arranged), ((panel * steps) + i) * width);
                TVector.Store(TVector.Load(ref from), ref to);
                TVector.Store(TVector.Load(ref Unsafe.Add(ref from, TVector.Count)), ref Unsafe.Add(ref to, TVector.Count));
                from = ref Unsafe.Add(ref from, width);
            }

            row = ref Unsafe.Add(ref row, shape.Columns);
        }

        for (int panel = wholePanels; panel < panels; panel++)
        {
            int column = panel * width;
            int count = Math.Min(width, shape.Columns - column);
            Span<float> to = arranged.Slice(panel * steps * width, steps * width);
            if (count < width)
            {
                to.Clear();
            }

            if (shape.TransposeB)
            {
                for (int j = 0; j < count; j++)
                {
                    ReadOnlySpan<float> from = b.Slice(((column + j) * shape.Inner) + first, steps);
                    for (int i = 0; i < from.Length; i++)
                    {
                        to[(i * width) + j] = from[i];
                    }
                }
            }
            else
            {
                for (int i = 0; i < steps; i++)
                {
                    b.Slice(((first + i) * shape.Columns) + column, count).CopyTo(to[(i * width)..]);
                }
            }
        }

        return arranged;
    }
}
