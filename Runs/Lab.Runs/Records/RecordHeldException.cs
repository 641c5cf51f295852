namespace Lab.Runs.Records;

/// <summary>Another program held the record for longer than is waited.</summary>
/// <param name="holder">Who holds it, in words.</param>
/// <param name="file">The file that is held.</param>
/// <param name="waited">For how long it was waited for.</param>
public sealed class RecordHeldException(string holder, string file, TimeSpan waited)
    : RunException(
        $"The point cannot be stored: {holder} has held {file} for {waited.TotalSeconds:0} s. Close it there, and go on with "
            + "'lab resume'; the points before it are safe.")
{
    /// <summary>Who holds it, in words.</summary>
    public string Holder { get; } = holder;
}
