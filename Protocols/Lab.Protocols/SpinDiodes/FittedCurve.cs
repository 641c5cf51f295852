using Lab.Calibration.SpinDiodes;
using Lab.Models.SpinDiodes;

namespace Lab.Protocols.SpinDiodes;

/// <summary>The curve of a fit between its points, so that a figure does not draw a polygon through them.</summary>
internal static class FittedCurve
{
    // A curve of so many pieces looks smooth in a figure of 1000 pixels.
    private const int Pieces = 400;
    private const double LargestStepBeside = 0.2;

    /// <summary>The fit at frequencies that lie densely between the lowest and the highest point of one power.</summary>
    /// <param name="fit">A fit that succeeded.</param>
    /// <param name="points">The points of one power in the order of their frequencies.</param>
    /// <param name="frequencyHertz">Frequency of all points of the fit, Hz, shape [point].</param>
    /// <param name="powerWatts">Their power at the junction, W.</param>
    /// <returns>Frequencies in Hz and voltages without offset in V.</returns>
    /// <remarks>The largest line is computed; what else the fit has is smooth, and taken as straight between points.</remarks>
    public static (double[] Hertz, double[] Volts) Of(
        SpinDiodeFitResult fit, int[] points, double[] frequencyHertz, double powerWatts)
    {
        double[] at = [.. points.Select(point => frequencyHertz[point])];
        if (fit.Diode is not { } diode || at.Length < 2 || at[^1] <= at[0])
        {
            return (at, [.. points.Select(point => fit.ModelVolts[point])]);
        }

        double[] line = LineAt(diode, at, powerWatts);
        double[] beside = [.. points.Select((point, i) => fit.ModelVolts[point] - line[i])];
        if (IsOnAnotherBranch(beside, [.. points.Select(point => fit.ModelVolts[point])]))
        {
            return (at, [.. points.Select(point => fit.ModelVolts[point])]);
        }

        double[] fine = [.. Enumerable.Range(0, Pieces + 1).Select(i => at[0] + ((at[^1] - at[0]) * i / Pieces))];
        double[] volts = LineAt(diode, fine, powerWatts);
        int left = 0;
        for (int i = 0; i < fine.Length; i++)
        {
            while (left < at.Length - 2 && fine[i] > at[left + 1])
            {
                left++;
            }

            double width = at[left + 1] - at[left];
            double part = width > 0 ? (fine[i] - at[left]) / width : 0;
            volts[i] += beside[left] + (part * (beside[left + 1] - beside[left]));
        }

        return (fine, volts);
    }

    // A folded line has two voltages at one frequency; what the points followed is then better drawn from point to point.
    private static bool IsOnAnotherBranch(double[] beside, double[] model) =>
        beside.Zip(beside.Skip(1), (a, b) => Math.Abs(b - a)).Max() > LargestStepBeside * (model.Max() - model.Min());

    private static double[] LineAt(SpinDiode diode, double[] hertz, double watts)
    {
        double[] powers = new double[hertz.Length];
        Array.Fill(powers, watts);
        double[] volts = new double[hertz.Length];
        diode.RectifiedVoltageInto(hertz, powers, volts);
        return volts;
    }
}
