namespace Lab.Studies.Reservoirs;

/// <summary>How the read-out of a reservoir is fitted.</summary>
public enum ReadoutKind
{
    /// <summary>Ridge regression.</summary>
    Ridge,

    /// <summary>The pseudo-inverse of the states.</summary>
    PseudoInverse,

    /// <summary>Ridge regression whose ridge is chosen by cross-validation over five parts of the training.</summary>
    CrossValidated,
}
