namespace Lab.Endurance.Fuzz;

/// <summary>A parser under fuzz.</summary>
/// <param name="Name">The word on the command line.</param>
/// <param name="Corpus">Good inputs, to be mutated.</param>
/// <param name="Pieces">The pieces that mean something in its grammar, from which inputs are put together.</param>
/// <param name="Feed">Gives one input to the parser: <see langword="true"/> where it is accepted, <see langword="false"/> where
/// it is refused with a documented exception. Any other exception that it throws is a finding.</param>
/// <param name="MostBytes">The most that one input may allocate.</param>
public sealed record FuzzTarget(
    string Name, IReadOnlyList<byte[]> Corpus, IReadOnlyList<byte[]> Pieces, Func<byte[], bool> Feed, long MostBytes);
