using System.Text.Json.Serialization;

namespace Lab.Workbench.Desks;

/// <summary>How what a run shows and takes is written as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(LiveState))]
[JsonSerializable(typeof(RunOrder))]
[JsonSerializable(typeof(TakenOrder))]
internal sealed partial class DeskJson : JsonSerializerContext;
