namespace Lab.Benches;

/// <summary>The shots of a virtual bench, by their number: what happens by chance in a shot follows from the seed and this number
/// alone.</summary>
public interface IShotSequence
{
    /// <summary>Whether all twins and parts of the sample begin each shot anew, so that a shot depends on none before it. A run
    /// that is taken up then begins at its first missing shot.</summary>
    bool IsRenewed { get; }

    /// <summary>Tells which shot the next trigger begins. Triggers count on from there.</summary>
    /// <param name="shot">Its number, from 0 on.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    void Expect(long shot);
}
