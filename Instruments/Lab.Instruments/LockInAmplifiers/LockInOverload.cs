namespace Lab.Instruments.LockInAmplifiers;

/// <summary>Why a reading of a lock-in amplifier is none.</summary>
[Flags]
public enum LockInOverload
{
    /// <summary>It is one.</summary>
    None = 0,

    /// <summary>The input or its amplifier is overloaded, perhaps by what is beside the signal.</summary>
    Input = 1,

    /// <summary>The output filter is overloaded.</summary>
    Filter = 2,

    /// <summary>The output is beyond full scale.</summary>
    Output = 4,

    /// <summary>There is no reference, or the instrument does not follow it.</summary>
    Unlocked = 8,
}
