using System.Text.Json.Serialization;
using Lab.Workbench.Desks;

namespace Lab.Dashboard.Views;

/// <summary>A person tells a run something.</summary>
/// <param name="Order">The order.</param>
/// <param name="Confirm">The run's name once more, so that no order goes to a run that was not meant.</param>
/// <param name="By">Who gives it; kept with the run.</param>
public sealed record OrderRequest(
    [property: JsonConverter(typeof(JsonStringEnumConverter<OrderKind>))] OrderKind Order, string Confirm, string By);
