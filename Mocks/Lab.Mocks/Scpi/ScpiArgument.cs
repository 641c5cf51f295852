namespace Lab.Mocks.Scpi;

/// <summary>One parameter of a command: text, a quoted string, or a block of bytes.</summary>
/// <param name="Text">The text; for a string, without its quotes.</param>
/// <param name="IsString">Whether it stood in quotes.</param>
/// <param name="Block">The bytes of a block, in the message itself: who keeps them copies them.
/// <see langword="null"/> for text.</param>
public readonly record struct ScpiArgument(string Text, bool IsString, ReadOnlyMemory<byte>? Block);
