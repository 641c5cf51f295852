namespace Lab.Instruments.Manners;

/// <summary>How an instrument answers each command.</summary>
/// <param name="Done">The answer to a command that was carried out: <c>ok</c>.</param>
/// <param name="Refusal">What the answer to a refused command or query begins with: <c>?</c>.</param>
public sealed record CommandAcknowledgement(string Done, string Refusal)
{
    /// <summary>What follows the beginning of a refusal up to a comma, and what it means: the nearest SCPI number with words. A
    /// number that says that there is no such command (-113) lets a driver do without it.</summary>
    public IReadOnlyDictionary<string, InstrumentError> Reasons { get; init; } = new Dictionary<string, InstrumentError>();

    /// <summary>The refusal in an answer; <see langword="null"/> where it is none.</summary>
    /// <param name="answer">The answer, without blanks around it.</param>
    public InstrumentError? RefusalIn(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        if (!answer.StartsWith(Refusal, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        string reason = answer[Refusal.Length..].Split(',')[0].Trim(':', ' ');
        return Reasons.TryGetValue(reason, out InstrumentError known) ? known : new InstrumentError(-200, $"'{answer}'");
    }
}
