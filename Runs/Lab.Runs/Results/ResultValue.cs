using System.Text.Json.Serialization;

namespace Lab.Runs.Results;

/// <summary>One result of a run.</summary>
/// <param name="Name">Its name in snake case.</param>
/// <param name="Value">The value in the SI unit; accuracies and the like as fractions of 1.</param>
/// <param name="Unit">The SI unit; empty for a pure number.</param>
/// <param name="Uncertainty">The standard uncertainty (68 %) in the same unit, or <see langword="null"/> where none is
/// known.</param>
/// <param name="Description">The meaning of the value, in a sentence.</param>
public sealed record ResultValue(string Name, double Value, string Unit, double? Uncertainty, string Description)
{
    /// <summary>Significant digits of a value without an uncertainty, where it is known to fewer than six; 1 to 15,
    /// or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Digits { get; init; }

    /// <summary>Whether it is a parameter of a model that zero would take away, such as a nonlinearity: where its uncertainty
    /// exceeds its value, it is not determined. What may well be zero, such as an offset or a ratio, is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsParameter { get; init; }

    /// <summary>Whether it is a parameter whose uncertainty exceeds its value.</summary>
    [JsonIgnore]
    public bool IsUndetermined => IsParameter && Uncertainty is { } uncertainty && !(uncertainty <= Math.Abs(Value));
}
