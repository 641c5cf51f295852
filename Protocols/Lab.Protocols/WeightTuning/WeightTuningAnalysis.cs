using System.Globalization;
using Lab.Calibration;
using Lab.Calibration.Regression;
using Lab.Calibration.SpinDiodes;
using Lab.Calibration.WeightTunings;
using Lab.Protocols.Fields;
using Lab.Protocols.SpinDiodes;
using Lab.Quantities;
using Lab.Runs.Records;
using Lab.Runs.Reports;
using Lab.Runs.Results;

namespace Lab.Protocols.WeightTuning;

/// <summary>Resonance and weight at each current, and the laws between them.</summary>
internal sealed class WeightTuningAnalysis(WeightTuningSettings settings, IRunData data)
{
    private const int CurvePoints = 241;

    // Of the whole range of weights, between neighbouring currents.
    private const double LargestStepOfWeight = 0.5;

    // Of the largest weight: V(P) that bends by less is straight for most purposes.
    private const double SmallBend = 0.05;

    // Of a hundred honest runs one has resonances that scatter so much.
    private const double SmallestProbability = 0.01;

    private readonly TunedReadings readings = WeightTuningExperiment.Readings(settings, data);
    private readonly RecordedPower level = new(settings.LevelUncertainty, data);
    private readonly RecordedField field = new(settings.Field, settings.FieldSlope, data);

    /// <summary>Fits every current, then all of them together, then the laws.</summary>
    public Analysis Conclude()
    {
        List<Tuned> tuned = [.. readings.Amperes.Select((amperes, visit) => FitCurrent(Current.FromAmperes(amperes), visit))];
        if (tuned.Find(t => !t.Spectrum.Succeeded) is { } failed)
        {
            return new Analysis
            {
                Failure = $"At {failed.Current}: {failed.Spectrum.Message}{WhereToLook(tuned, failed)}",
                Figures = [DrawSpectra(tuned)],
                Warnings = [.. SpectrumWarnings(tuned, spectrum => spectrum.Warnings)],
            };
        }

        if (TunedJunctionFit.Fit(readings, [.. tuned.Select(t => t.Spectrum)]) is not { } junction)
        {
            return new Analysis
            {
                Failure =
                    "No junction was found whose line, moved along its frequency, gives all spectra and V(P). Check the "
                        + "currents, and lower the powers.",
                Figures = [DrawSpectra(tuned)],
                Warnings = [.. SpectrumWarnings(tuned, spectrum => spectrum.Warnings)],
            };
        }

        PowerResponse[] responses = [.. tuned.Select((_, visit) => PowerResponse.Of(readings, visit, junction))];
        var curve = new WeightCurve(
            settings.Tone, [.. settings.Powers.Select(power => power.Watts)], junction, [.. tuned.Select(t => t.HertzBeside)]);
        WeightZero zero = curve.FindZero([.. tuned.Zip(responses, (t, response) => (t.Current.Amperes, response.Weight))]);
        return new Analysis
        {
            Conclusion = new Conclusion(
                "The current moves the resonance by {frequency_per_current}. The weight at the tone goes from "
                    + "{smallest_weight} to {largest_weight}. It passes zero at {zero_weight_current}, where it changes by "
                    + "{weight_slope_per_current}.",
                "Measure the weights of a chain against both currents with `lab run weight-map`. `lab twin fit RUN -o "
                    + "my-device.yaml` makes a twin of the junction with its tuning.")
            {
                Trust = "V(P) is straight to an R² of {lowest_r_squared} or better: the voltage is a weight times a power "
                    + "there. Resonances have to lie on one parabola in the current.",
            },
            Results = [.. Results(tuned, responses, junction, curve, zero)],
            Figures =
            [
                DrawSpectra(tuned),
                DrawResponses(tuned),
                DrawWeights(tuned, responses, curve, zero),
                DrawResonances(tuned, junction, curve)
            ],
            Tables = [Tabulate(tuned, responses, junction)],
            Warnings =
            [
                // What a spectrum at one power does not tell by itself, the readings at all currents tell together.
                .. SpectrumWarnings(tuned, spectrum => spectrum.SweepWarnings),
                .. Doubts(tuned, responses, junction, curve, zero),
                .. field.Warnings,
            ],
        };
    }

