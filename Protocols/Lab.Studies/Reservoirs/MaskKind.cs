namespace Lab.Studies.Reservoirs;

/// <summary>Where the weights of a mask come from.</summary>
public enum MaskKind
{
    /// <summary>Drawn evenly from −1 to 1.</summary>
    Uniform,

    /// <summary>−1 or 1, each as likely.</summary>
    Binary,

    /// <summary>The numbers of a file.</summary>
    File,
}
