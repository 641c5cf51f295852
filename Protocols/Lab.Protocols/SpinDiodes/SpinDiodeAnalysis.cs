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
