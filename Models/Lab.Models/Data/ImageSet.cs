using System.Numerics;
using System.Runtime.CompilerServices;
using Lab.Models.Training;

namespace Lab.Models.Data;

/// <summary>Grey images and their classes.</summary>
/// <param name="Pixels">Grey values, shape [image · row · column].</param>
/// <param name="Labels">The class of each image, from 0, shape [image].</param>
/// <param name="Rows">Rows of an image.</param>
/// <param name="Columns">Columns of an image.</param>
/// <param name="Classes">How many classes there are.</param>
/// <param name="White">The largest grey value.</param>
public sealed record ImageSet(byte[] Pixels, byte[] Labels, int Rows, int Columns, int Classes, byte White = byte.MaxValue)
    : ITrainingData
{
    /// <summary>How many images.</summary>
    public int Count => Labels.Length;

    /// <summary>Pixels of an image.</summary>
    public int Size => Rows * Columns;

    /// <summary>Images as numbers from 0 to 1.</summary>
    /// <param name="order">Which images.</param>
    /// <param name="inputs">Receives them, shape [image · pixel].</param>
    /// <param name="labels">Receives their classes, shape [image].</param>
    public void Pick(ReadOnlySpan<int> order, Span<float> inputs, Span<byte> labels)
    {
        for (int i = 0; i < order.Length; i++)
        {
            labels[i] = Labels[order[i]];
            Scale(Pixels.AsSpan(order[i] * Size, Size), inputs.Slice(i * Size, Size));
        }
    }

    /// <inheritdoc/>
    /// <remarks>Targets are a one at the class among zeros, shape [image · class].</remarks>
    public void Pick(ReadOnlySpan<int> members, Span<float> inputs, Span<float> targets)
    {
        targets[..(members.Length * Classes)].Clear();
        for (int i = 0; i < members.Length; i++)
        {
            targets[(i * Classes) + Labels[members[i]]] = 1;
            Scale(Pixels.AsSpan(members[i] * Size, Size), inputs.Slice(i * Size, Size));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Scale(ReadOnlySpan<byte> from, Span<float> to)
    {
        float factor = 1f / White;
        int i = 0;
        int lanes = Vector<float>.Count;
        for (; i <= from.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(from[i..]), out Vector<ushort> low, out Vector<ushort> high);
            Vector.Widen(low, out Vector<uint> first, out Vector<uint> second);
            Vector.Widen(high, out Vector<uint> third, out Vector<uint> fourth);
            (Vector.ConvertToSingle(first.As<uint, int>()) * factor).CopyTo(to[i..]);
            (Vector.ConvertToSingle(second.As<uint, int>()) * factor).CopyTo(to[(i + lanes)..]);
            (Vector.ConvertToSingle(third.As<uint, int>()) * factor).CopyTo(to[(i + (2 * lanes))..]);
            (Vector.ConvertToSingle(fourth.As<uint, int>()) * factor).CopyTo(to[(i + (3 * lanes))..]);
        }

        for (; i < from.Length; i++)
        {
            to[i] = from[i] * factor;
        }
    }
}
