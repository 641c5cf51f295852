using Lab.Calibration;
using Lab.Calibration.Switching;
using Lab.Quantities;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Protocols.Switching;

/// <summary>Probabilities, currents and the barrier from the trials.</summary>
internal sealed class SwitchingAnalysis(IRunData data, SwitchingSettings settings)
{
    private const double Milliampere = 1e-3;
    private const double Nanosecond = 1e-9;

    /// <summary>Levels that differ by less than this many standard deviations of a reading are one.</summary>
    private const double Distinct = 6;

    /// <summary>Beyond this share of resets that failed, the trials are not what the plan says.</summary>
    private const double MostFailedResets = 0.01;

    private const int CurvePoints = 200;

    private readonly double[] widths = data.Numbers(SwitchingExperiment.WidthColumn.Name);
    private readonly double[] given = data.Numbers(SwitchingExperiment.GivenColumn.Name);
    private readonly double[] before = data.Numbers(SwitchingExperiment.BeforeColumn.Name);
    private readonly double[] after = data.Numbers(SwitchingExperiment.AfterColumn.Name);

    /// <summary>Counts, fits and reports.</summary>
    public Analysis Conclude()
    {
        if (data.Count == 0)
        {
            return new Analysis { Failure = "There is no trial yet." };
        }

        double[] all = [.. before, .. after];
        double threshold = (all.Min() + all.Max()) / 2;
        double[] low = [.. all.Where(ohms => ohms <= threshold)];
        double[] high = [.. all.Where(ohms => ohms > threshold)];
        if (high.Length < 2 || low.Length < 2
            || !(high.Average() - low.Average() > Distinct * Math.Sqrt(Variance(high) + Variance(low))))
        {
            return new Analysis
            {
                Failure =
                    "The resistances do not fall into two levels: no pulse switched the junction, or the sense current is too "
                        + "small to tell its states apart.",
            };
        }

        bool startsHigh = before.Count(ohms => ohms > threshold) * 2 > before.Length;
        double ohmsOfStart = startsHigh ? high.Average() : low.Average();
        int failedResets = before.Count(ohms => ohms > threshold != startsHigh);
        SwitchingCount[] counts =
        [
            .. Enumerable.Range(0, data.Count).Where(i => before[i] > threshold == startsHigh)
                .GroupBy(i => (widths[i], given[i]))
                .Select(same => new SwitchingCount(
                    same.Key.Item1, CurrentOf(same.Key.Item2, ohmsOfStart), same.Count(),
                    same.Count(i => after[i] > threshold != startsHigh)))
                .OrderBy(count => count.WidthSeconds).ThenBy(count => count.Amperes),
        ];
        var fit = SwitchingFit.Find(counts, out string? failure);
        string[] doubts = [.. Doubts(fit, startsHigh, failedResets)];
        return fit is null
            ? new Analysis { Failure = failure, Warnings = doubts, Figures = [DrawProbabilities(counts, fit: null)] }
            : new Analysis
            {
                Conclusion = new Conclusion(
                    "The barrier of the state that is left is {stability} times the thermal energy, and a current of "
                        + "{critical_current} takes it away. Short pulses need more: the precession takes {precession_time}.",
                    "Find the field at which both states are equally stable with `lab run resistance-loop`. More trials tell "
                        + "barrier and current better apart: `lab run switching --trials 100`.")
                {
                    Trust = "Both hold at the field and the temperature that were there, for an attempt frequency of 1 GHz. "
                        + "The probabilities have the uncertainty of their counts; more trials narrow them with the root.",
                },
                Results = [.. ResultsOf(fit, low.Average(), high.Average())],
                Figures = [DrawProbabilities(counts, fit), DrawCurrents(counts, fit)],
                Tables = [TableOf(counts, fit)],
                Warnings = doubts,
            };
    }

    // The sense current flows through the bias tee during the pulse as well.
    private double CurrentOf(double volts, double ohms) =>
        Math.Abs((2 * volts / (ohms + settings.SourceImpedance.Ohms)) + settings.SenseCurrent.Amperes);

    private static double Variance(double[] values) => values.Average(value => Math.Pow(value - values.Average(), 2));

    private static IEnumerable<ResultValue> ResultsOf(SwitchingFit fit, double low, double high)
    {
        yield return Result(
            "stability", fit.Stability, string.Empty,
            "Δ, barrier over thermal energy of the state that is left, at the field that is there, for f₀ = 1 GHz.");
        yield return Result("critical_current", fit.CriticalAmperes, "A", "I_c0, the current that takes the barrier away.");
        if (fit.PrecessionSeconds.IsKnown)
        {
            yield return Result(
                "precession_time", fit.PrecessionSeconds, "s",
                "τ_D of the precessional regime: a pulse of width t needs 1 + τ_D/t of the critical current.") with
            { IsParameter = true };
        }

        yield return new ResultValue("low_resistance", low, "Ω", null, "Resistance of the lower state.") { Digits = 5 };
        yield return new ResultValue("high_resistance", high, "Ω", null, "Resistance of the higher state.") { Digits = 5 };
    }

    private static ResultValue Result(string name, Estimate estimate, string unit, string description) =>
        new(name, estimate.Value, unit, estimate.StandardUncertainty, description);