    private static IEnumerable<string> SpectrumWarnings(List<Tuned> tuned, Func<SpinDiodeFitResult, IReadOnlyList<string>> of) =>
        ByCurrent(tuned).SelectMany(visit => of(tuned[visit].Spectrum).Select(
            warning => $"At {tuned[visit].Current}: {warning}"));

    /// <summary>Where the resonances at the other currents let expect the resonance that was not found, in words; empty where too
    /// few were found, or where it should have been.</summary>
    private string WhereToLook(List<Tuned> tuned, Tuned failed)
    {
        Tuned[] found = [.. tuned.Where(t => t.Spectrum.Succeeded)];
        if (found.Length < 3 || found.Select(t => t.Current).Distinct().Count() < 2)
        {
            return string.Empty;
        }

        double hertz = LineFit.Of(
            [.. found.Select(t => t.Current.Amperes)], [.. found.Select(t => t.Spectrum.ResonanceFrequency.Value)])
            .At(failed.Current.Amperes).Value;
        (Frequency low, Frequency high) = (settings.Frequencies.Min(), settings.Frequencies.Max());
        return hertz > 0 && (hertz < low.Hertz || hertz > high.Hertz)
            ? $" By the other currents it lies near {hertz / 1e6:0} MHz, outside {low} to {high}: widen 'frequencies', or "
                + "narrow 'currents'."
            : string.Empty;
    }

    private IEnumerable<ResultValue> Results(
        List<Tuned> tuned, PowerResponse[] responses, TunedJunction junction, WeightCurve curve, WeightZero zero)
    {
        // Where the model does not hold, its uncertainties promise what nobody keeps; and a scatter of few visits says too little
        // to replace them.
        bool holds = junction.Doubts.Count == 0
            && curve.ScatterProbability >= SmallestProbability && curve.WalkPerRootSecond == 0;
        double amperesPerHertz = 1 / curve.FrequencyPerAmpere.Value;
        if (zero.IsDetermined)
        {
            yield return Fitted(
                "weight_slope_per_current",
                Widen(zero.Slope, zero.Slope.Value + zero.SlopePerLogPower),
                "V/W/A",
                "Slope of the weight against the line's current where the weight is zero.");
        }

        yield return Fitted(
            "frequency_per_current",
            curve.FrequencyPerAmpere,
            "Hz/A",
            "Shift of the resonance with the line's current, at no current.");
        yield return Fitted(
            "frequency_curvature",
            curve.FrequencyPerSquareAmpere,
            "Hz/A²",
            "What the square of the line's current shifts the resonance by.");
        if (zero.IsDetermined)
        {
            yield return Fitted(
                "zero_weight_current",
                field.Widen(Widen(zero.Current, zero.CurrentPerLogPower), amperesPerHertz),
                "A",
                "Current at which the weight is zero.");
        }

        int smallest = Enumerable.Range(0, responses.Length).MinBy(visit => responses[visit].Weight.Value);
        int largest = Enumerable.Range(0, responses.Length).MaxBy(visit => responses[visit].Weight.Value);
        yield return Weight("smallest_weight", smallest, "The most negative weight measured.");
        yield return Weight("largest_weight", largest, "The most positive weight measured.");
        yield return new ResultValue(
            "lowest_r_squared",
            tuned.Min(t => t.Response.RSquared),
            string.Empty,
            Uncertainty: null,
            "R² of the least linear V(P).");
        yield return level.Result;
        foreach (ResultValue there in field.Results)
        {
            yield return there;
        }

        // A power that is not what it is taken for is common to all points.
        Estimate Widen(Estimate estimate, double perLogPower) =>
            estimate with { StandardUncertainty = double.Hypot(estimate.StandardUncertainty, perLogPower * level.Relative) };

        ResultValue Fitted(string name, Estimate estimate, string unit, string description) =>
            new(name, estimate.Value, unit, holds ? estimate.StandardUncertainty : null, description)
            {
                IsParameter = name == "frequency_per_current"
            };

        // A field that is off moves the resonance past the tone as a current does, and the weight along its curve.
        ResultValue Weight(string name, int visit, string description)
        {
            double perHertz = curve.SlopeAt(tuned[visit].Current.Amperes) * amperesPerHertz;
            Estimate weight = field.Widen(level.Widen(responses[visit].Weight), double.IsFinite(perHertz) ? perHertz : 0);
            return new ResultValue(name, weight.Value, "V/W", weight.StandardUncertainty, description);
        }
    }

