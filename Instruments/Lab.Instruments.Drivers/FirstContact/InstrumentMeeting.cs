namespace Lab.Instruments.Drivers.FirstContact;

/// <summary>The first contact with one instrument: what it was asked, what it answered, how it converses.</summary>
/// <param name="Name">The instrument's name on the bench.</param>
/// <param name="Driver">The driver's name.</param>
/// <param name="Address">Its address; empty for an instrument that is made of others.</param>
public sealed record InstrumentMeeting(string Name, string Driver, string Address)
{
    /// <summary>Who answered, as the instrument writes it; <see langword="null"/> where nobody did.</summary>
    public string? Identity { get; init; }

    /// <summary>The table in which the driver's beliefs stand with their sources,
    /// as a path in the folder of the drivers.</summary>
    public string Table { get; init; } = string.Empty;

    /// <summary>The answers, in the order of the questions.</summary>
    public IReadOnlyList<BeliefFinding> Findings { get; init; } = [];

    /// <summary>How the instrument was seen to converse, each in a sentence.</summary>
    public IReadOnlyList<string> Manners { get; init; } = [];

    /// <summary>Why not everything was asked, in sentences; <see langword="null"/> where it was.</summary>
    public string? Ended { get; init; }

    /// <summary>Whether the instrument has nothing of its own on a wire to be asked.</summary>
    public bool IsComposite => Address.Length == 0;

    /// <summary>Whether everything was asked and answered as the driver believes.</summary>
    public bool Agrees => IsComposite || (Ended is null && Findings.All(finding => finding.IsAgreed));

    /// <summary>How many answers came out as one thing.</summary>
    public int Count(BeliefOutcome outcome) => Findings.Count(finding => finding.Outcome == outcome);

    /// <summary>The outcomes, one a line with its query: what a repetition of the meeting must find again.</summary>
    public string Outcomes() => string.Join('\n', Findings.Select(finding => $"{finding.Outcome} {finding.Query}").Append(
        Ended is null ? "asked everything" : "ended early"));
}
