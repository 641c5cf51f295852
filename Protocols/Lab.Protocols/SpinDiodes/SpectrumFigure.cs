using System.Globalization;
using Lab.Calibration.SpinDiodes;
using Lab.Quantities;
using Lab.Runs.Results;

namespace Lab.Protocols.SpinDiodes;

/// <summary>Draws spectra with their fit and its residuals.</summary>
internal static class SpectrumFigure
{
    private const double HertzPerMegahertz = 1e6;
    private const double VoltsPerMicrovolt = 1e-6;
    private const double VoltsPerNanovolt = 1e-9;

    /// <summary>Draws the points of a joint fit, one colour for each spectrum. Without a fit, the points alone.</summary>
    /// <param name="title">The title.</param>
    /// <param name="powers">The power of each spectrum.</param>
    /// <param name="spectrum">The spectrum of each point, shape [point].</param>
    /// <param name="frequencyHertz">Frequency, Hz, shape [point].</param>
    /// <param name="voltageVolts">Voltage as read, V, shape [point].</param>
    /// <param name="fit">The fit.</param>
    public static Figure Draw(
        string title, IReadOnlyList<Power> powers, int[] spectrum, double[] frequencyHertz, double[] voltageVolts,
        SpinDiodeFitResult fit)
    {
        var voltages = new List<FigureSeries>();
        var residuals = new List<FigureSeries>();
        for (int s = 0; s < powers.Count; s++)
        {
            string name = powers[s].ToString();
            int[] points = [.. Enumerable.Range(0, spectrum.Length).Where(i => spectrum[i] == s).OrderBy(i => frequencyHertz[i])];
            double[] x = [.. points.Select(i => frequencyHertz[i] / HertzPerMegahertz)];
            voltages.Add(new FigureSeries(
                name,
                x,
                [.. points.Select(i => (voltageVolts[i] - (fit.Succeeded ? fit.OffsetVolts[i] : 0)) / VoltsPerMicrovolt)],
                SeriesStyle.Points,
                s,
                fit.Succeeded ? [.. points.Select(_ => fit.WhiteNoise / VoltsPerMicrovolt)] : null));
            if (fit.Succeeded)
            {
                (double[] hertz, double[] volts) = FittedCurve.Of(fit, points, frequencyHertz, powers[s].Watts);
                voltages.Add(new FigureSeries(
                    $"{name}, fit",
                    [.. hertz.Select(f => f / HertzPerMegahertz)],
                    [.. volts.Select(v => v / VoltsPerMicrovolt)],
                    SeriesStyle.Line,
                    s));
                residuals.Add(new FigureSeries(
                    $"{name}, residual",
                    x,
                    [.. points.Select(i => fit.ResidualVolts[i] / VoltsPerNanovolt)],
                    SeriesStyle.Points,
                    s,
                    [.. points.Select(_ => fit.WhiteNoise / VoltsPerNanovolt)]));
            }
        }

        List<FigurePanel> panels =
            [new FigurePanel(fit.Succeeded ? "voltage − offset (µV)" : "voltage (µV)", voltages, RelativeHeight: 3)];
        if (fit.Succeeded)
        {
            panels.Add(new FigurePanel("residual (nV)", residuals));
        }

        string caption = fit.Succeeded
            ? "Points: readings less the fitted offset, which drifts. Lines: Eq. 3.15 with the nonlinear shift and damping, and "
                + "what else the readings ask for. "
                + "Below: what the fit leaves, with the white noise of one reading that the fit found; so χ² is 1 by "
                + "construction. "
                + "Noise would be as correlated with a probability of "
                + $"{fit.Whiteness.Probability.ToString("G2", CultureInfo.InvariantCulture)} (Ljung–Box)."
            : "Readings. No line was fitted; see the message above.";
        return new Figure(title, "frequency (MHz)", panels, caption);
    }
}