    private static IEnumerable<string> Doubts(
        List<Tuned> tuned, PowerResponse[] responses, TunedJunction junction, WeightCurve curve, WeightZero zero)
    {
        if (junction.Doubts.Count > 0)
        {
            yield return "One junction whose resonance moves with the current does not describe the readings, and the "
                + $"uncertainties of what it gives are withheld: {string.Join("; ", junction.Doubts)}.";
        }

        if (!zero.IsDetermined)
        {
            yield return $"zero_weight_current and weight_slope_per_current are not determined: {zero.Reason}.";
        }

        if (curve.ScatterProbability < SmallestProbability)
        {
            yield return $"The resonances scatter {Math.Sqrt(curve.ReducedChiSquare):0.0} times as much about a parabola in "
                + "the current "
                + $"as their uncertainties promise (probability {curve.ScatterProbability:G1}), and the uncertainties of what "
                + "follows from it "
                + "are withheld. A resonance that drifts or jumps, or lags behind the line's field, does that: let the bench "
                + "warm up, or "
                + "average over several runs.";
        }

        else if (curve.WalkPerRootSecond > 0)
        {
            yield return $"The resonance moves by itself, as by a walk of {curve.WalkPerRootSecond / 1e3:0.0} kHz/√s, and the "
                + "uncertainties of what follows from it are withheld, since it may be no walk. "
                + "Let the bench warm up, or average over several runs.";
        }

        double largest = responses.Max(response => Math.Abs(response.Weight.Value)) * tuned[0].PowerWatts.Max();
        int bent = Enumerable.Range(0, responses.Length).MaxBy(visit => responses[visit].LargestDeparture);
        if (responses[bent].LargestDeparture > Math.Max(SmallBend * largest, 5 * responses[bent].DepartureUncertainty))
        {
            yield return $"At {tuned[bent].Current} V(P) is not straight: a power's mean lies "
                + $"{Quantity.FormatSi(responses[bent].LargestDeparture, "V", 2)} off the line. "
                + "The resonance moves with power, and the weights are slopes over these powers alone; lower 'powers' for "
                + "weights that hold at any power.";
        }
    }

    private static ResultTable Tabulate(List<Tuned> tuned, PowerResponse[] responses, TunedJunction junction) => new(
        "Each current",
        ["current (mA)", "resonance (MHz)", "half width (MHz)", "weight (V/W)", "± (V/W)", "R²"],
        [
            .. ByCurrent(tuned).Select(visit => (IReadOnlyList<string>)
            [
                $"{tuned[visit].Current.Milliamperes:0.###}",
                $"{junction.Resonances[visit].Value / 1e6:0.0000}",
                $"{tuned[visit].Spectrum.Linewidth.Value / 1e6:0.0000}",
                $"{responses[visit].Weight.Value:0.0000}",
                $"{responses[visit].Weight.StandardUncertainty:0.0000}",
                $"{tuned[visit].Response.RSquared:0.000000}",
            ]),
        ]);

    private static Figure DrawResponses(List<Tuned> tuned) => new(
        "Voltage against power at the fixed tone",
        "power (µW)",
        [
            new FigurePanel("voltage − offset (µV)",
            [
                .. ByCurrent(tuned).Select(visit => tuned[visit]).SelectMany((t, group) => (FigureSeries[])
                [
                    new(
                        t.Current.ToString(),
                        [.. t.PowerWatts.Select(p => p / 1e-6)],
                        [.. t.PowerWatts.Select((p, i) => ((p * t.Response.Slope.Value) + t.Response.Residuals[i]) / 1e-6)],
                        SeriesStyle.Points,
                        group,
                        [.. t.PowerWatts.Select(_ => t.Spectrum.WhiteNoise / 1e-6)]),
                    new($"{t.Current}, fit", [0, t.PowerWatts.Max() / 1e-6], [
                        0,
                        t.PowerWatts.Max() * t.Response.Slope.Value / 1e-6
                    ], SeriesStyle.Line, group),
                ]),
            ]),
        ],
        "The slope is the synaptic weight; the current in the field line tunes it through zero.");

