using Lab.Calibration;
using Lab.Calibration.Regression;
using Lab.Calibration.SpinDiodes;
using Lab.Protocols.Fields;
using Lab.Quantities;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Protocols.WeightTuning;

/// <summary>Resonance and weight at each current, and the laws between them.</summary>
internal sealed class WeightTuningAnalysis(WeightTuningSettings settings, IRunData data)
{
    private const int CurvePoints = 121;

    private readonly double[] currents = data.Numbers(WeightTuningExperiment.CurrentColumn.Name);
    private readonly double[] frequencies = data.Numbers(WeightTuningExperiment.FrequencyColumn.Name);
    private readonly double[] powers = data.Numbers(WeightTuningExperiment.PowerColumn.Name);
    private readonly double[] voltages = data.Numbers(WeightTuningExperiment.VoltageColumn.Name);
    private readonly double[] parts = data.Numbers(WeightTuningExperiment.PartColumn.Name);
    private readonly RecordedPower level = new(settings.LevelUncertainty, data);
    private readonly RecordedField field = new(settings.Field, settings.FieldSlope, data);

    /// <summary>Fits every current, then the laws.</summary>
    public Analysis Conclude()
    {
        List<Tuned> tuned = [.. settings.Currents.Select(FitCurrent)];
        List<string> warnings = [.. tuned.SelectMany(t => t.Spectrum.Warnings.Select(warning => $"At {t.Current}: {warning}"))];
        if (tuned.Find(t => !t.Spectrum.Succeeded) is { } failed)
        {
            return new Analysis
            {
                Failure = $"At {failed.Current}: {failed.Spectrum.Message}",
                Figures = [DrawSpectra(tuned)],
                Warnings = warnings,
            };
        }

        double[] amperes = [.. tuned.Select(t => t.Current.Amperes)];
        LineFit resonance = LineFit.Weighted(
            amperes,
            [.. tuned.Select(t => t.Spectrum.ResonanceFrequency.Value)],
            [.. tuned.Select(t => double.Hypot(t.Spectrum.ResonanceFrequency.StandardUncertainty, t.HertzBeside))]);
        Estimate damping = MeanDamping(tuned);
        var curve = WeightCurve.Fit(
            settings.Tone, [.. settings.Powers.Select(power => power.Watts)], amperes, [.. tuned.Select(t => t.Response.Slope)], resonance, damping);
        return new Analysis
        {
            Results = [.. Results(tuned, resonance, curve)],
            Figures = [DrawSpectra(tuned), DrawResponses(tuned), DrawWeights(tuned, curve), DrawResonances(tuned, resonance)],
            Tables = [Tabulate(tuned)],
            Warnings = [.. warnings, .. Doubts(tuned, curve), .. field.Warnings],
            Failure = curve is null
                ? "The weights do not follow a spin-diode line: there is no current at which the weight is known to be zero. Check the tone and the range of currents."
                : null,
        };
    }

    private IEnumerable<ResultValue> Results(List<Tuned> tuned, LineFit resonance, WeightCurve? curve)
    {
        if (curve is not null)
        {
            yield return Result("weight_slope_per_current", level.Widen(curve.SlopeAtZero), "V/W/A", "Slope of the weight against the line's current where the weight is zero.");
        }

        yield return Result("frequency_per_current", resonance.Slope, "Hz/A", "Shift of the resonance with the line's current.");
        double amperesPerHertz = 1 / resonance.Slope.Value;
        if (curve is not null)
        {
            yield return Result("zero_weight_current", field.Widen(curve.ZeroCurrent, amperesPerHertz), "A", "Current at which the weight is zero.");
        }

        yield return Result("smallest_weight", Weight(tuned.MinBy(t => t.Response.Slope.Value)!), "V/W", "The most negative weight measured.");
        yield return Result("largest_weight", Weight(tuned.MaxBy(t => t.Response.Slope.Value)!), "V/W", "The most positive weight measured.");
        yield return new ResultValue(
            "lowest_r_squared", tuned.Min(t => t.Response.RSquared), string.Empty, Uncertainty: null, "R² of the least linear V(P).");
        yield return level.Result;
        foreach (ResultValue there in field.Results)
        {
            yield return there;
        }

        // A field that is off moves the resonance past the tone as a current does, and the weight along its curve.
        Estimate Weight(Tuned at) =>
            field.Widen(level.Widen(at.Response.Slope), (curve?.SlopeAt(at.Current.Amperes) ?? 0) * amperesPerHertz);
    }

