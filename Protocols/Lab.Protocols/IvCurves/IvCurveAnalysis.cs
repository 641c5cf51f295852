using Lab.Calibration;
using Lab.Calibration.Tunnelling;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Protocols.IvCurves;

/// <summary>Barrier, RA product and magnetoresistance from the curves, and what the watch saw.</summary>
internal sealed class IvCurveAnalysis(IvCurveSettings settings, IRunData data)
{
    /// <summary>Scatter about the fit, in units of the readings' own, beyond which the law misses the curves.</summary>
    private const double MostMisfit = 2;

    /// <summary>Resistances that differ by less are the same.</summary>
    private const double SameResistance = 0.01;

    private readonly BiasPoint[] measured = [.. PointsOf(settings, data)];
    private readonly BiasChange[] changes = [.. ChangesOf(settings, data)];

    // A current that goes to and fro is larger for a half of the time.
    private double HighestVolts => changes.Length > 0
        ? changes.Max(each => Math.Abs(each.MeanVolts) + each.HalfVolts)
        : measured.Max(point => Math.Abs(point.Volts));

    /// <summary>Fits and reports.</summary>
    public Analysis Conclude()
    {
        TunnelFitResult? fit = changes.Length > 0
            ? TunnelChangeFit.Of(changes, out string? failure)
            : TunnelFit.Of(measured, out failure);
        if (fit is null)
        {
            return new Analysis
            {
                Failure = failure,
                Figures = measured.Length == 0 ? [] : [IvCurveFigures.Curves(measured, null)],
                Warnings = [.. SeenByTheWatch()],
            };
        }

        List<string> warnings = [.. SeenByTheWatch(), .. DoubtsOf(fit)];
        List<ResultValue> results = [.. ResultsOf(fit)];
        if (settings.Diameter is { } diameter)
        {
            Estimate area = FittedBarrier.AreaOf(diameter, settings.DiameterUncertainty);
            results.Add(Result(
                "resistance_area", FittedBarrier.ResistanceAreaOf(fit, area), "Ω·m²",
                "RA product of the parallel state without bias; 1e-12 Ω·m² are 1 Ω·µm²."));
            if (FittedBarrier.Of(fit, area, out string? unknown) is { } barrier)
            {
                results.AddRange(ResultsOf(barrier));
                warnings.AddRange(DoubtsOf(barrier));
            }
            else
            {
                warnings.Add(unknown!);
            }
        }

        results.Add(new ResultValue(
            "highest_voltage", HighestVolts, "V", null,
            "Largest voltage that the junction bore without a sign of breakdown."));
        return new Analysis
        {
            Conclusion = new Conclusion(
                "The parallel state has {parallel_resistance} without bias. The magnetoresistance is {tmr} and falls to half "
                    + "at {half_bias}. The resistance-area product is {resistance_area}. Brinkman's barrier is "
                    + "{barrier_height} high and {barrier_width} wide.",
                "Switch the junction by pulses with `lab run switching`, whose amplitudes have to stay below that voltage."
                    + (settings.Diameter is null
                        ? " Its diameter adds the barrier: `lab run iv-curve --diameter \"50 nm\"`."
                        : string.Empty))
            {
                Trust = "Look at the residuals: the barrier holds where they have no shape. The junction bore "
                    + "{highest_voltage} without a sign of breakdown, and nothing is known beyond.",
            },
            Results = results,
            Figures =
            [
                IvCurveFigures.Curves(measured, fit), IvCurveFigures.Conductance(measured, [.. SlopesOf()], fit),
                .. fit.MagnetoresistanceRatio is null ? (Figure[])[] : [IvCurveFigures.Magnetoresistance(measured, fit)],
            ],
            Warnings = warnings,
        };
    }

