using System.Globalization;
using Lab.Calibration.Regression;

namespace Lab.Calibration.FieldLines;

/// <summary>
/// Field per current of a line above a junction, from the junction's resistance against a known in-plane field and against the
/// line's current: the ratio of the slopes over the range of resistance that both sweeps cover (Leroux thesis, section 5.3.1.3).
/// </summary>
public sealed class FieldLineFit
{
    /// <summary>Fewer points than this in the common range tell no slope.</summary>
    public const int FewestPoints = 6;

    /// <summary>Part of the resistance's span by which a cubic may leave the line before the range is called not
    /// linear.</summary>
    private const double LargestCurvature = 0.02;

    /// <summary>A curvature or hysteresis of less than this many standard uncertainties is noise.</summary>
    private const double Significant = 4;

    private FieldLineFit(
        LineFit field, LineFit current, ResistanceSweep fieldPoints, ResistanceSweep currentPoints, double fieldScaleUncertainty)
    {
        Field = field;
        Current = current;
        FieldPoints = fieldPoints;
        CurrentPoints = currentPoints;
        Conversion = Widened(Ratio(current.Slope, field.Slope), fieldScaleUncertainty);
        OhmsPerField = Widened(field.Slope, fieldScaleUncertainty);
    }

    /// <summary>Field per current, T/A.</summary>
    public Estimate Conversion { get; }

    /// <summary>Slope of the resistance with the field, Ω/T.</summary>
    public Estimate OhmsPerField { get; }

    /// <summary>Resistance against field over the common range, Ω and T.</summary>
    public LineFit Field { get; }

    /// <summary>Resistance against the line's current over the common range, Ω and A.</summary>
    public LineFit Current { get; }

    /// <summary>The points of the field's sweep that were fitted.</summary>
    public ResistanceSweep FieldPoints { get; }

    /// <summary>The points of the current's sweep that were fitted.</summary>
    public ResistanceSweep CurrentPoints { get; }

    /// <summary>Field by which the way down lags behind the way up while the magnet is swept, T.</summary>
    public Estimate FieldHysteresis => Hysteresis(FieldPoints, Field);

    /// <summary>Field by which the way down lags behind the way up while the line's current is swept, T.</summary>
    public Estimate CurrentHysteresis => Hysteresis(CurrentPoints, Field);

    /// <summary>Fits two sweeps.</summary>
    /// <param name="field">Resistance against the magnet's in-plane field, T.</param>
    /// <param name="current">Resistance against the line's current, A.</param>
    /// <param name="fieldScaleUncertainty">Relative standard uncertainty of the magnet's field, common to all points.</param>
    /// <param name="failure">Why there is no fit, and the remedy; <see langword="null"/> where there is one.</param>
    /// <returns>The fit, or <see langword="null"/>.</returns>
    public static FieldLineFit? Fit(
        ResistanceSweep field, ResistanceSweep current, double fieldScaleUncertainty, out string? failure)
    {
        ArgumentNullException.ThrowIfNull(field);
        ArgumentNullException.ThrowIfNull(current);
        double low = Math.Max(field.Ohms.Min(), current.Ohms.Min());
        double high = Math.Min(field.Ohms.Max(), current.Ohms.Max());
        (field, current) = (field.Between(low, high), current.Between(low, high));
        if (field.X.Distinct().Count() < FewestPoints || current.X.Distinct().Count() < FewestPoints)
        {
            failure =
                $"The two sweeps have only {field.X.Count} and {current.X.Count} points between the resistances that both "
                    + $"reach; {FewestPoints} each are needed. Choose ranges of field and current of about the same effect, or "
                    + "more points.";
            return null;
        }

        failure = NotLinear("field", field) ?? NotLinear("current", current);
        var fit = new FieldLineFit(Line(field), Line(current), field, current, fieldScaleUncertainty);
        if (failure is null && Math.Abs(fit.Field.Slope.Value) < Significant * fit.Field.Slope.StandardUncertainty)
        {
            failure =
                "The resistance does not change with the field. Check that the magnet's field lies in the plane and along the "
                    + "reference layer.";
        }

        return failure is null ? fit : null;
    }

    /// <summary>Effect of another line on this junction, as a part of its own line's effect.</summary>
    /// <param name="other">Resistance against the other line's current.</param>
    public Estimate LeakageOf(ResistanceSweep other) => Ratio(Line(other).Slope, Current.Slope);

    private static LineFit Line(ResistanceSweep sweep) => LineFit.Of([.. sweep.X], [.. sweep.Ohms]);

    private static Estimate Widened(Estimate estimate, double relative) =>
        estimate with { StandardUncertainty = double.Hypot(estimate.StandardUncertainty, relative * estimate.Value) };

    private static Estimate Ratio(Estimate numerator, Estimate denominator)
    {
        double ratio = numerator.Value / denominator.Value;
        return new Estimate(
            ratio, double.Hypot(
                numerator.StandardUncertainty / denominator.Value, ratio * denominator.StandardUncertainty / denominator.Value));
    }

    private static Estimate Hysteresis(ResistanceSweep sweep, LineFit field)
    {
        ResistanceSweep up = sweep.Way(upward: true);
        ResistanceSweep down = sweep.Way(upward: false);
        if (up.X.Distinct().Count() < 3 || down.X.Distinct().Count() < 3)
        {
            return Estimate.Unknown;
        }

        double middle = sweep.X.Average();
        return Ratio(Difference(Line(down).At(middle), Line(up).At(middle)), field.Slope);
    }

    private static Estimate Difference(Estimate a, Estimate b) =>
        new(a.Value - b.Value, double.Hypot(a.StandardUncertainty, b.StandardUncertainty));

    // A cubic takes both kinds of bend: a field off the reference layer's axis, and saturation.
    private static string? NotLinear(string what, ResistanceSweep sweep)
    {
        LineFit line = Line(sweep);
        double span = Math.Abs(line.Slope.Value) * (sweep.X.Max() - sweep.X.Min());
        double scale = sweep.X.Max(Math.Abs);
        var cubic = PolynomialFit.Of([.. sweep.X.Select(x => x / scale)], [.. sweep.Ohms], degree: 3);
        foreach (double x in (double[])[sweep.X.Min(), sweep.X.Max()])
        {
            Estimate bent = cubic.At(x / scale);
            double deviation = Math.Abs(bent.Value - line.At(x).Value);
            if (deviation > LargestCurvature * span && deviation > Significant * bent.StandardUncertainty)
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"The resistance is not linear in the {what}: at one end it is {deviation / span:P0} of its span off the "
                        + $"line. Choose a smaller range of field and current.");
            }
        }

        return null;
    }
}
