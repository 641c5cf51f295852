namespace Lab.Studies.Tables;

/// <summary>The decimal mark of a number.</summary>
public enum DecimalMark
{
    /// <summary>The file tells.</summary>
    Auto,

    /// <summary>A point: 0.5.</summary>
    Point,

    /// <summary>A comma: 0,5.</summary>
    Comma,
}
