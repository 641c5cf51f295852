namespace Lab.Instruments.Blocks;

/// <summary>A program message with a block: text with the block's header, the bytes, and text after them. It goes down a wire in
/// this order, without being put together first.</summary>
/// <param name="Head">The text before the bytes, the header of the block included.</param>
/// <param name="Bytes">The bytes of the block.</param>
/// <param name="Tail">The text after the bytes, without the message's terminator.</param>
public readonly record struct BlockMessage(ReadOnlyMemory<byte> Head, ReadOnlyMemory<byte> Bytes, ReadOnlyMemory<byte> Tail)
{
    /// <summary>How many bytes the message has.</summary>
    public int Length => checked(Head.Length + Bytes.Length + Tail.Length);

    /// <summary>The message in one piece.</summary>
    /// <param name="terminator">The bytes that are appended.</param>
    public byte[] ToArray(ReadOnlySpan<byte> terminator = default)
    {
        byte[] whole = BlockMemory.New<byte>(Length + terminator.Length);
        Head.CopyTo(whole);
        Bytes.CopyTo(whole.AsMemory(Head.Length));
        Tail.CopyTo(whole.AsMemory(Head.Length + Bytes.Length));
        terminator.CopyTo(whole.AsSpan(Length));
        return whole;
    }
}
