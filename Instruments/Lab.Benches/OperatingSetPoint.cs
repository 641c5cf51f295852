namespace Lab.Benches;

/// <summary>A set-point of a bench's operating point.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Value">The value in SI units.</param>
public sealed record OperatingSetPoint(NamedChannel Channel, double Value)
{
    /// <summary>The set-point in words: <c>rf.power -14 dBm</c>.</summary>
    public override string ToString() => $"{Channel.Name} {Channel.Channel.Show(Value)}";
}
