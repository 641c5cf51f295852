using Lab.Instruments.Blocks;

namespace Lab.Instruments.Drivers.Sessions;

/// <summary>A program message of a session: text, or text with one block of bytes.</summary>
/// <param name="Text">The text; what stands before the block, its header included, where there is one.</param>
/// <param name="Block">The bytes of the block; <see langword="null"/> in a message of text.</param>
/// <param name="Tail">The text after the block.</param>
internal readonly record struct SessionMessage(string Text, ReadOnlyMemory<byte>? Block = null, string Tail = "")
{
    /// <summary>Whether it asks for an answer.</summary>
    public bool IsQuery => (Block is null ? Text : Tail).Contains('?', StringComparison.Ordinal);

    /// <summary>A message of text.</summary>
    public static implicit operator SessionMessage(string text) => new(text);

    /// <summary>A command with a block as its last parameter.</summary>
    public static SessionMessage Of(string command, ReadOnlyMemory<byte> block)
    {
        string separator = command.EndsWith(',') || command.EndsWith(' ') ? string.Empty : " ";
        return new SessionMessage(
            $"{command}{separator}{System.Text.Encoding.ASCII.GetString(BlockHeader.Of(block.Length))}", block);
    }

    /// <summary>The message with more after it.</summary>
    public SessionMessage With(string further) =>
        Block is null ? this with { Text = Text + further } : this with { Tail = Tail + further };
}
