using Lab.Calibration;
using Lab.Quantities;
using Lab.Runs.Calibrations;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Protocols;

/// <summary>How well the power at the junction was known in a run, and what that adds to what is a ratio to power.</summary>
/// <remarks>Each point carries the uncertainty of the power calibration that was in force, so that a record tells it without the
/// calibration. Where none was, and the settings state none either, it is 1 dB.</remarks>
public sealed class RecordedPower
{
    /// <summary>The power uncertainty of each point by its calibration.</summary>
    public static readonly Column UncertaintyColumn = new(
        "power_uncertainty",
        "",
        "Relative standard uncertainty of the power at the junction by its calibration; 0 where none is in force.");

    private readonly string basis;

    /// <summary>Reads the uncertainty of a run.</summary>
    /// <param name="stated">That of the settings, or <see langword="null"/> for that of the calibration.</param>
    /// <param name="data">The points.</param>
    public RecordedPower(LevelRatio? stated, IRunData data)
    {
        // Records of earlier versions have no such column.
        double calibrated = data.Columns.Any(column => column.Name == UncertaintyColumn.Name)
            ? data.Numbers(UncertaintyColumn.Name).DefaultIfEmpty().Max()
            : 0;
        (Uncertainty, basis) = (stated, calibrated) switch
        {
            ({ } level, _) => (level, "as the setting 'level_uncertainty' states"),
            (null, > 0) =>
                (LevelRatio.FromDecibels(calibrated / LevelUncertainty.RelativePerDecibel), "by the power calibration in force"),
            _ => (RfLoss.UnstatedUncertainty, "assumed, since no power calibration is in force"),
        };
    }

    /// <summary>Standard uncertainty of the power at the junction, common to all points.</summary>
    public LevelRatio Uncertainty { get; }

    /// <summary>The same as a fraction of the power.</summary>
    public double Relative => Uncertainty.Decibels * LevelUncertainty.RelativePerDecibel;

    /// <summary>The result <c>level_uncertainty</c>, in dB as the setting is.</summary>
    public ResultValue Result => new(
        "level_uncertainty",
        Uncertainty.Decibels,
        "dB",
        Uncertainty: null,
        $"Standard uncertainty of the power at the junction, {basis}.");

    /// <summary>An estimate that is a ratio to the power, with what the power adds.</summary>
    public Estimate Widen(Estimate estimate) => estimate.Widen(Uncertainty);
}
