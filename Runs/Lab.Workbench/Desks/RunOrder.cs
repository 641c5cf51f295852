using System.Text.Json.Serialization;

namespace Lab.Workbench.Desks;

/// <summary>What a person tells a run that is under way in another process.</summary>
/// <param name="Order">The order.</param>
/// <param name="By">Who gives it, as this is kept in the record: <c>alice at 192.168.1.7</c>.</param>
/// <param name="Given">When, by the clock of who gives it.</param>
public sealed record RunOrder(
    [property: JsonConverter(typeof(JsonStringEnumConverter<OrderKind>))] OrderKind Order, string By, DateTimeOffset Given);
