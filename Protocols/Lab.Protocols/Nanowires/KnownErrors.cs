namespace Lab.Protocols.Nanowires;

/// <summary>What is known of how uncertain a pass probability is. Records hold the number.</summary>
internal enum KnownErrors
{
    /// <summary>Not all uncertainties: those that are missing are taken for zero.</summary>
    NotAll = 0,

    /// <summary>The uncertainties of h₀, Δ and d, without their correlations.</summary>
    Uncertainties = 1,

    /// <summary>The uncertainties with their correlations.</summary>
    Correlations = 2,
}
