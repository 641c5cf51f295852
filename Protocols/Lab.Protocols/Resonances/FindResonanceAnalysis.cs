using System.Globalization;
using Lab.Calibration;
using Lab.Calibration.SpinDiodes;
using Lab.Protocols.Fields;
using Lab.Quantities;
using Lab.Runs.Results;

namespace Lab.Protocols.Resonances;

/// <summary>The results of a search for resonances.</summary>
internal sealed class FindResonanceAnalysis(FindResonanceSettings settings, ResonanceHunt hunt, RecordedField field)
{
    private const double HertzPerMegahertz = 1e6;
    private const double VoltsPerMicrovolt = 1e-6;
    private const double StepsPerLinewidth = 7;
    private const double SpectrumInLinewidths = 7.5;

    public Analysis Conclude(double[] hertz, double[] volts, double[] stages, double[] seconds)
    {
        Figure figure = Draw(hertz, volts, stages);
        if (hertz.Length < hunt.PointCount)
        {
            return new Analysis
            {
                Failure = $"The search has {hertz.Length} of {hunt.PointCount} points; take the run up to its end.",
                Figures = [figure]
            };
        }

        List<(SpinDiodeMode Line, bool IsDescribed)> lines = Lines(seconds);
        if (lines.Count == 0)
        {
            string range =
                $"between {Quantity.FormatSi(hertz.Take(settings.Points).Min(), "Hz", 4)} and "
                    + $"{Quantity.FormatSi(hertz.Take(settings.Points).Max(), "Hz", 4)}";
            return new Analysis
            {
                Failure = hunt.LargestOverNoise > ResonanceHunt.Threshold
                    ? $"Readings {range} stand out by {hunt.LargestOverNoise:F0} times the noise, but none of them is a "
                        + "resonance. Look at the figure; "
                        + "more 'points' find a narrower line."
                    : $"There is no resonance {range}: no reading stands out by {ResonanceHunt.Threshold} times the noise of "
                        + $"{Quantity.FormatSi(hunt.NoiseVolts, "V", 2)}. Check the field and the wiring; more 'points' find a "
                        + "narrower line, "
                        + "longer 'integration_cycles' a weaker one.",
                Figures = [figure],
            };
        }

        return new Analysis
        {
            Conclusion = new Conclusion(
                "The largest line lies at {resonance_frequency}, with a half width of {linewidth} and a sensitivity of "
                    + "{sensitivity}. The next one lies at {resonance_frequency_2}.",
                $"Measure the spectrum that was found: `lab run spin-diode --set \"{SettingOf(lines)}\"`.")
            {
                Trust =
                    "These are lines at one power: their frequency is shifted by it, and weak ones may have been missed "
                        + "between the steps of the search.",
            },
            Results = [.. Results(lines)],
            Figures = [figure],
            Tables = [Tabulate(lines)],
            Warnings = [.. Doubts(lines, hertz), .. field.Warnings]
        };
    }

    /// <summary>The lines of all fine looks, each once, the largest first.</summary>
    private List<(SpinDiodeMode Line, bool IsDescribed)> Lines(double[] seconds)
    {
        List<(SpinDiodeMode Line, bool IsDescribed)> lines = [];
        foreach (SpinDiodeFitResult fit in hunt.Fits(seconds).Where(fit => fit.Succeeded))
        {
            foreach (SpinDiodeMode mode in fit.Modes)
            {
                bool isKnown = lines.Exists(known =>
                    Math.Abs(known.Line.ResonanceFrequency.Value - mode.ResonanceFrequency.Value)
                        < Math.Max(known.Line.Linewidth.Value, mode.Linewidth.Value));
                bool isSharp = mode.ResonanceFrequency.StandardUncertainty < mode.Linewidth.Value
                    && mode.Linewidth.StandardUncertainty < mode.Linewidth.Value / 2;
                if (!isKnown && isSharp)
                {
                    lines.Add((mode, fit.IsDescribed));
                }
            }
        }

        return [.. lines.OrderByDescending(line => line.Line.Sensitivity.Value)];
    }

    private IEnumerable<ResultValue> Results(List<(SpinDiodeMode Line, bool IsDescribed)> lines)
    {
        (double from, double to, double step) = Suggested(lines);
        for (int i = 0; i < lines.Count; i++)
        {
            (SpinDiodeMode line, bool isDescribed) = lines[i];
            string number = i == 0 ? string.Empty : $"_{i + 1}";
            double? Sure(Estimate estimate) => isDescribed ? estimate.StandardUncertainty : null;
            Estimate resonance = field.Widen(line.ResonanceFrequency);
            Estimate sensitivity = line.Sensitivity.Widen(settings.LevelUncertainty);
            yield return new(
                $"resonance_frequency{number}",
                resonance.Value,
                "Hz",
                Sure(resonance),
                $"Resonance of line {i + 1} at the power of the search.");
            yield return new(
                $"linewidth{number}", line.Linewidth.Value, "Hz", Sure(line.Linewidth), "Its half width at half maximum.");
            yield return new(
                $"sensitivity{number}", sensitivity.Value, "V/W", Sure(sensitivity), "Its largest |V|/P over frequency.");
        }

        yield return new(
            "suggested_from", from, "Hz", Uncertainty: null, $"For a spectrum: spin-diode --set \"{SettingOf(from, to, step)}\"");
        yield return new("suggested_to", to, "Hz", Uncertainty: null, "The end of that sweep.");
        yield return new("suggested_step", step, "Hz", Uncertainty: null, "Its step, a seventh of the half width or less.");
        foreach (ResultValue result in field.Results)
        {
            yield return result;
        }
    }

