using System.Text.Json.Serialization;

namespace Lab.Workbench.Desks;

/// <summary>A line of <c>control.jsonl</c>: what a run was told from outside, and what it did.</summary>
/// <param name="Time">When the run took it.</param>
/// <param name="Order">The order.</param>
/// <param name="By">Who gave it.</param>
/// <param name="Given">When it was given.</param>
/// <param name="Outcome">What the run did, in words.</param>
public sealed record TakenOrder(
    DateTimeOffset Time,
    [property: JsonConverter(typeof(JsonStringEnumConverter<OrderKind>))] OrderKind Order,
    string By,
    DateTimeOffset Given,
    string Outcome)
{
    /// <summary>How the outcome of an order begins that the run did not follow.</summary>
    internal const string Refused = "Refused: ";

    /// <summary>Whether the run did not do as told.</summary>
    [JsonIgnore]
    public bool IsRefused => Outcome.StartsWith(Refused, StringComparison.Ordinal);
}
