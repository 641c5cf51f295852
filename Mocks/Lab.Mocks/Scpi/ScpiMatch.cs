namespace Lab.Mocks.Scpi;

/// <summary>The command that a header stands for.</summary>
/// <param name="Handler">The handler that executes it.</param>
/// <param name="Suffixes">The numeric suffixes in the order of the pattern; 1 where none was written.</param>
/// <param name="IsInRange">Whether the instrument has what the suffixes count.</param>
internal sealed record ScpiMatch(ScpiHandler Handler, IReadOnlyList<int> Suffixes, bool IsInRange);