    private Figure DrawResonances(List<Tuned> tuned, TunedJunction junction, WeightCurve curve) => new(
        "Resonance against current",
        "field-line current (mA)",
        [
            new FigurePanel("resonance (MHz)",
            [
                new FigureSeries(
                    "at vanishing power",
                    [.. tuned.Select(t => t.Current.Milliamperes)],
                    [.. junction.Resonances.Select(resonance => resonance.Value / 1e6)],
                    SeriesStyle.Points,
                    0,
                    [.. junction.Resonances.Select(resonance => resonance.StandardUncertainty / 1e6)]),
                new FigureSeries(
                    "parabola",
                    [.. FineCurrents().Select(current => current.Milliamperes)],
                    [.. FineCurrents().Select(current => curve.ResonanceAt(current.Amperes) / 1e6)],
                    SeriesStyle.Line,
                    0),
            ],
            RelativeHeight: 2),
            new FigurePanel("residual (kHz)",
            [
                new FigureSeries(
                    "residual",
                    [.. tuned.Select(t => t.Current.Milliamperes)],
                    [.. curve.Residuals.Select(residual => residual / 1e3)],
                    SeriesStyle.Points,
                    0,
                    [.. junction.Resonances.Select(resonance => resonance.StandardUncertainty / 1e3)]),
            ]),
        ],
        string.Create(
            CultureInfo.InvariantCulture,
            $"χ² per degree of freedom {curve.ReducedChiSquare:0.00}; honest scatter is as large with a probability of "
                + $"{curve.ScatterProbability:G2}."));

    private Figure DrawSpectra(List<Tuned> tuned) => new(
        "Spectra against current",
        "frequency (MHz)",
        [
            new FigurePanel(tuned.TrueForAll(t => t.Spectrum.Succeeded) ? "voltage − offset (µV)" : "voltage (µV)",
            [
                .. ByCurrent(tuned).SelectMany((visit, group) => DrawSpectrum(tuned[visit], group)),
            ]),
        ],
        $"Points: readings at {settings.SpectrumPower}. Lines: Eq. 3.15.");

    private IEnumerable<FigureSeries> DrawSpectrum(Tuned t, int group)
    {
        int[] points = [.. Enumerable.Range(0, t.FrequencyHertz.Length).OrderBy(i => t.FrequencyHertz[i])];
        double[] x = [.. points.Select(i => t.FrequencyHertz[i] / 1e6)];
        double[] y =
            [.. points.Select(i => (t.SpectrumVolts[i] - (t.Spectrum.Succeeded ? t.Spectrum.OffsetVolts[i] : 0)) / 1e-6)];
        yield return new FigureSeries(
            t.Current.ToString(), x, y, SeriesStyle.Points, group,
            t.Spectrum.Succeeded ? [.. points.Select(_ => t.Spectrum.WhiteNoise / 1e-6)] : null);
        if (t.Spectrum.Succeeded)
        {
            (double[] hertz, double[] volts) = FittedCurve.Of(t.Spectrum, points, t.FrequencyHertz, settings.SpectrumPower.Watts);
            yield return new FigureSeries(
                $"{t.Current}, fit", [.. hertz.Select(f => f / 1e6)], [.. volts.Select(v => v / 1e-6)], SeriesStyle.Line, group);
        }
    }

    private Sweep<Current> FineCurrents() =>
        Sweep<Current>.Parse(
            $"{settings.Currents.Min(c => c.Amperes):R}..{settings.Currents.Max(c => c.Amperes):R} A in {CurvePoints}");

