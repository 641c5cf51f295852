namespace Lab.Benches;

/// <summary>A bench cannot be used as asked: its file is wrong, instruments do not open, or one is missing.</summary>
public sealed class BenchException : Exception
{
    /// <summary>Creates the error from one finding.</summary>
    public BenchException(string finding)
        : this([finding])
    {
    }

    /// <summary>Creates the error from all findings, which the message lists one a line.</summary>
    public BenchException(IReadOnlyList<string> findings)
        : base(string.Join(Environment.NewLine, findings)) => Findings = findings;

    /// <summary>Everything that is wrong, each with its remedy.</summary>
    public IReadOnlyList<string> Findings { get; }
}
