namespace Lab.Models.Kernels;

/// <summary>Memory of a thread that kernels arrange their operands in; it grows and is kept.</summary>
internal sealed class Workspace
{
    [ThreadStatic]
    private static Workspace? mine;

    private AlignedMemory<float> left = new(0);
    private AlignedMemory<float> right = new(0);
    private int[] indices = [];

    /// <summary>That of this thread.</summary>
    public static Workspace Mine => mine ??= new Workspace();

    /// <summary>Memory for the left operand.</summary>
    public Span<float> Left(int count) => Grown(ref left, count);

    /// <summary>Memory for the right operand.</summary>
    public Span<float> Right(int count) => Grown(ref right, count);

    /// <summary>Memory for indices.</summary>
    public Span<int> Indices(int count)
    {
        if (indices.Length < count)
        {
            indices = new int[count];
        }

        return indices.AsSpan(0, count);
    }

    private static Span<float> Grown(ref AlignedMemory<float> memory, int count)
    {
        if (memory.Length < count)
        {
            memory = new AlignedMemory<float>(count);
        }

        return memory.Span[..count];
    }
}