    private static IEnumerable<ResultValue> ResultsOf(TunnelFitResult fit)
    {
        double ohms = 1 / fit.ConductanceSiemens.Value;
        yield return Result(
            "parallel_resistance",
            new Estimate(ohms, ohms * ohms * fit.ConductanceSiemens.StandardUncertainty), "Ω",
            "Resistance of the parallel state without bias.");
        if (fit.MagnetoresistanceRatio is { } ratio && fit.HalfBiasVolts is { } half)
        {
            yield return Result("tmr", ratio, string.Empty, "(R_AP − R_P)/R_P without bias.");
            yield return Result("half_bias", half, "V", "Voltage at which half of the magnetoresistance is left.") with
            {
                IsParameter = true,
            };
        }

        yield return double.IsNaN(fit.OffsetVolts.StandardUncertainty)
            ? new ResultValue(
                "offset_voltage", fit.OffsetVolts.Value, "V", null,
                "Mean offset of the voltage over the run: of the meter, and of thermal voltages. It wanders, so that it has no "
                    + "uncertainty; the other results do not have it in them.")
            { Digits = 2 }
            : Result("offset_voltage", fit.OffsetVolts, "V", "Offset of the voltage: of the meter, and of thermal voltages.");
    }

    private static IEnumerable<ResultValue> ResultsOf(FittedBarrier barrier)
    {
        yield return Result("barrier_height", barrier.HeightVolts, "V", "Mean height of the barrier (Brinkman).");
        yield return Result("barrier_width", barrier.WidthMeters, "m", "Width of the barrier (Brinkman).");
        yield return Result(
            "barrier_asymmetry", barrier.AsymmetryVolts, "V", "Difference of the barrier's heights at both sides (Brinkman).");
    }

    private static ResultValue Result(string name, Estimate estimate, string unit, string description) =>
        new(name, estimate.Value, unit, estimate.StandardUncertainty, description);

    private static IEnumerable<string> DoubtsOf(TunnelFitResult fit)
    {
        if (fit.MisfitRatio > MostMisfit)
        {
            yield return $"The model does not describe the curves: they scatter {fit.MisfitRatio:G2} times as much about it as "
                + $"the readings among themselves. Look at the residuals; a smaller range of currents may follow Brinkman's "
                + $"parabola.";
        }
    }

    private IEnumerable<string> DoubtsOf(FittedBarrier barrier)
    {
        if (HighestVolts > barrier.HeightVolts.Value)
        {
            yield return $"The voltage went to {HighestVolts:G3} V, above the barrier's height of "
                + $"{barrier.HeightVolts.Value:G3} V: "
                + $"Brinkman's parabola holds below it only. Take smaller currents.";
        }

        if (settings.DiameterUncertainty.Meters == 0)
        {
            yield return "The diameter counts as exact. Set diameter_uncertainty, which the RA product feels twice.";
        }
    }

    private IEnumerable<string> SeenByTheWatch()
    {
        double[] found = data.Numbers(IvCurveExperiment.WatchColumn.Name);
        double[] wanted = data.Numbers(IvCurveExperiment.WantedColumn.Name);
        double[] after = data.Numbers(IvCurveExperiment.AfterColumn.Name);
        for (int i = 0; i < found.Length; i++)
        {
            string where = $"At {wanted[i] * 1e6:G4} µA";
            string remains = WhatRemains(i, after[i]);
            switch ((WatchFinding)(int)found[i])
            {
                case WatchFinding.ResistanceDrop:
                    yield return $"{where} the resistance fell below what the points before let expect, and the watch stopped "
                        + $"the run: the barrier begins to break down, or the free layer switched. {remains}";
                    break;
                case WatchFinding.NoiseStep:
                    yield return $"{where} the noise rose in a step, and the watch stopped the run: a pinhole opens, or the free "
                        + $"layer switches to and fro. {remains}";
                    break;
                case WatchFinding.Compliance:
                    yield return $"{where} the source held the largest voltage of {settings.LargestVoltage}, and the branch "
                        + $"ended. {remains}";
                    break;
            }
        }

        if (found.Count(each => (WatchFinding)(int)each == WatchFinding.BranchEnded) is var ended and > 0)
        {
            yield return $"{ended} points were left out: their branches had come to the largest voltage or power.";
        }
    }

