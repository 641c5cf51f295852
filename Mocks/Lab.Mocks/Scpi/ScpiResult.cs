namespace Lab.Mocks.Scpi;

/// <summary>The answer of one command or query: text, or the bytes of a block.</summary>
/// <param name="Text">The text; empty for a command.</param>
/// <param name="Block">The bytes of a block without its header; <see langword="null"/> for text.</param>
/// <param name="IsIndefinite">Whether the block goes without a length, as the last of its message.</param>
internal readonly record struct ScpiResult(string Text, TwinAnswer? Block = null, bool IsIndefinite = false)
{
    /// <summary>The answer of a command.</summary>
    public static ScpiResult Nothing => new(string.Empty);
}
