namespace Lab.Runs.Records;

/// <summary>How an element of a recorded array is stored, little-endian.</summary>
public enum ElementType
{
    /// <summary>A whole number of 8 bits, -128 to 127: <see cref="sbyte"/>.</summary>
    Int8,

    /// <summary>A whole number of 16 bits, -32768 to 32767: <see cref="short"/>.</summary>
    Int16,

    /// <summary>A float of 32 bits (IEEE 754): <see cref="float"/>.</summary>
    Float32,

    /// <summary>A float of 64 bits (IEEE 754): <see cref="double"/>.</summary>
    Float64,
}
