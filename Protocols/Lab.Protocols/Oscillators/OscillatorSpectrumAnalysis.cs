using System.Globalization;
using Lab.Calibration;
using Lab.Calibration.Oscillators;
using Lab.Models.SignalAnalysis;
using Lab.Quantities;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Protocols.Oscillators;

/// <summary>Lines from the spectra, and the threshold from their powers.</summary>
internal sealed class OscillatorSpectrumAnalysis
{
    private const double Mega = 1e6;
    private const double Milli = 1e-3;
    private const double Ohms = 50;
    private const int MapPoints = 240;

    private const int CurvePoints = 200;

    private readonly OscillatorSpectrumSettings settings;
    private readonly double[] amperes;
    private readonly PowerSpectrum[] spectra;
    private readonly SpectralLineFit?[] lines;

    /// <summary>Fits a line to each spectrum.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="data">The points.</param>
    public OscillatorSpectrumAnalysis(OscillatorSpectrumSettings settings, IRunData data)
    {
        this.settings = settings;
        amperes = data.Numbers(OscillatorSpectrumExperiment.CurrentColumn.Name);
        spectra =
        [
            .. data.Arrays(OscillatorSpectrumExperiment.FrequencyColumn.Name).Zip(
                data.Arrays(OscillatorSpectrumExperiment.DensityColumn.Name),
                (hertz, densities) => new PowerSpectrum(hertz, [.. hertz.Zip(densities, Before)])),
        ];
        lines = [.. spectra.Select(spectrum => SpectralLineFit.Find(spectrum, ResolutionOf(spectrum)))];
    }

    /// <summary>Fits the threshold and reports.</summary>
    public Analysis Conclude()
    {
        int[] seen = [.. Enumerable.Range(0, amperes.Length).Where(i => lines[i] is not null)];
        var threshold = ThresholdFit.Find(
            [.. seen.Select(i => amperes[i])], [.. seen.Select(i => lines[i]!.Power)], out string? failure);
        int operating = Array.FindIndex(
            amperes, each => Math.Abs(each - settings.OperatingCurrent.Amperes) <= 1e-6 * each);
        if (threshold is not null && lines[operating] is null)
        {
            failure = $"There is no line at the 'operating_current' of {settings.OperatingCurrent}.";
        }

        return failure is not null
            ? new Analysis { Failure = failure, Figures = [DrawMap()] }
            : new Analysis
            {
                Conclusion = new Conclusion(
                    "The oscillator starts at {threshold_current}. At the operating current it runs at {frequency}, with a "
                        + "full width of {linewidth}, and gives {power} to 50 Ω.",
                    "Cancel the leak of the drive with `lab run subtraction-calibration`, then lock the oscillator with `lab "
                        + "run injection-locking`.")
                {
                    Trust =
                        "Close to the threshold lines are no Lorentzians; judge the width by the spectrum with its fit. A "
                            + "width near the resolution of the analyser is that of the analyser.",
                },
                Results = [.. ResultsOf(threshold!, lines[operating]!)],
                Figures = [DrawMap(), DrawLines(seen, threshold!), DrawSpectrum(operating)],
                Warnings = [.. DoubtsOf(threshold!, seen)],
            };
    }

    /// <summary>The lines, at the currents where there is one.</summary>
    public IEnumerable<OscillatorLine> FindLines() => amperes.Zip(lines, (current, line) => line is null
        ? null
        : new OscillatorLine(current, FrequencyOf(line), line.WidthHertz, line.Power)).OfType<OscillatorLine>();

    private IEnumerable<ResultValue> ResultsOf(ThresholdFit threshold, SpectralLineFit line)
    {
        static ResultValue Of(string name, Estimate estimate, string unit, string description, double factor = 1) =>
            new(name, factor * estimate.Value, unit, factor * estimate.StandardUncertainty, description);

        yield return Of(
            "threshold_current", threshold.ThresholdAmperes, "A", "Current from which on it oscillates, by the power "
                + "against current.");

        yield return Of("frequency", FrequencyOf(line), "Hz", "Frequency at the operating current.");
        yield return Of("linewidth", line.WidthHertz, "Hz", "Full width at half maximum at the operating current.");
        yield return Of(
            "power", line.Power, "W", "Power into 50 Ω at the operating current, before the loss.", WattsPerSquareVolt);
    }

    // What skews the line, power and phase that go together, moves it too, by about its skew times its width.
    private static Estimate FrequencyOf(SpectralLineFit line) => line.CentreHertz with
    {
        StandardUncertainty = double.Hypot(
            line.CentreHertz.StandardUncertainty,
            line.WidthHertz.Value * Math.Max(Math.Abs(line.Skew.Value), line.Skew.StandardUncertainty)),
    };

    // The density before the roll-off of the oscilloscope.
    private double Before(double hertz, double density) => settings.Detection == SpectrumDetection.Oscilloscope
        ? density * Math.Pow(2, Math.Pow(hertz / settings.ScopeBandwidth.Hertz, 2))
        : density;

