using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lab.Models.Kernels;

/// <summary>A convolution with one width of vectors.</summary>
internal sealed class VectorConvolution<TVector> : Convolution
    where TVector : unmanaged, ILanes<TVector, float>
{
    private const int TileColumns = 5;
    private const int Accumulators = 10;
    private const int LongWindowRow = 64;

    private readonly int width = 2 * TVector.Count;
    private readonly int vectorsPerRow;
    private readonly int[] windowOffsets;
    private readonly AlignedMemory<float> panels;
    private readonly AlignedMemory<float> rows;

    public VectorConvolution(ConvolutionShape shape)
        : base(shape)
    {
        if (shape.Filters % width != 0)
        {
            throw new ArgumentException($"{shape.Filters} filters do not fill vectors; a multiple of {width} does.");
        }

        // The vectors that cover a window, filled up to whole groups with repetitions of the last, whose sums nobody reads.
        vectorsPerRow = (shape.WindowRow + TVector.Count - 1) / TVector.Count;
        int count = vectorsPerRow * shape.KernelSide;
        int filled = (count + Accumulators - 1) / Accumulators * Accumulators;
        windowOffsets = [.. Enumerable.Range(0, filled).Select(i => Math.Min(i, count - 1)).Select(
            i => (i / vectorsPerRow * shape.InputRow) + (i % vectorsPerRow * TVector.Count))];
        panels = new AlignedMemory<float>((shape.Filters * shape.FilterLength) + Slack);
        rows = new AlignedMemory<float>((shape.Filters * filled * TVector.Count) + Slack);
    }

    public override int GradientLength => Shape.Filters * windowOffsets.Length * TVector.Count;

    private Span<float> Panels => panels.Span;

    private Span<float> Rows => rows.Span;

    public override void SetFilters(ReadOnlySpan<float> filters)
    {
        // Panels of two vectors of filters, shape [panel · coefficient · filter], for the outputs.
        Span<float> toPanels = Panels;
        int length = Shape.FilterLength;
        for (int filter = 0; filter < Shape.Filters; filter++)
        {
            ReadOnlySpan<float> from = filters.Slice(filter * length, length);
            Span<float> panel = toPanels[((filter / width * length * width) + (filter % width))..];
            for (int i = 0; i < from.Length; i++)
            {
                panel[i * width] = from[i];
            }
        }

        // Groups of vectors of the window, shape [group · filter · vector], for the derivatives by the image; what lies beyond a
        // row of the window is zero.
        Span<float> toRows = Rows;
        int lanes = TVector.Count;
        int groups = windowOffsets.Length / Accumulators;
        for (int group = 0; group < groups; group++)
        {
            for (int filter = 0; filter < Shape.Filters; filter++)
            {
                for (int i = 0; i < Accumulators; i++)
                {
                    int vector = (group * Accumulators) + i;
                    (int row, int part) = (vector / vectorsPerRow, vector % vectorsPerRow * lanes);
                    Span<float> to = toRows.Slice(((((group * Shape.Filters) + filter) * Accumulators) + i) * lanes, lanes);
                    int valid = row < Shape.KernelSide ? Math.Min(lanes, Shape.WindowRow - part) : 0;
                    to[valid..].Clear();
                    if (valid > 0)
                    {
                        filters.Slice((filter * length) + (row * Shape.WindowRow) + part, valid).CopyTo(to);
                    }
                }
            }
        }
    }

    public override void Forward(ReadOnlySpan<float> image, Span<float> output)
    {
        // A row of the window at a time, where that keeps a panel in the first cache and no tile is computed twice.
        int rowsAtOnce = Shape.WindowRow > LongWindowRow && Shape.OutputSide % TileColumns == 0 ? 1 : Shape.KernelSide;
        int tiles = (Shape.OutputSide + TileColumns - 1) / TileColumns;
        for (int panel = 0; panel < Shape.Filters / width; panel++)
        {
            for (int kernelRow = 0; kernelRow < Shape.KernelSide; kernelRow += rowsAtOnce)
            {
                ref float coefficients = ref Panels[((panel * Shape.FilterLength) + (kernelRow * Shape.WindowRow)) * width];
                for (int row = 0; row < Shape.OutputSide; row++)
                {
                    for (int tile = 0; tile < tiles; tile++)
                    {
                        int column = Math.Min(tile * TileColumns, Shape.OutputSide - TileColumns);
                        ref float window = ref Unsafe.Add(
                            ref MemoryMarshal.GetReference(image), Shape.WindowAt(row + kernelRow, column));
                        ref float to = ref output[(((row * Shape.OutputSide) + column) * Shape.Filters) + (panel * width)];
                        ForwardTile(
                            ref window, Shape.InputRow, Shape.Channels, rowsAtOnce, Shape.WindowRow, ref coefficients, ref to,
                            Shape.Filters, accumulate: kernelRow > 0);
                    }
                }
            }
        }
    }

    public override void AddFilterGradient(ReadOnlySpan<float> image, SparseGradient outputGradient, Span<float> gradient)
    {
        ref float from = ref MemoryMarshal.GetReference(image);
        for (int group = 0; group < windowOffsets.Length; group += Accumulators)
        {
            ReadOnlySpan<int> offsets = windowOffsets.AsSpan(group, Accumulators);
            for (int filter = 0; filter < Shape.Filters; filter++)
            {
                (ReadOnlyMemory<int> windows, ReadOnlyMemory<float> values) = outputGradient.OfFilter(filter);
                if (!windows.IsEmpty)
                {
                    Collect(
                        ref from,
                        windows.Span,
                        values.Span,
                        offsets,
                        ref gradient[((filter * windowOffsets.Length) + group) * TVector.Count]);
                }
            }
        }
    }

    public override void AddTo(ReadOnlySpan<float> gradient, Span<float> filters)
    {
        for (int filter = 0; filter < Shape.Filters; filter++)
        {
            for (int row = 0; row < Shape.KernelSide; row++)
            {
                ReadOnlySpan<float> from = gradient.Slice(
                    ((filter * windowOffsets.Length) + (row * vectorsPerRow)) * TVector.Count, Shape.WindowRow);
                Span<float> to = filters.Slice((filter * Shape.FilterLength) + (row * Shape.WindowRow), Shape.WindowRow);
                for (int i = 0; i < to.Length; i++)
                {
                    to[i] += from[i];
                }
            }
        }
    }

    public override void ImageGradient(SparseGradient outputGradient, Span<float> image)
    {
        image.Clear();
        ref float to = ref MemoryMarshal.GetReference(image);
        int groups = windowOffsets.Length / Accumulators;
        for (int group = 0; group < groups; group++)
        {
            ReadOnlySpan<int> offsets = windowOffsets.AsSpan(group * Accumulators, Accumulators);
            ref float coefficients = ref Rows[group * Shape.Filters * Accumulators * TVector.Count];
            for (int place = 0; place < Shape.OutputSide * Shape.OutputSide; place++)
            {
                (ReadOnlyMemory<int> filters, ReadOnlyMemory<float> values) = outputGradient.OfPlace(place);
                if (!filters.IsEmpty)
                {
                    int window = Shape.WindowAt(place / Shape.OutputSide, place % Shape.OutputSide);
                    Spread(ref Unsafe.Add(ref to, window), filters.Span, values.Span, offsets, ref coefficients);
                }
            }
        }
    }

    /// <summary>Five outputs beside each other of two vectors of filters.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ForwardTile(
        ref float image, nint imageRow, nint channels, int windowRows, int windowRow, ref float coefficients, ref float output,
        nint stride, bool accumulate)
    {
        nint lanes = TVector.Count;
        TVector c00 = TVector.All(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00,
            c40 = c00, c41 = c00;
        ref float o1 = ref Unsafe.Add(ref output, stride);
        ref float o2 = ref Unsafe.Add(ref o1, stride);
        ref float o3 = ref Unsafe.Add(ref o2, stride);
        ref float o4 = ref Unsafe.Add(ref o3, stride);
        if (accumulate)
        {
            (c00, c01) = (TVector.Load(ref output), TVector.Load(ref Unsafe.Add(ref output, lanes)));
            (c10, c11) = (TVector.Load(ref o1), TVector.Load(ref Unsafe.Add(ref o1, lanes)));
            (c20, c21) = (TVector.Load(ref o2), TVector.Load(ref Unsafe.Add(ref o2, lanes)));
            (c30, c31) = (TVector.Load(ref o3), TVector.Load(ref Unsafe.Add(ref o3, lanes)));
            (c40, c41) = (TVector.Load(ref o4), TVector.Load(ref Unsafe.Add(ref o4, lanes)));
        }

        for (int row = 0; row < windowRows; row++)
        {
            ref float a0 = ref Unsafe.Add(ref image, row * imageRow);
            ref float a1 = ref Unsafe.Add(ref a0, channels);
            ref float a2 = ref Unsafe.Add(ref a1, channels);
            ref float a3 = ref Unsafe.Add(ref a2, channels);
            ref float a4 = ref Unsafe.Add(ref a3, channels);
            for (nint i = 0; i < windowRow; i++)
            {
                TVector b0 = TVector.Load(ref coefficients);
                TVector b1 = TVector.Load(ref Unsafe.Add(ref coefficients, lanes));
                TVector factor = TVector.All(Unsafe.Add(ref a0, i));
                c00 = TVector.MultiplyAdd(factor, b0, c00);
                c01 = TVector.MultiplyAdd(factor, b1, c01);
                factor = TVector.All(Unsafe.Add(ref a1, i));
                c10 = TVector.MultiplyAdd(factor, b0, c10);
                c11 = TVector.MultiplyAdd(factor, b1, c11);
                factor = TVector.All(Unsafe.Add(ref a2, i));
                c20 = TVector.MultiplyAdd(factor, b0, c20);
                c21 = TVector.MultiplyAdd(factor, b1, c21);
                factor = TVector.All(Unsafe.Add(ref a3, i));
                c30 = TVector.MultiplyAdd(factor, b0, c30);
                c31 = TVector.MultiplyAdd(factor, b1, c31);
                factor = TVector.All(Unsafe.Add(ref a4, i));
                c40 = TVector.MultiplyAdd(factor, b0, c40);
                c41 = TVector.MultiplyAdd(factor, b1, c41);
                coefficients = ref Unsafe.Add(ref coefficients, 2 * lanes);
            }
        }

        TVector.Store(c00, ref output);
        TVector.Store(c01, ref Unsafe.Add(ref output, lanes));
        TVector.Store(c10, ref o1);
        TVector.Store(c11, ref Unsafe.Add(ref o1, lanes));
        TVector.Store(c20, ref o2);
        TVector.Store(c21, ref Unsafe.Add(ref o2, lanes));
        TVector.Store(c30, ref o3);
        TVector.Store(c31, ref Unsafe.Add(ref o3, lanes));
        TVector.Store(c40, ref o4);
        TVector.Store(c41, ref Unsafe.Add(ref o4, lanes));
    }

    /// <summary>Ten vectors of a filter's derivative: the sum over its windows of derivative times image.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Collect(
        ref float image, ReadOnlySpan<int> windows, ReadOnlySpan<float> values, ReadOnlySpan<int> offsets, ref float gradient)
    {
        nint lanes = TVector.Count;
        nint o0 = offsets[0], o1 = offsets[1], o2 = offsets[2], o3 = offsets[3], o4 = offsets[4], o5 = offsets[5],
            o6 = offsets[6], o7 = offsets[7], o8 = offsets[8], o9 = offsets[9];
        TVector s0 = TVector.Load(ref gradient), s1 = TVector.Load(ref Unsafe.Add(ref gradient, lanes)), s2 = TVector.Load(
            ref Unsafe.Add(ref gradient, 2 * lanes));
        TVector s3 = TVector.Load(ref Unsafe.Add(ref gradient, 3 * lanes)), s4 = TVector.Load(
            ref Unsafe.Add(ref gradient, 4 * lanes)), s5 = TVector.Load(ref Unsafe.Add(ref gradient, 5 * lanes));
        TVector s6 = TVector.Load(ref Unsafe.Add(ref gradient, 6 * lanes)), s7 = TVector.Load(
            ref Unsafe.Add(ref gradient, 7 * lanes)), s8 = TVector.Load(ref Unsafe.Add(ref gradient, 8 * lanes));
        TVector s9 = TVector.Load(ref Unsafe.Add(ref gradient, 9 * lanes));
        ref int window = ref MemoryMarshal.GetReference(windows);
        ref float value = ref MemoryMarshal.GetReference(values);
        for (nint i = 0; i < windows.Length; i++)
        {
            ref float from = ref Unsafe.Add(ref image, (nint)Unsafe.Add(ref window, i));
            TVector factor = TVector.All(Unsafe.Add(ref value, i));
            s0 = TVector.MultiplyAdd(factor, TVector.Load(ref Unsafe.Add(ref from, o0)), s0);
            s1 = TVector.MultiplyAdd(factor, TVector.Load(ref Unsafe.Add(ref from, o1)), s1);
            s2 = TVector.MultiplyAdd(factor, TVector.Load(ref Unsafe.Add(ref from, o2)), s2);
            s3 = TVector.MultiplyAdd(factor, TVector.Load(ref Unsafe.Add(ref from, o3)), s3);
            s4 = TVector.MultiplyAdd(factor, TVector.Load(ref Unsafe.Add(ref from, o4)), s4);
            s5 = TVector.MultiplyAdd(factor, TVector.Load(ref Unsafe.Add(ref from, o5)), s5);
            s6 = TVector.MultiplyAdd(factor, TVector.Load(ref Unsafe.Add(ref from, o6)), s6);
            s7 = TVector.MultiplyAdd(factor, TVector.Load(ref Unsafe.Add(ref from, o7)), s7);
            s8 = TVector.MultiplyAdd(factor, TVector.Load(ref Unsafe.Add(ref from, o8)), s8);
            s9 = TVector.MultiplyAdd(factor, TVector.Load(ref Unsafe.Add(ref from, o9)), s9);
        }

        TVector.Store(s0, ref gradient);
        TVector.Store(s1, ref Unsafe.Add(ref gradient, lanes));
        TVector.Store(s2, ref Unsafe.Add(ref gradient, 2 * lanes));
        TVector.Store(s3, ref Unsafe.Add(ref gradient, 3 * lanes));
        TVector.Store(s4, ref Unsafe.Add(ref gradient, 4 * lanes));
        TVector.Store(s5, ref Unsafe.Add(ref gradient, 5 * lanes));
        TVector.Store(s6, ref Unsafe.Add(ref gradient, 6 * lanes));
        TVector.Store(s7, ref Unsafe.Add(ref gradient, 7 * lanes));
        TVector.Store(s8, ref Unsafe.Add(ref gradient, 8 * lanes));
        TVector.Store(s9, ref Unsafe.Add(ref gradient, 9 * lanes));
    }

    /// <summary>Ten vectors of the derivative by the image at one window: the sum over its filters of derivative times
    /// coefficient. Repeated vectors have coefficients of zero, and their results are dropped.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Spread(
        ref float image, ReadOnlySpan<int> filters, ReadOnlySpan<float> values, ReadOnlySpan<int> offsets, ref float coefficients)
    {
        nint lanes = TVector.Count;
        TVector s0 = TVector.All(0), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0, s8 = s0, s9 = s0;
        ref int filter = ref MemoryMarshal.GetReference(filters);
        ref float value = ref MemoryMarshal.GetReference(values);
        for (nint i = 0; i < filters.Length; i++)
        {
            ref float from = ref Unsafe.Add(ref coefficients, (nint)Unsafe.Add(ref filter, i) * Accumulators * lanes);
            TVector factor = TVector.All(Unsafe.Add(ref value, i));
            s0 = TVector.MultiplyAdd(factor, TVector.Load(ref from), s0);
            s1 = TVector.MultiplyAdd(factor, TVector.Load(ref Unsafe.Add(ref from, lanes)), s1);
            s2 = TVector.MultiplyAdd(factor, TVector.Load(ref Unsafe.Add(ref from, 2 * lanes)), s2);
            s3 = TVector.MultiplyAdd(factor, TVector.Load(ref Unsafe.Add(ref from, 3 * lanes)), s3);
            s4 = TVector.MultiplyAdd(factor, TVector.Load(ref Unsafe.Add(ref from, 4 * lanes)), s4);
            s5 = TVector.MultiplyAdd(factor, TVector.Load(ref Unsafe.Add(ref from, 5 * lanes)), s5);
            s6 = TVector.MultiplyAdd(factor, TVector.Load(ref Unsafe.Add(ref from, 6 * lanes)), s6);
            s7 = TVector.MultiplyAdd(factor, TVector.Load(ref Unsafe.Add(ref from, 7 * lanes)), s7);
            s8 = TVector.MultiplyAdd(factor, TVector.Load(ref Unsafe.Add(ref from, 8 * lanes)), s8);
            s9 = TVector.MultiplyAdd(factor, TVector.Load(ref Unsafe.Add(ref from, 9 * lanes)), s9);
        }

        // One after the other: at the width of one number windows' vectors never overlap, but repetitions do.
        AddTo(s0, ref Unsafe.Add(ref image, offsets[0]));
        AddTo(s1, ref Unsafe.Add(ref image, offsets[1]));
        AddTo(s2, ref Unsafe.Add(ref image, offsets[2]));
        AddTo(s3, ref Unsafe.Add(ref image, offsets[3]));
        AddTo(s4, ref Unsafe.Add(ref image, offsets[4]));
        AddTo(s5, ref Unsafe.Add(ref image, offsets[5]));
        AddTo(s6, ref Unsafe.Add(ref image, offsets[6]));
        AddTo(s7, ref Unsafe.Add(ref image, offsets[7]));
        AddTo(s8, ref Unsafe.Add(ref image, offsets[8]));
        AddTo(s9, ref Unsafe.Add(ref image, offsets[9]));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTo(TVector vector, ref float image) =>
        TVector.Store(TVector.MultiplyAdd(vector, TVector.All(1), TVector.Load(ref image)), ref image);
}
