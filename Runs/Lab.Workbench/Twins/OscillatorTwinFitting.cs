using System.Globalization;
using System.Text;
using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Calibration;
using Lab.Calibration.Oscillators;
using Lab.Calibration.Twins;
using Lab.Mocks.Parts;
using Lab.Protocols.Oscillators;
using Lab.Protocols.Twins;
using Lab.Quantities;
using Lab.Runs.Engine;
using Lab.Runs.Reports;
using Lab.Runs.Results;

namespace Lab.Workbench.Twins;

/// <summary>Turns spectra and locking scans of an oscillator into the parameters of its twin.</summary>
internal static class OscillatorTwinFitting
{
    private const string Spectrum = "oscillator-spectrum";
    private const string Locking = "injection-locking";
    private const int CurvePoints = 200;

    /// <summary>A strong drive moves the middle of the band by this part of it: 0.2 of 7 MHz.</summary>
    private const double MiddlePart = 0.03;

    /// <summary>The protocols whose runs it takes.</summary>
    public static IReadOnlyList<string> Protocols { get; } = [Spectrum, Locking];

    /// <summary>Fits.</summary>
    /// <param name="runs">One run of spectra, and any of locking.</param>
    /// <param name="bench">The bench with the oscillator.</param>
    /// <exception cref="WorkbenchException">The runs are of other protocols or currents, or the fit failed.</exception>
    public static FittedTwin Fit(IReadOnlyList<RecordedRun> runs, BenchDefinition bench)
    {
        PartDefinition part = RequireOscillator(bench);
        RecordedRun[] spectra = [.. runs.Where(run => run.Info.Protocol == Spectrum)];
        if (spectra.Length != 1 || runs.Any(run => !Protocols.Contains(run.Info.Protocol)))
        {
            throw new WorkbenchException(
                $"An oscillator is fitted to one run of {Spectrum} and any of {Locking}; named are "
                    + $"{string.Join(", ", runs.Select(run => $"{run.Info.Run} ({run.Info.Protocol})"))}.",
                WorkbenchFault.Request);
        }

        var settings = (OscillatorSpectrumSettings)spectra[0].Settings;
        OscillatorLine[] lines = [.. RecordedLines.Of(settings, spectra[0].Data)];
        var threshold = ThresholdFit.Find(
            [.. lines.Select(line => line.Amperes)], [.. lines.Select(line => line.Power)], out string? failure);
        AutoOscillatorFit? fit = threshold is null ? null
            : AutoOscillatorFit.Find(lines, threshold, settings.OperatingCurrent.Amperes, out failure);
        if (fit is null)
        {
            throw new WorkbenchException($"{spectra[0].Info.Run}: {failure}", WorkbenchFault.Refused);
        }

        // The amplitude before the loss.
        double volts = Math.Sqrt(1 / Power.FromWatts(1).Attenuated(settings.OutputLoss).Watts);
        string basis = spectra[0].Info.Run;
        List<FittedParameter> parameters =
        [
            new("current", new Estimate(settings.OperatingCurrent.Amperes, 0), "A", "the operating current of the run"),
            new("frequency", fit.FrequencyHertz, "Hz", basis),
            new("linewidth", fit.LinewidthHertz, "Hz", basis),
            new("nonlinearity", fit.Nonlinearity, string.Empty, basis),
            new("damping_rate", fit.DampingHertz, "Hz", basis),
            new("damping_nonlinearity", fit.DampingNonlinearity, string.Empty, basis),
            new("threshold_current", fit.ThresholdAmperes, "A", basis),
            new("voltage", new Estimate(volts * fit.Volts.Value, volts * fit.Volts.StandardUncertainty), "V", basis),
        ];
        var doubts = new List<string>();
        if (!fit.IsDescribed)
        {
            doubts.Add(
                $"{basis}: the lines do not follow one auto-oscillator of constant damping and noise from below to above its "
                    + "threshold; the uncertainties are widened by their scatter. Another mode, or heat that grows with the "
                    + "current, does that: fit a smaller range of currents, or take the twin for the operating current alone.");
        }

        AddLocking([.. runs.Where(run => run.Info.Protocol == Locking)], settings, fit, parameters, doubts);
        return new FittedTwin(parameters, [], TextOf(runs, part, parameters))
        {
            Subject = $"oscillator '{part.Name}' of bench {bench.Name}, from {NamesOf(runs)}",
            OwnReport = ReportOf(lines, fit, settings, parameters, doubts),
        };
    }

    private static PartDefinition RequireOscillator(BenchDefinition bench) =>
        bench.Sample.Parts.Where(part => part.Schema.Section == Oscillator.Description.Schema.Section).ToArray() is [var only]
            ? only
            : throw new WorkbenchException(
                $"Bench '{bench.Name}' has not one oscillator, and spectra tell the parameters of one.", WorkbenchFault.Request);