    private static ResultValue Result(string name, Estimate estimate, string unit, string description) =>
        new(name, estimate.Value, unit, estimate.StandardUncertainty, description);

    /// <summary>Γ/ω_res of all spectra, weighted by their uncertainty.</summary>
    private static Estimate MeanDamping(List<Tuned> tuned)
    {
        double weight = tuned.Sum(t => WeightOf(t));
        return new Estimate(tuned.Sum(t => WeightOf(t) * t.Spectrum.Linewidth.Value / t.Spectrum.ResonanceFrequency.Value) / weight, 1 / Math.Sqrt(weight));

        static double WeightOf(Tuned t) => Math.Pow(t.Spectrum.ResonanceFrequency.Value / t.Spectrum.Linewidth.StandardUncertainty, 2);
    }

    private static IEnumerable<string> Doubts(List<Tuned> tuned, WeightCurve? curve)
    {
        if (tuned.TrueForAll(t => t.Response.Slope.Value > 0) || tuned.TrueForAll(t => t.Response.Slope.Value < 0))
        {
            yield return "The weight has the same sign at all currents, so its zero is extrapolated; widen 'currents' or move 'tone'.";
        }

        const double farTooLarge = 25; // five standard uncertainties of scatter on average
        if (curve?.ReducedChiSquare > farTooLarge)
        {
            yield return $"The weights scatter {Math.Sqrt(curve.ReducedChiSquare):0.0} times as much about the curve as their uncertainties promise; the uncertainties of the results are widened by that.";
        }
    }

    private static ResultTable Tabulate(List<Tuned> tuned) => new(
        "Each current",
        ["current (mA)", "resonance (MHz)", "linewidth (MHz)", "weight (V/W)", "± (V/W)", "R²"],
        [
            .. tuned.Select(t => (IReadOnlyList<string>)
            [
                $"{t.Current.Milliamperes:0.###}",
                $"{t.Spectrum.ResonanceFrequency.Value / 1e6:0.0000}",
                $"{t.Spectrum.Linewidth.Value / 1e6:0.0000}",
                $"{t.Response.Slope.Value:0.0000}",
                $"{t.Response.Slope.StandardUncertainty:0.0000}",
                $"{t.Response.RSquared:0.000000}",
            ]),
        ]);

    private static Figure DrawResponses(List<Tuned> tuned) => new(
        "Voltage against power at the fixed tone",
        "power (µW)",
        [
            new FigurePanel("voltage − offset (µV)",
            [
                .. tuned.SelectMany((t, group) => (FigureSeries[])
                [
                    new(t.Current.ToString(), [.. t.PowerWatts.Select(p => p / 1e-6)], [.. t.PowerWatts.Select((p, i) => ((p * t.Response.Slope.Value) + t.Response.Residuals[i]) / 1e-6)], SeriesStyle.Points, group),
                    new($"{t.Current}, fit", [0, t.PowerWatts.Max() / 1e-6], [0, t.PowerWatts.Max() * t.Response.Slope.Value / 1e-6], SeriesStyle.Line, group),
                ]),
            ]),
        ],
        "The slope is the synaptic weight; the current in the field line tunes it through zero.");

    private static Figure DrawResonances(List<Tuned> tuned, LineFit resonance) => new(
        "Resonance against current",
        "field-line current (mA)",
        [
            new FigurePanel("resonance (MHz)",
            [
                new FigureSeries(
                    "spectra",
                    [.. tuned.Select(t => t.Current.Milliamperes)],
                    [.. tuned.Select(t => t.Spectrum.ResonanceFrequency.Value / 1e6)],
                    SeriesStyle.Points,
                    0,
                    [.. tuned.Select(t => t.Spectrum.ResonanceFrequency.StandardUncertainty / 1e6)]),
                new FigureSeries(
                    "straight line",
                    [.. tuned.Select(t => t.Current.Milliamperes)],
                    [.. tuned.Select(t => resonance.At(t.Current.Amperes).Value / 1e6)],
                    SeriesStyle.Line,
                    0),
            ],
            RelativeHeight: 2),
            new FigurePanel("residual (kHz)",
            [
                new FigureSeries(
                    "residual",
                    [.. tuned.Select(t => t.Current.Milliamperes)],
                    [.. resonance.Residuals.Select(residual => residual / 1e3)],
                    SeriesStyle.Points,
                    0,
                    [.. tuned.Select(t => t.Spectrum.ResonanceFrequency.StandardUncertainty / 1e3)]),
            ]),
        ]);

