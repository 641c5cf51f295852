namespace Lab.Studies.Tables;

/// <summary>The separator of the cells of a line.</summary>
public enum TableSeparator
{
    /// <summary>The file tells.</summary>
    Auto,

    /// <summary>A tab.</summary>
    Tab,

    /// <summary>A semicolon.</summary>
    Semicolon,

    /// <summary>A comma.</summary>
    Comma,

    /// <summary>A comma with a blank after it, so that commas without one are decimal.</summary>
    CommaBlank,

    /// <summary>A vertical bar.</summary>
    Bar,

    /// <summary>One or more blanks or tabs.</summary>
    Blank,

    /// <summary>Nothing: a line is one cell.</summary>
    Nothing,
}
