namespace Lab.Instruments.Terminals;

/// <summary>The signs that a set-point may have.</summary>
public enum SetPointSign
{
    /// <summary>Any finite number.</summary>
    Any,

    /// <summary>Zero or above. Of a negative compliance some instruments take the magnitude.</summary>
    NotNegative,

    /// <summary>Above zero: a power of zero has no level in dBm, and a negative one would make room for another
    /// generator's.</summary>
    Positive,
}
