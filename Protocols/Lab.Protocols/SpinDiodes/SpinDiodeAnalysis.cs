using Lab.Calibration.SpinDiodes;
using Lab.Protocols.Fields;
using Lab.Quantities;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Protocols.SpinDiodes;

/// <summary>The analysis of rectified voltages against frequency, whatever instrument read them.</summary>
/// <param name="settings">The settings of the spectra.</param>
/// <param name="data">The recorded points.</param>
/// <param name="frequencyHertz">Frequency of the tone, Hz, shape [point].</param>
/// <param name="powerWatts">Its power at the junction, W, shape [point].</param>
/// <param name="volts">The rectified voltage, V, shape [point].</param>
internal sealed class SpinDiodeAnalysis(
    SpinDiodeSettings settings, IRunData data, double[] frequencyHertz, double[] powerWatts, double[] volts)
{
    /// <summary>Fits and reports.</summary>
    public Analysis Conclude() => Conclude(out _);

    /// <summary>Fits and reports.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="title">The title of the figure.</param>
    public Analysis Conclude(out SpinDiodeFitResult fit, string title = "Rectified voltage against frequency")
    {
        int[] fitted = InWindow(frequencyHertz);
        double[] frequency = Take(frequencyHertz);
        double[] power = Take(powerWatts);
        double[] voltage = Take(volts);
        fit = SpinDiodeFit.Fit(frequency, power, voltage, Take(data.BenchSeconds));
        Figure figure = SpectrumFigure.Draw(
            title, [.. settings.Powers], IndexOfPower(power), frequency, voltage, fit);
        var field = new RecordedField(settings.Field, settings.FieldSlope, data);
        var level = new RecordedPower(settings.LevelUncertainty, data);
        return fit.Succeeded
            ? new Analysis
            {
                Conclusion = new Conclusion(
                    "The junction resonates at {resonance_frequency}, with a half width of {linewidth}, and rectifies "
                        + "{sensitivity} at its best frequency. Its torques stand at {symmetry_angle}: 0° is an antisymmetric "
                        + "line, ±90° a symmetric one.",
                    "Tune the weight by a field line with `lab run weight-tuning`, at a tone near the resonance. `lab twin "
                        + "fit RUN -o my-device.yaml` makes a twin of the junction, and `lab run power-calibration` narrows "
                        + "the sensitivity.")
                {
                    Trust =
                        "Trust the line where the residuals below the spectrum have no shape. Sensitivity and rectification "
                            + "feel the power at the junction, whose uncertainty is {level_uncertainty}.",
                },
                Results = [.. SpinDiodeResults.Of(fit, level.Uncertainty, field), level.Result],
                Figures = [figure],
                Tables = [.. SpinDiodeResults.Tables(fit)],
                Warnings = [.. PowerWarning(fit), .. fit.Warnings, .. field.Warnings],
            }
            : new Analysis { Failure = fit.Message, Figures = [figure], Warnings = fit.Warnings };

        double[] Take(double[] all) => [.. fitted.Select(point => all[point])];
    }

    private static IEnumerable<string> PowerWarning(SpinDiodeFitResult fit) => fit.PowerWarning is { } warning ? [warning] : [];

    // The points between the frequencies that are fitted, in the order in which they were measured.
    private int[] InWindow(double[] hertz)
    {
        double lowest = settings.FitFrom?.Hertz ?? 0;
        double highest = settings.FitTo?.Hertz ?? double.PositiveInfinity;
        return [.. Enumerable.Range(0, hertz.Length).Where(point => hertz[point] >= lowest && hertz[point] <= highest)];
    }

    private int[] IndexOfPower(double[] watts)
    {
        List<double> powers = [.. settings.Powers.Select(power => power.Watts)];
        return [.. watts.Select(each => powers.IndexOf(each))];
    }
}