    /// <summary>A sweep about the largest line and those that reach into it.</summary>
    private static (double From, double To, double Step) Suggested(List<(SpinDiodeMode Line, bool IsDescribed)> lines)
    {
        double width = lines[0].Line.Linewidth.Value;
        double centre = lines[0].Line.ResonanceFrequency.Value;
        double[] near = [.. lines.Select(line => line.Line.ResonanceFrequency.Value).Where(
            hertz => Math.Abs(hertz - centre) < 2 * SpectrumInLinewidths * width)];
        double step = RoundedDown(width / StepsPerLinewidth);
        double from = Math.Max(Math.Floor((near.Min() - (SpectrumInLinewidths * width)) / step) * step, step);
        double to = Math.Ceiling((near.Max() + (SpectrumInLinewidths * width)) / step) * step;
        return (from, to, step);
    }

    private static double RoundedDown(double value)
    {
        double decade = Math.Pow(10, Math.Floor(Math.Log10(value)));
        double digit = value / decade;
        return decade * (digit >= 5 ? 5 : digit >= 2 ? 2 : 1);
    }

    private static string SettingOf(List<(SpinDiodeMode Line, bool IsDescribed)> lines)
    {
        (double from, double to, double step) = Suggested(lines);
        return SettingOf(from, to, step);
    }

    private static string SettingOf(double from, double to, double step)
    {
        static string Megahertz(double hertz) =>
            Math.Round(hertz / HertzPerMegahertz, 9).ToString("0.#########", CultureInfo.InvariantCulture);
        return $"frequencies={Megahertz(from)}..{Megahertz(to)} MHz step {Megahertz(step)} MHz";
    }

    private static IEnumerable<string> Doubts(List<(SpinDiodeMode Line, bool IsDescribed)> lines, double[] hertz)
    {
        if (lines.Exists(line => !line.IsDescribed))
        {
            yield return "A line is not described by the model at one power; its uncertainties are withheld. Measure a "
                + "spectrum with 'spin-diode'.";
        }

        double step = (hertz[1] / hertz[0]) - 1;
        double narrowest = lines.Min(line => line.Line.Linewidth.Value / line.Line.ResonanceFrequency.Value);
        if (step > 4 * narrowest)
        {
            yield return $"The coarse search has steps of {step:P1}, and a half width is {narrowest:P1}: another line as "
                + "narrow may have been missed. Set more 'points'.";
        }
    }

    private static ResultTable Tabulate(List<(SpinDiodeMode Line, bool IsDescribed)> lines) => new(
        "Lines found",
        ["line", "resonance (MHz)", "half width (MHz)", "sensitivity (V/W)"],
        [
            .. lines.Select((line, i) => (IReadOnlyList<string>)
            [
                $"{i + 1}",
                $"{line.Line.ResonanceFrequency.Value / HertzPerMegahertz:0.0000}",
                $"{line.Line.Linewidth.Value / HertzPerMegahertz:0.0000}",
                $"{line.Line.Sensitivity.Value:0.0000}",
            ]),
        ]);

    private Figure Draw(double[] hertz, double[] volts, double[] stages)
    {
        FigureSeries Series(string name, Func<double, bool> belongs, int group)
        {
            int[] points = [.. Enumerable.Range(0, hertz.Length).Where(i => belongs(stages[i])).OrderBy(i => hertz[i])];
            return new FigureSeries(
                name,
                [.. points.Select(i => hertz[i] / HertzPerMegahertz)],
                [.. points.Select(i => volts[i] / VoltsPerMicrovolt)],
                SeriesStyle.Points,
                group);
        }

        return new Figure(
            "Search for resonances",
            "frequency (MHz)",
            [new FigurePanel("voltage (µV)", [
                Series("coarse", stage => stage == 0, 0),
                Series("closer", stage => stage % 2 == 1, 1),
                Series("fine", stage => stage > 0 && stage % 2 == 0, 2)
            ])],
            $"Readings at {settings.Power}. The coarse search goes over the whole range; about what stands out it is repeated "
                + "closer, and then fine.");
    }
}
