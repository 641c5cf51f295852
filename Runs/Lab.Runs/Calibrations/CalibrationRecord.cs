using Lab.Runs.Records;

namespace Lab.Runs.Calibrations;

/// <summary>A calibrated value: what a run found, or what it used.</summary>
/// <param name="Name">What is calibrated: <c>rf/loss</c>.</param>
/// <param name="Value">The value in the unit.</param>
/// <param name="Unit">The unit.</param>
/// <param name="Uncertainty">Standard uncertainty in the same unit, or <see langword="null"/> where none is known.</param>
/// <param name="Source">The run it came from, or <c>bench file</c>.</param>
/// <param name="ValidUntil">When it expires, or <see langword="null"/>.</param>
public sealed record CalibrationRecord(
    string Name, double Value, string Unit, double? Uncertainty, string Source, DateTimeOffset? ValidUntil = null)
{
    /// <summary>The bench that it holds for.</summary>
    public string Bench { get; init; } = string.Empty;

    /// <summary>Whether it was found on twins. It is then in force for twins alone: a dry run never calibrates a bench.</summary>
    public bool Simulated { get; init; }

    /// <summary>Since when it is in force; of several with one name the last one is.</summary>
    public DateTimeOffset InForceSince { get; init; }

    /// <summary>What one number cannot say, such as a loss against frequency; by name, in SI units.</summary>
    public IReadOnlyDictionary<string, double[]> Curves { get; init; } = new Dictionary<string, double[]>();

    /// <summary>How long a calibration holds unless its protocol says something else: lines age, and cables are changed.</summary>
    public static TimeSpan Validity { get; } = TimeSpan.FromDays(30);

    /// <summary>The calibration as a run found it.</summary>
    /// <param name="run">The run.</param>
    /// <param name="now">The moment from which it is in force.</param>
    internal CalibrationRecord Of(RunInfo run, DateTimeOffset now) => this with
    {
        Source = run.Run,
        Bench = run.Bench,
        Simulated = run.Simulated,
        InForceSince = now,
        ValidUntil = ValidUntil ?? (now + Validity),
    };
}
