namespace Lab.Runs.Records;

/// <summary>What the cells of a column hold.</summary>
public enum ColumnKind
{
    /// <summary>One number, stored as REAL.</summary>
    Number,

    /// <summary>An array of numbers, stored as a blob of little-endian 64-bit floats.</summary>
    Array,
}
