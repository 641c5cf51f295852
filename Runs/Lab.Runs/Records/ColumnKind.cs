namespace Lab.Runs.Records;

/// <summary>The kind of a column's cells.</summary>
public enum ColumnKind
{
    /// <summary>One number, stored as REAL.</summary>
    Number,

    /// <summary>An array of elements of one type (<see cref="Column.Form"/>): a blob in the row, or, where it is large, a part of
    /// <c>arrays.bin</c> that the row names.</summary>
    Array,
}
