namespace Lab.Models.ImageReservoirs;

/// <summary>Images as components, in blocks of images beside each other.</summary>
public sealed class ComponentImages
{
    /// <summary>Images of a block; those that the last one lacks are zero.</summary>
    public const int BlockLength = 1024;

    private readonly float[][] blocks;

    /// <summary>Takes memory for images.</summary>
    /// <param name="labels">The class of each image, shape [image].</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="components">Components of an image.</param>
    internal ComponentImages(byte[] labels, int classes, int components)
    {
        (Labels, Classes, Components) = (labels, classes, components);
        int count = (labels.Length + BlockLength - 1) / BlockLength;
        blocks = [.. Enumerable.Range(0, count).Select(_ => new float[components * BlockLength])];
    }

    /// <summary>The class of each image, from 0, shape [image].</summary>
    public IReadOnlyList<byte> Labels { get; }

    /// <summary>How many classes there are.</summary>
    public int Classes { get; }

    /// <summary>How many images.</summary>
    public int Count => Labels.Count;

    /// <summary>Components of an image.</summary>
    public int Components { get; }

    /// <summary>How many blocks.</summary>
    public int BlockCount => blocks.Length;

    /// <summary>Images of a block.</summary>
    public int CountOf(int block) => Math.Min(BlockLength, Count - (block * BlockLength));

    /// <summary>A block, shape [component · image].</summary>
    internal Memory<float> Block(int index) => blocks[index];
}
