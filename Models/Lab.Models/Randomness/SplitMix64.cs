namespace Lab.Models.Randomness;

/// <summary>SplitMix64 (Steele, Lea and Flood, OOPSLA 2014, doi:10.1145/2660193.2660195), which spreads one seed over the state
/// of a larger generator.</summary>
internal struct SplitMix64(ulong state)
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15;

    private ulong state = state;

    public ulong Next()
    {
        state += GoldenGamma;
        return Mix(state);
    }

    /// <summary>The output function: a bijection of 64 bits in which every input bit moves about half of the output
    /// bits.</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
