namespace Lab.Protocols.FieldLines;

/// <summary>The quantity that is swept at a point of a field-line calibration; the numbers stand in the record.</summary>
internal enum SweptPart
{
    /// <summary>The magnet's field.</summary>
    Field,

    /// <summary>The current in the line.</summary>
    Line,

    /// <summary>The current in another line.</summary>
    OtherLine,
}
