using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using Lab.Instruments.Files;

namespace Lab.Runs.Calibrations;

/// <summary>A calibrated value: what a run found, or what it used.</summary>
/// <param name="Name">The name of the calibrated quantity: <c>rf/loss</c>.</param>
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

    /// <summary>Since when it is in force, by the computer's clock, which may have been wrong.</summary>
    public DateTimeOffset InForceSince { get; init; }

    /// <summary>The place in the order in which calibrations came into force, from 1, whatever the clock said; of several with
    /// one name the last one is in force. 0 in those of earlier versions, which go by <see cref="InForceSince"/>.</summary>
    public long Order { get; init; }

    /// <summary>SHA-256 of the curves, where a run's record names a calibration without them; <see langword="null"/> where there
    /// are none.</summary>
    public string? CurvesSha256 { get; init; }

    /// <summary>The copy of the calibration with its curves in the folder of a run that used it, relative to that;
    /// <see langword="null"/> in the store.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Copy { get; init; }

    /// <summary>Curves, such as a loss against frequency; by name, in SI units.</summary>
    public IReadOnlyDictionary<string, double[]> Curves { get; init; } = new Dictionary<string, double[]>();

    /// <summary>How long a calibration holds unless its protocol says something else: lines age,
    /// and cables are changed.</summary>
    public static TimeSpan Validity { get; } = TimeSpan.FromDays(30);

    /// <summary>Whether it has ended.</summary>
    /// <param name="now">The moment.</param>
    public bool HasExpired(DateTimeOffset now) => ValidUntil <= now;

    /// <summary>The calibration without its curves, which are told by their SHA-256: a run's record names what it used.</summary>
    internal CalibrationRecord WithoutCurves()
    {
        string text = string.Join('\n', Curves.OrderBy(curve => curve.Key, StringComparer.Ordinal)
            .Select(curve =>
                $"{curve.Key}: "
                    + $"{string.Join(' ', curve.Value.Select(value => value.ToString("R", CultureInfo.InvariantCulture)))}"));
        return this with
        {
            Curves = new Dictionary<string, double[]>(),
            CurvesSha256 = Curves.Count == 0 ? CurvesSha256 : PlainFile.Sha256(Encoding.UTF8.GetBytes(text)),
        };
    }

    /// <summary>The calibration as a run found it.</summary>
    /// <param name="run">Name of the run.</param>
    /// <param name="bench">Name of its bench.</param>
    /// <param name="isSimulated">Whether twins took part.</param>
    /// <param name="now">The moment from which it is in force.</param>
    internal CalibrationRecord Of(string run, string bench, bool isSimulated, DateTimeOffset now) => this with
    {
        Source = run,
        Bench = bench,
        Simulated = isSimulated,
        InForceSince = now,
        ValidUntil = ValidUntil ?? (now + Validity),
    };
}
