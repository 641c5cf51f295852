namespace Lab.Protocols.FilmResonances;

/// <summary>What is detected of a resonance.</summary>
public enum LineDetection
{
    /// <summary>The tone is keyed, and the reading is the line.</summary>
    Keyed,

    /// <summary>The sine of the lock-in amplifier modulates the field by a coil, and the reading is the derivative of the
    /// line.</summary>
    FieldModulated,

    /// <summary>A network analyser measures what the waveguide under the film lets through, S21, and the reading is
    /// complex.</summary>
    Transmission,
}