    private Figure DrawWeights(List<Tuned> tuned, PowerResponse[] responses, WeightCurve curve, WeightZero zero)
    {
        (double Milliamperes, double Weight)[] line = [.. FineCurrents().Select(c => (c.Milliamperes, curve.WeightAt(c.Amperes)))
            .Where(point => double.IsFinite(point.Item2))];
        return new Figure(
            "Weight against current",
            "field-line current (mA)",
            [
                new FigurePanel("weight (V/W)",
                [
                    new FigureSeries(
                        "slopes of V(P)",
                        [.. tuned.Select(t => t.Current.Milliamperes)],
                        [.. responses.Select(response => response.Weight.Value)],
                        SeriesStyle.Points,
                        0,
                        [.. responses.Select(response => response.Weight.StandardUncertainty)]),
                    new FigureSeries(
                        "spin-diode line",
                        [.. line.Select(point => point.Milliamperes)],
                        [.. line.Select(point => point.Weight)],
                        SeriesStyle.Line,
                        0),
                    .. MarkZero(zero),
                ]),
            ],
            $"Weight at the tone of {settings.Tone}.{SteepPart(tuned, curve)}");
    }

    private static IEnumerable<FigureSeries> MarkZero(WeightZero zero) => zero.IsDetermined
        ?
        [
            new FigureSeries(
                $"zero at {ValueText.Format(zero.Current.Value, "A", zero.Current.StandardUncertainty)}",
                [zero.Current.Value / 1e-3],
                [0],
                SeriesStyle.Points,
                1)
            {
                XUncertainty = [zero.Current.StandardUncertainty / 1e-3],
            },
        ]
        : [];

    // The steepest part is where the zero lies; a curve without a point there rests on the model alone.
    private static string SteepPart(List<Tuned> tuned, WeightCurve curve)
    {
        double[] amperes = [.. tuned.Select(t => t.Current.Amperes).Distinct().Order()];
        if (amperes.Length < 3)
        {
            return string.Empty;
        }

        double[] steps = [.. amperes.Zip(amperes.Skip(1), (a, b) => Math.Abs(curve.WeightAt(b) - curve.WeightAt(a)))];
        double[] weights = [.. amperes.Select(curve.WeightAt)];
        int steepest = Enumerable.Range(0, steps.Length).MaxBy(i => steps[i]);
        (Current from, Current to) = (Current.FromAmperes(amperes[steepest]), Current.FromAmperes(amperes[steepest + 1]));
        return steps[steepest] > LargestStepOfWeight * (weights.Max() - weights.Min())
            ? $" Between {from} and {to}, where it is steepest, no current was measured, and the curve rests on the model: for "
                + "points there, "
                + $"--set \"currents=…; {from}..{to} step {(to - from) / 4}\"."
            : string.Empty;
    }

    /// <summary>The visits by their currents, those of one current by time.</summary>
    private static IEnumerable<int> ByCurrent(List<Tuned> tuned) =>
        Enumerable.Range(0, tuned.Count).OrderBy(visit => tuned[visit].Current.Amperes);

    private Tuned FitCurrent(Current current, int visit)
    {
        int[] spectrum = PointsOf(visit, isResponse: false);
        int[] response = PointsOf(visit, isResponse: true);
        double[] spectrumHertz = Pick(readings.FrequencyHertz, spectrum);
        double[] spectrumVolts = Pick(readings.Volts, spectrum);
        double[] responseWatts = Pick(readings.PowerWatts, response);
        return new Tuned(
            current,
            spectrumHertz,
            spectrumVolts,
            SpinDiodeFit.Fit(spectrumHertz, Pick(readings.PowerWatts, spectrum), spectrumVolts, Pick(readings.Seconds, spectrum)),
            responseWatts,
            LineFit.WithDrift(responseWatts, Pick(readings.Volts, response), Pick(readings.Seconds, response)),
            field.HertzBeside(spectrum));
    }

    private int[] PointsOf(int visit, bool isResponse) =>
        [.. Enumerable.Range(0, data.Count).Where(i => readings.Visit[i] == visit && readings.IsResponse[i] == isResponse)];

    private static double[] Pick(double[] values, int[] points) => [.. points.Select(i => values[i])];

    /// <summary>The result at one current. The field is common to all currents, and drops out of what differs between them,
    /// unless a resumed run settled at another one: <see cref="HertzBeside"/>.</summary>
    private sealed record Tuned(
        Current Current,
        double[] FrequencyHertz,
        double[] SpectrumVolts,
        SpinDiodeFitResult Spectrum,
        double[] PowerWatts,
        LineFit Response,
        double HertzBeside);
}