    private static void AddLocking(
        RecordedRun[] runs, OscillatorSpectrumSettings spectrum, AutoOscillatorFit fit, List<FittedParameter> parameters,
        List<string> doubts)
    {
        if (runs.Length == 0)
        {
            return;
        }

        var settings = (InjectionLockingSettings)runs[0].Settings;
        if (runs.Any(run => ((InjectionLockingSettings)run.Settings).Drive != settings.Drive)
            || runs.Any(run => ((InjectionLockingSettings)run.Settings).Current != spectrum.OperatingCurrent))
        {
            throw new WorkbenchException(
                $"The runs of {Locking} have to be at the operating current of the spectra, {spectrum.OperatingCurrent}, and "
                    + "with one drive.",
                WorkbenchFault.Request);
        }

        Estimate[] ranges = [.. runs.Select(run => ResultOf(run, "locking_range"))];
        double weight = ranges.Sum(range => 1 / (range.StandardUncertainty * range.StandardUncertainty));
        double mean = ranges.Sum(range => range.Value / (range.StandardUncertainty * range.StandardUncertainty)) / weight;
        string basis = string.Join(", ", runs.Select(run => run.Info.Run));
        parameters.Add(new FittedParameter("locking_range", new Estimate(mean, Math.Sqrt(1 / weight)), "Hz", basis));
        parameters.Add(new FittedParameter("drive_voltage", new Estimate(settings.Drive.Volts, 0), "V", "the drive of the runs"));

        // The middle of the band is where the oscillator is without a drive.
        foreach (RecordedRun run in runs)
        {
            Estimate centre = ResultOf(run, "locking_centre");
            double off = centre.Value - fit.FrequencyHertz.Value;
            double part = double.Hypot(
                double.Hypot(centre.StandardUncertainty, fit.FrequencyHertz.StandardUncertainty), MiddlePart * mean);
            if (Math.Abs(off) > 3 * part)
            {
                doubts.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{run.Info.Run}: the middle of the locking band is {off / 1e6:0.00} MHz from the frequency by the spectra: "
                        + $"the oscillator drifted between the runs, or is another one."));
            }
        }
    }

    private static Estimate ResultOf(RecordedRun run, string name) =>
        run.Info.Results.FirstOrDefault(result => result.Name == name) is { Uncertainty: > 0 } result
            ? new Estimate(result.Value, result.Uncertainty.Value)
            : throw new WorkbenchException($"The run '{run.Info.Run}' has no '{name}'.", WorkbenchFault.Request);

    private static string NamesOf(IEnumerable<RecordedRun> runs) => string.Join(", ", runs.Select(run => run.Info.Run));

    private static string TextOf(
        IReadOnlyList<RecordedRun> runs, PartDefinition part, IReadOnlyList<FittedParameter> parameters)
    {
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"# Fitted to {NamesOf(runs)} by Lab {RunEngine.Version}.\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"# A bench file takes it up with 'device: FILE' in its section 'sample', in which oscillator '{part.Name}' is "
                + $"described;\n# what is not named here stays as the bench file has it. After each value: its standard "
                + $"uncertainty, and what it was found from.\n{part.Schema.Section}:\n  {part.Name}:\n");
        foreach (FittedParameter parameter in parameters)
        {
            (double value, double uncertainty) = (parameter.Value.Value, parameter.Value.StandardUncertainty);
            text.Append(
                CultureInfo.InvariantCulture,
                $"    {parameter.Key}: {DeviceText.YamlOf(value, parameter.Unit, uncertainty)} "
                    + $"# {ValueText.Format(value, parameter.Unit, uncertainty)}; {parameter.Basis}\n");
        }

        return text.ToString();
    }

    private static Analysis ReportOf(
        OscillatorLine[] lines, AutoOscillatorFit fit, OscillatorSpectrumSettings settings,
        IReadOnlyList<FittedParameter> parameters, IReadOnlyList<string> doubts)
    {
        double[] measured = [.. lines.Select(line => line.Amperes * 1e3)];
        double[] curve = [.. Enumerable.Range(0, CurvePoints).Select(
            i => lines[0].Amperes + ((lines[^1].Amperes - lines[0].Amperes) * i / (CurvePoints - 1)))];
        FigurePanel Panel(
            string name, Func<OscillatorLine, Estimate> of, Func<(double Hertz, double WidthHertz, double Power), double> law,
            double unit) => new(
                name,
                [
                    new FigureSeries(
                        "measured", measured, [.. lines.Select(line => of(line).Value / unit)], SeriesStyle.Points, 0,
                        [.. lines.Select(line => of(line).StandardUncertainty / unit)]),
                    new FigureSeries(
                        "fitted twin", [.. curve.Select(amperes => amperes * 1e3)],
                        [
                            .. curve.Select(amperes =>
                                law(fit.At(Current.FromAmperes(amperes), settings.OperatingCurrent)) / unit),
                        ],
                        SeriesStyle.Line, 1),
                ]);
        return new Analysis
        {
            Results =
            [
                .. parameters.Select(parameter => new ResultValue(
                    parameter.Key, parameter.Value.Value, parameter.Unit,
                    parameter.Value.StandardUncertainty > 0 ? parameter.Value.StandardUncertainty : null,
                    $"From {parameter.Basis}.")),
                new("probability", fit.Probability, string.Empty, Uncertainty: null,
                    "Probability of lines as far from one auto-oscillator, by noise alone.")
                { Digits = 2 },
            ],
            Figures =
            [
                new Figure(
                    "Lines of the oscillator and of its fitted twin", "current (mA)",
                    [
                        Panel("frequency (MHz)", line => line.Hertz, at => at.Hertz, 1e6),
                        Panel("linewidth (MHz)", line => line.WidthHertz, at => Math.Min(at.WidthHertz, 20e6), 1e6),
                        Panel("power (nV²)", line => line.Power, at => at.Power, 1e-9),
                    ],
                    "Near the threshold neither frequency nor width has a simple law; they do not count there."),
            ],
            Warnings = doubts,
        };
    }
}
