using System.Text.Json.Serialization;

namespace Lab.Workbench.Workers;

/// <summary>How the files of the items are written.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(WorkOrder))]
[JsonSerializable(typeof(WorkerState))]
[JsonSerializable(typeof(ItemResult))]
[JsonSerializable(typeof(ItemFailure))]
[JsonSerializable(typeof(SlurmJob))]
[JsonSerializable(typeof(WorkerMachine))]
internal sealed partial class WorkJson : JsonSerializerContext;