    // Points of an oscilloscope's spectrum lie a window's bin apart.
    private double ResolutionOf(PowerSpectrum spectrum) => settings.Detection == SpectrumDetection.Oscilloscope
        ? WelchReader.NoiseBandwidthBins * (spectrum.Hertz[1] - spectrum.Hertz[0])
        : AnalyserReader.NoiseBandwidthFactor * settings.Resolution.Hertz;

    private double WattsPerSquareVolt => 1 / Power.FromWatts(Ohms).Attenuated(settings.OutputLoss).Watts;

    private IEnumerable<string> DoubtsOf(ThresholdFit threshold, int[] seen)
    {
        if (seen.Length < amperes.Length)
        {
            yield return $"{amperes.Length - seen.Length} of {amperes.Length} spectra show no line above the noise: "
                + string.Join(
                    ", ", Enumerable.Range(0, amperes.Length).Except(seen).Select(i => $"{Current.FromAmperes(amperes[i])}"))
                + ". Average more, if they should.";
        }

        if (!threshold.IsDescribed)
        {
            yield return "The powers do not follow one oscillator from below to above its threshold: the uncertainty of the "
                + "threshold is "
                + "widened by their scatter. Another mode, or a resistance that changes with the current, does that.";
        }
    }

    // Relative to the floor of each spectrum, in decibels.
    private Figure DrawMap()
    {
        var x = new List<double>();
        var y = new List<double>();
        var heat = new List<double>();
        for (int i = 0; i < spectra.Length; i++)
        {
            int count = spectra[i].Hertz.Count;
            int together = Math.Max(1, count / MapPoints);
            for (int from = 0; from + together <= count; from += together)
            {
                x.Add(amperes[i] / Milli);
                y.Add(spectra[i].Hertz.Skip(from).Take(together).Average() / Mega);
                heat.Add(10 * Math.Log10(spectra[i].Densities.Skip(from).Take(together).Average()));
            }
        }

        return new Figure(
            "Power density against current", "current (mA)",
            [
                new FigurePanel("frequency (MHz)",
                [
                    new FigureSeries("density", [.. x], [.. y], SeriesStyle.Points, 0)
                    {
                        Heat = [.. heat],
                        IsHeatAboutZero = false,
                        HeatLabel = "density (dB above 1 V²/Hz)",
                    },
                ]),
            ],
            "Each column is the spectrum at one current.");
    }

    private Figure DrawLines(int[] seen, ThresholdFit threshold)
    {
        double[] milliamperes = [.. seen.Select(i => amperes[i] / Milli)];
        FigureSeries Of(string name, Func<SpectralLineFit, Estimate> estimate, double factor) => new(
            name, milliamperes, [.. seen.Select(i => factor * estimate(lines[i]!).Value)], SeriesStyle.Points, 0,
            [.. seen.Select(i => factor * estimate(lines[i]!).StandardUncertainty)]);
        double[] curve = [.. Enumerable.Range(0, CurvePoints).Select(
            i => amperes[0] + ((amperes[^1] - amperes[0]) * i / (CurvePoints - 1)))];
        double nanowatts = WattsPerSquareVolt / 1e-9;
        return new Figure(
            "Line against current", "current (mA)",
            [
                new FigurePanel("frequency (MHz)", [Of("frequency", line => line.CentreHertz, 1 / Mega)]),
                new FigurePanel("linewidth (MHz)", [Of("linewidth", line => line.WidthHertz, 1 / Mega)]),
                new FigurePanel(
                    "power (nW)",
                    [
                        Of("power", line => line.Power, nanowatts),
                        new FigureSeries(
                            "noisy auto-oscillator", [.. curve.Select(each => each / Milli)],
                            [.. curve.Select(each => nanowatts * threshold.At(each))], SeriesStyle.Line, 1),
                    ])
                {
                    IsLogarithmic = true,
                },
            ],
            string.Create(
                CultureInfo.InvariantCulture,
                $"The curve has its threshold at {threshold.ThresholdAmperes.Value / Milli:F3} mA. Near it, lines are no "
                    + $"Lorentzians."));
    }

    private Figure DrawSpectrum(int operating)
    {
        PowerSpectrum spectrum = spectra[operating];
        double[] megahertz = [.. spectrum.Hertz.Select(hertz => hertz / Mega)];
        SpectralLineFit line = lines[operating]!;
        double[] fitted = [.. spectrum.Hertz.Where(hertz => hertz >= line.Band.FromHertz && hertz <= line.Band.ToHertz)];
        return new Figure(
            $"Spectrum at {settings.OperatingCurrent}", "frequency (MHz)",
            [
                new FigurePanel(
                    "density (V²/Hz)",
                    [
                        new FigureSeries("measured", megahertz, [.. spectrum.Densities], SeriesStyle.Points, 0),
                        new FigureSeries(
                            "Lorentzian", [.. fitted.Select(hertz => hertz / Mega)], [.. fitted.Select(line.At)],
                            SeriesStyle.Line, 1),
                    ])
                {
                    IsLogarithmic = true,
                },
            ]);
    }
}
