using System.Text.Json.Serialization;

namespace Lab.Dashboard.Views;

/// <summary>How the page's documents are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SeriesPart))]
[JsonSerializable(typeof(IReadOnlyList<RunLine>))]
[JsonSerializable(typeof(RunPage))]
[JsonSerializable(typeof(RunState))]
[JsonSerializable(typeof(LogPart))]
[JsonSerializable(typeof(Fault))]
[JsonSerializable(typeof(SessionView))]
[JsonSerializable(typeof(SessionRequest))]
[JsonSerializable(typeof(OrderRequest))]
[JsonSerializable(typeof(MarkRequest))]
[JsonSerializable(typeof(IReadOnlyList<BenchView>))]
[JsonSerializable(typeof(IReadOnlyList<StudyView>))]
[JsonSerializable(typeof(StudyView))]
[JsonSerializable(typeof(ArrayView))]
[JsonSerializable(typeof(ArrayImageView))]
[JsonSerializable(typeof(QueueView))]
[JsonSerializable(typeof(QueuedView))]
[JsonSerializable(typeof(QueueRequestView))]
internal sealed partial class DashboardJson : JsonSerializerContext;