    private IEnumerable<string> Doubts(SwitchingFit? fit, bool startsHigh, int failedResets)
    {
        if (failedResets > MostFailedResets * data.Count)
        {
            yield return $"{failedResets} of {data.Count} resets failed; their trials are left out. Raise reset_amplitude or "
                + "reset_width, and see whether the states live long enough to be read.";
        }

        if (startsHigh)
        {
            yield return "The pulses leave the state of the higher resistance, which falls with the bias: the currents are "
                + "computed "
                + "with its resistance at the sense current, so that they and the critical current are too small.";
        }

        if (fit?.Misfit is { } misfit)
        {
            yield return misfit;
        }

        if (fit is { PrecessionSeconds: { IsKnown: true } precession }
            && precession.Value < -2 * precession.StandardUncertainty)
        {
            yield return "The time of precession comes out below zero: short pulses switch at smaller currents than the law "
                + "allows. "
                + "Check the shape and the amplitude of the shortest pulses.";
        }

        if (fit is { PrecessionSeconds.IsKnown: false })
        {
            yield return "Pulses of one width do not tell precession from the barrier: the critical current is that of this "
                + "width.";
        }
    }

    private static ResultTable TableOf(IReadOnlyList<SwitchingCount> counts, SwitchingFit fit) => new(
        "Switching current against pulse width",
        ["width (ns)", "current of half (mA)", "uncertainty (mA)", "regime"],
        [
            .. counts.Select(count => count.WidthSeconds).Distinct().Select(width =>
            {
                Estimate half = fit.HalfAmperes(width);
                return (IReadOnlyList<string>)
                [
                    $"{width / Nanosecond:G6}", $"{half.Value / Milliampere:G6}", $"{half.StandardUncertainty / Milliampere:G2}",
                    fit.Law.IsPrecessional(width) ? "precessional" : "thermally activated",
                ];
            }),
        ]);

    private static Figure DrawProbabilities(IReadOnlyList<SwitchingCount> counts, SwitchingFit? fit)
    {
        var series = new List<FigureSeries>();
        foreach ((int group, IGrouping<double, SwitchingCount> width) in counts.GroupBy(count => count.WidthSeconds).Index())
        {
            SwitchingCount[] same = [.. width];
            string name = $"{width.Key / Nanosecond:G6} ns";
            series.Add(new FigureSeries(
                name,
                [.. same.Select(count => count.Amperes / Milliampere)],
                [.. same.Select(Interval).Select(interval => (interval.Lower + interval.Upper) / 2)],
                SeriesStyle.Points, group,
                [.. same.Select(Interval).Select(interval => (interval.Upper - interval.Lower) / 2)]));
            if (fit is not null)
            {
                double from = same[0].Amperes;
                double step = (same[^1].Amperes - from) / (CurvePoints - 1);
                double[] currents = [.. Enumerable.Range(0, CurvePoints).Select(i => from + (i * step))];
                series.Add(new FigureSeries(
                    $"{name}, law", [.. currents.Select(amperes => amperes / Milliampere)],
                    [.. currents.Select(amperes => fit.Law.Probability(width.Key, amperes))], SeriesStyle.Line, group));
            }
        }

        return new Figure(
            "Switching probability against current", "current (mA)", [new FigurePanel("probability", series)],
            "Points and bars are Wilson's intervals of 68 %. The current is twice the amplitude over the sum of the "
                + "resistances.");

        static WilsonInterval Interval(SwitchingCount count) => WilsonInterval.Of(count.Switched, count.Trials);
    }

    private static Figure DrawCurrents(IReadOnlyList<SwitchingCount> counts, SwitchingFit fit)
    {
        double[] found = [.. counts.Select(count => count.WidthSeconds).Distinct()];
        double ratio = found[^1] / found[0];
        double[] curve = [.. Enumerable.Range(0, CurvePoints).Select(i => found[0] * Math.Pow(ratio, i / (CurvePoints - 1.0)))];
        FigureSeries Of(string name, double[] at, SeriesStyle style, Func<double, double> amperes, double[]? bars = null) => new(
            name, [.. at.Select(width => width / Nanosecond)], [.. at.Select(width => amperes(width) / Milliampere)], style,
            style == SeriesStyle.DashedLine ? 1 : 0, bars);
        return new Figure(
            "Switching current against pulse width", "pulse width (ns)",
            [
                new FigurePanel(
                    "current of half (mA)",
                    [
                        Of(
                            "each width alone",
                            [.. found.Where(width => double.IsFinite(Middle(counts, width)))],
                            SeriesStyle.Points,
                            width => Middle(counts, width)),
                        Of("law", curve, SeriesStyle.Line, fit.Law.HalfAmperes),
                        Of(
                            "without precession", curve, SeriesStyle.DashedLine,
                            (fit.Law with { PrecessionSeconds = 0 }).HalfAmperes),
                    ]),
            ],
            "A straight line in the logarithm of the width is thermal activation; the rise at short pulses is precession.")
        {
            IsLogarithmic = true,
        };
    }

    // Between the two currents about the half, in a straight line; NaN where the counts do not cross it.
    private static double Middle(IReadOnlyList<SwitchingCount> counts, double width)
    {
        SwitchingCount[] same = [.. counts.Where(count => count.WidthSeconds == width)];
        int above = Array.FindIndex(same, count => count.Share >= 0.5);
        return above <= 0 ? double.NaN
            : same[above - 1].Amperes + ((0.5 - same[above - 1].Share) / (same[above].Share - same[above - 1].Share)
                * (same[above].Amperes - same[above - 1].Amperes));
    }
}
