using Lab.Quantities;

namespace Lab.Models.VortexOscillators;

/// <summary>The coefficients of a vortex core's orbit against the current: those of a disk by theory (<see cref="VortexDisk"/>),
/// or those of a table from simulations or measurements (<see cref="VortexTable"/>).</summary>
public interface IVortexCoefficients
{
    /// <summary>J_c1, from which on the core leaves the centre and orbits.</summary>
    CurrentDensity FirstCritical { get; }

    /// <summary>The largest current at which the coefficients hold: J_c2 of a disk, where the core is expelled; the end of a
    /// table.</summary>
    CurrentDensity Largest { get; }

    /// <summary>The smallest current at which they hold.</summary>
    CurrentDensity Smallest { get; }

    /// <summary>Currents in A/m², ascending, between which α, β and n are straight lines; the first and last are
    /// <see cref="Smallest"/> and <see cref="Largest"/>, or as far as one looks where those are infinite.</summary>
    IReadOnlyList<double> KnotAmperesPerSquareMetre { get; }

    /// <summary>The coefficients at a current.</summary>
    /// <param name="current">The current density.</param>
    /// <exception cref="ArgumentOutOfRangeException">The model does not hold there; the text names the limit.</exception>
    VortexCoefficients At(CurrentDensity current);
}
