using System.Globalization;
using Lab.Calibration;
using Lab.Calibration.Resonances;
using Lab.Runs.Results;

namespace Lab.Protocols.SpinTorques;

/// <summary>Figures and table of <see cref="StFmrAnalysis"/>.</summary>
internal static class StFmrFigures
{
    private const double TeslaPerOersted = 1e-4;
    private const double VoltsPerMicrovolt = 1e-6;
    private const int CurvePoints = 181;

    /// <summary>Heights against angle.</summary>
    public static Figure Heights(IReadOnlyList<LineAtAngle> lines, LineFamily family, TorqueFit torques)
    {
        double[] degrees = [.. lines.Select(line => double.RadiansToDegrees(line.AngleRadians))];
        double from = degrees.Min();
        double[] curve =
        [
            .. Enumerable.Range(0, CurvePoints).Select(i => from + ((degrees.Max() - from) * i / (CurvePoints - 1))),
        ];
        return new Figure(
            "Symmetric and antisymmetric part against angle", "angle of the stage (°)",
            [
                Panel("symmetric (µV)", family.Symmetric, torques.SymmetricAt, 0),
                Panel("antisymmetric (µV)", family.Antisymmetric, torques.AntisymmetricAt, 1),
            ],
            "The symmetric part is that of the damping-like torque and of heat, the antisymmetric one that of the field-like "
                + "torque.");

        FigurePanel Panel(string axis, IReadOnlyList<Estimate> heights, Func<double, double> law, int group) => new(
            axis,
            [
                new FigureSeries(
                    "lines", degrees, [.. heights.Select(each => each.Value / VoltsPerMicrovolt)], SeriesStyle.Points, group,
                    [.. heights.Select(each => each.StandardUncertainty / VoltsPerMicrovolt)]),
                new FigureSeries(
                    "fit", curve, [.. curve.Select(each => law(double.DegreesToRadians(each)) / VoltsPerMicrovolt)],
                    SeriesStyle.Line, group),
            ]);
    }

    /// <summary>Readings against field.</summary>
    public static Figure Spectra(IReadOnlyList<LineAtAngle> lines, LineFamily family)
    {
        List<FigureSeries> series = [];
        for (int i = 0; i < lines.Count; i++)
        {
            double[] oersted = [.. lines[i].FieldTesla.Select(field => field / TeslaPerOersted)];
            string name = string.Create(
                CultureInfo.InvariantCulture, $"{double.RadiansToDegrees(lines[i].AngleRadians):G5}°");
            series.Add(new FigureSeries(
                name, oersted, [.. lines[i].Volts.Select(volts => volts / VoltsPerMicrovolt)], SeriesStyle.Points, i));
            series.Add(new FigureSeries(
                $"{name}, fit", oersted, [.. family.Fitted[i].Select(volts => volts / VoltsPerMicrovolt)], SeriesStyle.Line, i));
        }

        return new Figure(
            "Rectified voltage against field", "field (Oe)", [new FigurePanel("voltage (µV)", series)],
            "Points are readings turned to their phase; curves have one resonance field and one half width.");
    }

    /// <summary>Heights, and the fields that single angles tell.</summary>
    public static ResultTable Table(IReadOnlyList<LineAtAngle> lines, LineFamily family) => new(
        "Lines",
        ["angle (°)", "symmetric (µV)", "antisymmetric (µV)", "own resonance field (Oe)", "own half width (Oe)"],
        [
            .. lines.Select((line, i) =>
            {
                ResonanceLine? own = family.OwnLines.FirstOrDefault(each => each.Angle == i).Line;
                return (IReadOnlyList<string>)
                [
                    string.Create(CultureInfo.InvariantCulture, $"{double.RadiansToDegrees(line.AngleRadians):G5}"),
                    Text(family.Symmetric[i], VoltsPerMicrovolt),
                    Text(family.Antisymmetric[i], VoltsPerMicrovolt),
                    own is null ? "no line" : Text(own.Field, TeslaPerOersted),
                    own is null ? "no line" : Text(own.HalfWidth, TeslaPerOersted),
                ];
            }),
        ]);

    private static string Text(Estimate estimate, double unit) =>
        new Estimate(estimate.Value / unit, estimate.StandardUncertainty / unit).ToString();
}
