namespace Lab.Benches;

/// <summary>The action of a step of the safe-state recipe on its instrument.</summary>
public enum SafeAction
{
    /// <summary><c>safe</c>: all that the kind needs, in its order: currents to zero in steps, magnets down at their rate,
    /// output off.</summary>
    Safe,

    /// <summary><c>zero</c>: the current to zero in steps; the output stays as it is, for a later step to switch off.</summary>
    Zero,

    /// <summary><c>off</c>: the output off at once, without a ramp. Not for magnets, whose field would collapse.</summary>
    Off,

    /// <summary><c>hold</c>: nothing; the instrument stays as it is on purpose, such as a magnet whose field the sample
    /// needs.</summary>
    Hold,
}