    private Figure DrawSpectra(List<Tuned> tuned) => new(
        "Spectra against current",
        "frequency (MHz)",
        [
            new FigurePanel(tuned.TrueForAll(t => t.Spectrum.Succeeded) ? "voltage − offset (µV)" : "voltage (µV)",
            [
                .. tuned.SelectMany((t, group) => DrawSpectrum(t, group)),
            ]),
        ],
        $"Points: readings at {settings.SpectrumPower}. Lines: Eq. 3.15.");

    private static IEnumerable<FigureSeries> DrawSpectrum(Tuned t, int group)
    {
        double[] x = [.. t.FrequencyHertz.Select(f => f / 1e6)];
        double[] y = [.. t.SpectrumVolts.Select((v, i) => (v - (t.Spectrum.Succeeded ? t.Spectrum.OffsetVolts[i] : 0)) / 1e-6)];
        yield return new FigureSeries(t.Current.ToString(), x, y, SeriesStyle.Points, group);
        if (t.Spectrum.Succeeded)
        {
            yield return new FigureSeries($"{t.Current}, fit", x, [.. t.Spectrum.ModelVolts.Select(v => v / 1e-6)], SeriesStyle.Line, group);
        }
    }

    private Figure DrawWeights(List<Tuned> tuned, WeightCurve? curve)
    {
        var series = new List<FigureSeries>
        {
            new(
                "slopes of V(P)",
                [.. tuned.Select(t => t.Current.Milliamperes)],
                [.. tuned.Select(t => t.Response.Slope.Value)],
                SeriesStyle.Points,
                0,
                [.. tuned.Select(t => t.Response.Slope.StandardUncertainty)]),
        };
        if (curve is not null)
        {
            Sweep<Current> fine = Sweep<Current>.Parse($"{settings.Currents.Min(c => c.Amperes):R}..{settings.Currents.Max(c => c.Amperes):R} A in {CurvePoints}");
            series.Add(new FigureSeries("spin-diode line", [.. fine.Select(c => c.Milliamperes)], [.. fine.Select(c => curve.WeightAt(c.Amperes))], SeriesStyle.Line, 0));
        }

        return new Figure("Weight against current", "field-line current (mA)", [new FigurePanel("weight (V/W)", series)], $"Weight at the tone of {settings.Tone}.");
    }

    private Tuned FitCurrent(Current current)
    {
        int[] spectrum = PointsOf(current, part: 0);
        int[] response = PointsOf(current, part: 1);
        double[] spectrumHertz = Pick(frequencies, spectrum);
        double[] spectrumVolts = Pick(voltages, spectrum);
        double[] responseWatts = Pick(powers, response);
        return new Tuned(
            current,
            spectrumHertz,
            spectrumVolts,
            SpinDiodeFit.Fit(spectrumHertz, Pick(powers, spectrum), spectrumVolts, Pick(data.BenchSeconds, spectrum)),
            responseWatts,
            LineFit.WithDrift(responseWatts, Pick(voltages, response), Pick(data.BenchSeconds, response)),
            field.HertzBeside(spectrum));
    }

    private int[] PointsOf(Current current, int part) =>
        [.. Enumerable.Range(0, data.Count).Where(i => currents[i] == current.Amperes && parts[i] == part)];

    private static double[] Pick(double[] values, int[] points) => [.. points.Select(i => values[i])];

    /// <summary>What was found at one current. The field is common to all currents, and drops out of what differs between them, unless a
    /// resumed run settled at another one: <see cref="HertzBeside"/>.</summary>
    private sealed record Tuned(
        Current Current,
        double[] FrequencyHertz,
        double[] SpectrumVolts,
        SpinDiodeFitResult Spectrum,
        double[] PowerWatts,
        LineFit Response,
        double HertzBeside);
}
