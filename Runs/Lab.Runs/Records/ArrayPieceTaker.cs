namespace Lab.Runs.Records;

/// <summary>Takes a piece of the array of a point.</summary>
/// <param name="point">The point, by its index in the plan.</param>
/// <param name="first">The place of the first value in the array, from 0.</param>
/// <param name="values">The values in the column's unit.</param>
public delegate void ArrayPieceTaker(long point, int first, ReadOnlySpan<double> values);
