namespace Lab.Runs.Records;

/// <summary>
/// The last arrays of a record, which a loss of power may have taken although their rows were kept: rows and arrays reach the
/// disk together every few seconds, and in between in any order. What was on the disk for certain is not looked at.
/// </summary>
internal static class ArrayTail
{
    /// <summary>Finds the first point of which an array was lost in a loss of power.</summary>
    /// <param name="arrays">The arrays with their points, the last one first; they lie in the file in the order of the
    /// points.</param>
    /// <param name="file">The file of arrays.</param>
    /// <param name="bytesOnDisk">How much of it was brought to the disk for certain.</param>
    /// <returns>The point; <see langword="null"/> where all is there.</returns>
    /// <exception cref="InvalidOperationException">The record names more bytes than the file has.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static long? FindFirstLost(
        IEnumerable<(long Point, ArrayReference Array)> arrays, ArrayFileReader file, long bytesOnDisk)
    {
        long? lost = null;
        long readable = file.Length;
        foreach ((long point, ArrayReference array) in arrays.TakeWhile(each => each.Array.End > bytesOnDisk))
        {
            // Arrays do not overlap. Where many rows name the same gigabyte, looking at them would take for ever.
            readable -= file.Holds(array) ? array.Bytes : 0;
            if (readable < 0)
            {
                throw new InvalidOperationException(
                    $"its points name more than the {file.Length} bytes of {ArrayFile.FileName}, which no run of Lab leaves.");
            }

            if (!file.IsWhole(array))
            {
                lost = point;
            }
        }

        return lost;
    }

    /// <summary>Says which points were lost.</summary>
    /// <param name="first">The first one.</param>
    /// <param name="last">The last one.</param>
    public static string Describe(long first, long last) =>
        $"Arrays of the points {first} to {last}, the last ones, are not in {ArrayFile.FileName} as they were measured: "
        + "they had not reached the disk when the machine lost power.";
}
