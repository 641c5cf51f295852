namespace Lab.Wires;

/// <summary>The two ways to a VISA.</summary>
internal enum VisaKind
{
    /// <summary>VISA.NET: assemblies.</summary>
    Net,

    /// <summary>The C library.</summary>
    C,
}
