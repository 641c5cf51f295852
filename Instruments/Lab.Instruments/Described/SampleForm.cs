namespace Lab.Instruments.Described;

/// <summary>How an instrument writes many numbers.</summary>
public enum SampleForm
{
    /// <summary>Text with commas.</summary>
    Text,

    /// <summary>A block of numbers of 4 bytes with a point.</summary>
    Single,

    /// <summary>A block of numbers of 8 bytes with a point.</summary>
    Double,

    /// <summary>A block of whole numbers of 2 bytes.</summary>
    Int16,
}
