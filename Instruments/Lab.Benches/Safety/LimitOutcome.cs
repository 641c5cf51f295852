namespace Lab.Benches.Safety;

/// <summary>How one message fares: the first limit that it breaks, and how near it comes to the others.</summary>
/// <remarks>Texts are written only where they are read: a check runs for each set-point of a run.</remarks>
internal sealed class LimitOutcome
{
    private readonly List<(string Limit, double Value, Func<double, string> Show, double Margin)> approaches = [];

    /// <summary>The limit that is broken, or <see langword="null"/>.</summary>
    public string? Broken { get; private set; }

    /// <summary>The value that breaks it, with its unit.</summary>
    public string Value { get; private set; } = string.Empty;

    /// <summary>How near the message comes to the limits it touches.</summary>
    public IReadOnlyList<(string Limit, double Value, Func<double, string> Show, double Margin)> Approaches => approaches;

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        approaches.Clear();
        Broken = null;
    }

    /// <summary>Takes note of a broken limit.</summary>
    public void Require(bool holds, string limit, double value, Func<double, string> show)
    {
        if (!holds && Broken is null)
        {
            Broken = limit;
            Value = show(value);
        }
    }

    /// <summary>Takes note of how much of a limit is left.</summary>
    public void Approach(string limit, double value, Func<double, string> show, double margin) =>
        approaches.Add((limit, value, show, margin));
}