    private string WhatRemains(int point, double afterOhms)
    {
        double[] parallel = data.Numbers(IvCurveExperiment.ParallelColumn.Name);
        double[] wanted = data.Numbers(IvCurveExperiment.WantedColumn.Name);
        double[] volts = data.Numbers(IvCurveExperiment.VoltageColumn.Name);
        double[] amperes = data.Numbers(IvCurveExperiment.CurrentColumn.Name);
        int first = Enumerable.Range(0, data.Count)
            .First(i => parallel[i] == parallel[point] && Math.Sign(wanted[i]) == Math.Sign(wanted[point]));
        double before = volts[first] / amperes[first];
        return Math.Abs(afterOhms - before) <= SameResistance * before
            ? $"At the first current it has its {before:G4} Ω again: no lasting damage."
            : $"At the first current it has {afterOhms:G4} Ω, and had {before:G4} Ω before.";
    }

    private static IEnumerable<BiasPoint> PointsOf(IvCurveSettings settings, IRunData data)
    {
        double[] parallel = data.Numbers(IvCurveExperiment.ParallelColumn.Name);
        double[] volts = data.Numbers(IvCurveExperiment.VoltageColumn.Name);
        double[] amperes = data.Numbers(IvCurveExperiment.CurrentColumn.Name);
        double[] voltScatters = data.Numbers(IvCurveExperiment.VoltageScatterColumn.Name);
        double[] ampereScatters = data.Numbers(IvCurveExperiment.CurrentScatterColumn.Name);
        double[] found = data.Numbers(IvCurveExperiment.WatchColumn.Name);
        for (int i = 0; i < data.Count; i++)
        {
            if ((WatchFinding)(int)found[i] != WatchFinding.Measured)
            {
                continue;
            }

            yield return new BiasPoint(
                parallel[i] > 0, volts[i], amperes[i], voltScatters[i], ampereScatters[i], settings.Readings);
        }
    }

    // Records of earlier versions do not have every column.
    private static double[] NumbersOf(IRunData data, Column column) =>
        data.Columns.Any(each => each.Name == column.Name)
            ? data.Numbers(column.Name)
            : [.. Enumerable.Repeat(double.NaN, data.Count)];

    private static IEnumerable<BiasChange> ChangesOf(IvCurveSettings settings, IRunData data)
    {
        double[] parallel = data.Numbers(IvCurveExperiment.ParallelColumn.Name);
        double[] volts = data.Numbers(IvCurveExperiment.VoltageColumn.Name);
        double[] amperes = data.Numbers(IvCurveExperiment.CurrentColumn.Name);
        double[] changes = NumbersOf(data, IvCurveExperiment.ChangeColumn);
        double[] ohms = NumbersOf(data, IvCurveExperiment.DifferentialColumn);
        double[] scatters = NumbersOf(data, IvCurveExperiment.DifferentialScatterColumn);
        double[] found = data.Numbers(IvCurveExperiment.WatchColumn.Name);
        return Enumerable.Range(0, data.Count)
            .Where(i => (WatchFinding)(int)found[i] == WatchFinding.Measured && !double.IsNaN(changes[i]))
            .Select(i => new BiasChange(
                parallel[i] > 0, amperes[i], changes[i], volts[i], changes[i] * ohms[i], changes[i] * scatters[i],
                settings.Readings));
    }

    private IEnumerable<MeasuredSlope> SlopesOf() => changes.Select(each =>
    {
        double siemens = each.ChangeAmperes / each.HalfVolts;
        double relative = each.HalfVoltScatter / (each.HalfVolts * Math.Sqrt(each.Readings));
        return new MeasuredSlope(each.IsParallel, each.MeanVolts, siemens, siemens * relative);
    });
}
