using Lab.Calibration;
using Lab.Calibration.Nanowires;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Protocols.Nanowires;

/// <summary>The steps against the position of the spot, and where they are a half.</summary>
internal sealed class SpotPositionAnalysis(IRunData data)
{
    private const double Milli = 1e-3;
    private const int CurvePoints = 100;

    private readonly double[] positions = data.Numbers(SpotPositionExperiment.PositionColumn.Name);
    private readonly double[] steps = data.Numbers(SpotPositionExperiment.StepColumn.Name);
    private readonly double[] uncertainties = data.Numbers(SpotPositionExperiment.UncertaintyColumn.Name);

    /// <summary>Fits and reports.</summary>
    public Analysis Conclude()
    {
        if (data.Count == 0)
        {
            return new Analysis { Failure = "There is no position yet." };
        }

        var fit = SpotFit.Find(positions, steps, uncertainties, out string? failure);
        return fit is null
            ? new Analysis { Failure = failure, Figures = [Draw(fit: null)] }
            : new Analysis
            {
                Conclusion = new Conclusion(
                    "The spot is on the notch with {spot_position} at its scanner, and its radius is {spot_radius} there. All of "
                        + "the wire under it changes the signal by {kerr_swing}.",
                    "Count walls with `lab run pass-probability`, which puts the spot there, or look at loops with `lab run "
                        + "kerr-loop`.")
                {
                    Trust = "The steps have to fall from the whole change to nothing within the positions, and to lie on the "
                        + "curve.",
                },
                Results =
                [
                    Of("spot_position", fit.Centre, "Voltage of the scanner at which the spot is on the notch."),
                    Of("spot_radius", fit.Radius, "Radius of the spot at 1/e² of its intensity, in volts of the scanner."),
                    Of("kerr_swing", fit.Swing, "Change of the signal when all of the wire under the spot reverses."),
                ],
                Calibrations = [SpotPositionRecord.Of(fit)],
                Figures = [Draw(fit)],
            };
    }

    private static ResultValue Of(string name, Estimate estimate, string description) =>
        new(name, estimate.Value, "V", estimate.StandardUncertainty, description);

    private Figure Draw(SpotFit? fit)
    {
        var series = new List<FigureSeries>
        {
            new(
                "measured", positions, [.. steps.Select(volts => volts / Milli)], SeriesStyle.Points, 0,
                [.. uncertainties.Select(volts => volts / Milli)]),
        };
        if (fit is not null)
        {
            double step = (positions.Max() - positions.Min()) / (CurvePoints - 1);
            double[] curve = [.. Enumerable.Range(0, CurvePoints).Select(i => positions.Min() + (i * step))];
            series.Add(new FigureSeries(
                "fit", curve, [.. curve.Select(volts => fit.StepAt(volts) / Milli)], SeriesStyle.Line, 1));
        }

        return new Figure(
            "First step against the position of the spot", "scanner (V)", [new FigurePanel("first step (mV)", series)],
            "The step at the pulse is the part of the signal from before the notch: a half of the whole change where the spot is "
                + "on the notch.");
    }
}
