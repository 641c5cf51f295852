using System.Text.Json.Serialization;

namespace Lab.Workbench.Queues;

/// <summary>How an event of a queue is written: on one line.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(QueueEvent))]
internal sealed partial class QueueEventJson : JsonSerializerContext;
