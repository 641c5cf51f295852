using Lab.Quantities;

namespace Lab.Protocols.Nanowires;

/// <summary>How large 'freed_by' may be on a wire: a wire that reverses before it, without a wall, is read as one with a wall
/// that was pinned.</summary>
/// <param name="NucleationTesla">Mean field at which the wire reverses without a pulse, T.</param>
/// <param name="SpreadTesla">Standard deviation of that field from loop to loop, T.</param>
internal sealed record FreedByLimit(double NucleationTesla, double SpreadTesla)
{
    /// <summary>So many spreads below the nucleation field 2 % of the loops have reversed.</summary>
    private const double LeastSpreads = 2;

    /// <summary>The largest value.</summary>
    public MagneticField Largest => MagneticField.FromTesla(NucleationTesla - (LeastSpreads * SpreadTesla));

    /// <summary>Says why a setting is too large; <see langword="null"/> where it is not.</summary>
    /// <param name="freedBy">The setting.</param>
    public string? FindFault(MagneticField freedBy) => freedBy.Tesla <= Largest.Tesla
        ? null
        : $"The setting 'freed_by' is {freedBy}, but the wire reverses without a wall at "
            + $"{MagneticField.FromTesla(NucleationTesla)} ± {MagneticField.FromTesla(SpreadTesla)} from loop to loop, which "
            + "would be read as a pinned wall. Set it to at most "
            + $"{MagneticField.FromTesla(Math.Floor(Largest.Tesla * 1e5) / 1e5)}.";
}
