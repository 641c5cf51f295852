using System.CommandLine;
using System.Globalization;
using System.Text;
using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Calibration;
using Lab.Calibration.Noise;
using Lab.Calibration.Twins;
using Lab.Cli.Composition;
using Lab.Models.SpinDiodes;
using Lab.Modules;
using Lab.Protocols.Twins;
using Lab.Quantities;
using Lab.Runs.Engine;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Reports;
using Lab.Runs.Results;
using Spectre.Console;

namespace Lab.Cli.Commands;

/// <summary><c>lab twin fit</c>: turns recorded runs into the parameters of the twin of the device that was measured.</summary>
internal sealed class TwinCommand
{
    // In standard deviations: of 300 000 honest spectra one.
    private const double MostLikeness = 4.5;

    private const string FieldLineProtocol = "field-line-calibration";

    private readonly Terminal terminal;
    private readonly Argument<string[]> names = new("runs") { Description = "Runs of spin-diode, weight-tuning and field-line-calibration on one device.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string> output = new("--output", "-o") { Description = "The device file to write, YAML; its report is written beside it.", Required = true };
    private readonly Option<string?> benchFile = new("--bench") { Description = "Bench file whose other values are kept. Default: that of the first run." };
    private readonly ForceOption force = new() { Description = "Replace the files if they are there." };
    private readonly Option<string> runsFolder = RunsCommand.NewFolderOption();

    public TwinCommand(Terminal terminal)
    {
        this.terminal = terminal;
        var fit = new Command("fit", "Find a device's parameters from recorded runs and write them as a file for 'sample: device:' of a bench file.") { names, output, benchFile, force, runsFolder };
        fit.SetAction((parsed, cancel) => FitAsync(parsed, cancel));
        Command = new Command("twin", "Make the twin of a device.") { fit };
    }

    public Command Command { get; }

    private async Task<int> FitAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string file = parsed.GetRequiredValue(output);
        string report = Path.ChangeExtension(file, ".html");
        if (Path.GetExtension(file) is not (".yaml" or ".yml"))
        {
            throw new CommandException($"-o {file}: a device file ends in .yaml.", ExitCode.Usage);
        }

        force.RequireFree(parsed, file, report);

        Recorded[] runs = [.. parsed.GetRequiredValue(names).Select(name => ReadRun(parsed.GetRequiredValue(runsFolder), name))];
        string? benchOfRuns = parsed.GetValue(benchFile) ?? runs[0].Info.BenchFile;
        LabRegistry registry = BenchModules.Of(benchOfRuns).Registry;
        BenchDefinition bench = BenchFiles.Load(benchOfRuns, runs[0].Protocol.DefaultBench, registry);
        JunctionDefinition junction = RequireOneDevice(runs, bench);
        MeasuredSpectrum[] spectra = [.. runs.SelectMany(run => RecordedSpectra.Of(run.Info.Run, run.Settings, run.Data))];
        if (spectra.Length == 0)
        {
            throw new CommandException($"None of the runs holds a spectrum; a device is fitted to runs of {string.Join(" and ", RecordedSpectra.Protocols)}.", ExitCode.Usage);
        }

        if (spectra.FirstOrDefault(spectrum => !spectrum.Fit.Succeeded) is { } failed)
        {
            throw new CommandException($"{failed.Source}, {failed.Line}: {failed.Fit.Message}", ExitCode.Refused);
        }

        if (spectra.Select(spectrum => spectrum.Field).Distinct().Skip(1).Any())
        {
            throw new CommandException("The runs were measured in different fields; fit those of one field.", ExitCode.Usage);
        }

        FieldLineDefinition? line = bench.Sample.FieldLines.FirstOrDefault(candidate => candidate.Junction == junction.Name);
        (Estimate conversion, string basis) = ConversionOf(runs, line);
        IReadOnlyList<FittedParameter> parameters = TwinFit.Fit(
            spectra, junction.Twin.RectificationRadiansPerCoulomb, conversion, basis, junction.Twin.DriveFactor, SpinDiode.ReferenceDriveFactor);
        string device = Describe(runs, bench, junction, line, parameters, spectra);
        Write(file, device);

        // What was written is what is checked.
        BenchDefinition fitted = WithDevice(bench, junction, line, parameters, spectra, conversion, runs);
        IReadOnlyList<Comparison> comparisons = await CompareAsync(registry, runs, spectra, fitted, cancellationToken).ConfigureAwait(false);
        HtmlReport.WritePage(report, "Fitted twin", $"junction '{junction.Name}' of bench {bench.Name}, from {string.Join(", ", runs.Select(run => run.Info.Run))}", Report(parameters, comparisons));
        Show(parameters, comparisons, file, report);
        return ExitCode.Done;
    }

    private static Recorded ReadRun(string folder, string name)
    {
        var run = RunFolder.Open(folder, name);
        RunInfo info = run.ReadInfo();
        if (info.Status != RunStatus.Done)
        {
            throw new CommandException($"The run '{info.Run}' did not come to its end; 'lab resume {info.Run}' goes on with it.", ExitCode.Usage);
        }

        if (info.Protocol != FieldLineProtocol && !RecordedSpectra.Protocols.Contains(info.Protocol))
        {
            throw new CommandException($"The run '{info.Run}' is one of {info.Protocol}; a device is fitted to runs of {string.Join(", ", [.. RecordedSpectra.Protocols, FieldLineProtocol])}.", ExitCode.Usage);
        }

        IProtocol protocol = ExperimentOptions.FindProtocol(BenchModules.OfRun(info, run.FullPath).Registry, info.Protocol);
        return new Recorded(info, protocol, SettingsSources.OfRun(protocol, info, run.FullPath), run.ReadData());
    }

    private static JunctionDefinition RequireOneDevice(Recorded[] runs, BenchDefinition bench)
    {
        if (bench.Sample.Junctions is not [var junction])
        {
            throw new CommandException($"Bench '{bench.Name}' has {bench.Sample.Junctions.Count} junctions; a spectrum tells the parameters of one.", ExitCode.Usage);
        }

        // The calibration of a field line has a bench of its own, with the magnet in the plane.
        string[] benches = [.. runs.Where(run => run.Info.Protocol != FieldLineProtocol).Select(run => run.Info.Bench).Distinct()];
        return benches.Length <= 1
            ? junction
            : throw new CommandException($"The runs were made on the benches {string.Join(" and ", benches)}; a device is fitted to runs on one bench.", ExitCode.Usage);
    }

    private static (Estimate TeslaPerAmpere, string Basis) ConversionOf(Recorded[] runs, FieldLineDefinition? line)
    {
        Recorded? calibrated = runs.LastOrDefault(run => run.Info.Protocol == FieldLineProtocol);
        return calibrated?.Info.Results.FirstOrDefault(result => result.Name == "field_per_current") is { } result
            ? (new Estimate(result.Value, result.Uncertainty ?? 0), calibrated.Info.Run)
            : (new Estimate(line?.Conversion.TeslaPerAmpere ?? 1e-1, 0), "the bench file, taken as exact");
    }

    private static string Describe(
        Recorded[] runs, BenchDefinition bench, JunctionDefinition junction, FieldLineDefinition? line, IReadOnlyList<FittedParameter> parameters, MeasuredSpectrum[] spectra)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"# Fitted to {string.Join(", ", runs.Select(run => run.Info.Run))} by Lab {RunEngine.Version}.");
        text.AppendLine(CultureInfo.InvariantCulture, $"# A bench file takes it up with 'device: FILE' in its section 'sample', in which junction '{junction.Name}' is described;");
        text.AppendLine("# what is not named here stays as the bench file has it. After each value: its standard uncertainty, and what it was found from.");
        text.AppendLine(CultureInfo.InvariantCulture, $"junctions:\n  {junction.Name}:");
        if (spectra[0].Field is { } field)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"    reference_field: {Quantity.Format(field, 12)} # as set in the runs");
        }

        foreach (FittedParameter parameter in parameters)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"    {parameter.Key}: {YamlOf(parameter.Value.Value, parameter.Unit, parameter.Value.StandardUncertainty)} # {ValueText.Format(parameter.Value.Value, parameter.Unit, parameter.Value.StandardUncertainty)}; {parameter.Basis}");
        }

        if (line is not null && runs.LastOrDefault(run => run.Info.Protocol == FieldLineProtocol) is { } calibrated)
        {
            ResultValue conversion = calibrated.Info.Results.Single(result => result.Name == "field_per_current");
            text.AppendLine(CultureInfo.InvariantCulture, $"field_lines:\n  {line.Name}:\n    conversion: {YamlOf(conversion.Value, "T/A", conversion.Uncertainty ?? 0)} # {ValueText.Format(conversion)}; {calibrated.Info.Run}");
        }

        return text.ToString().ReplaceLineEndings("\n");
    }

    private static string YamlOf(double value, string unit, double uncertainty)
    {
        int digits = DigitsOf(value, uncertainty);
        string number = value.ToString($"G{digits}", CultureInfo.InvariantCulture);
        return unit switch
        {
            "" or "Hz/T²" => number, // a plain number in bench files
            "Hz" => Quantity.Format(Frequency.FromHertz(value), digits),
            "Hz/T" => Quantity.Format(FrequencyPerField.FromHertzPerTesla(value), digits),
            "T/A" => Quantity.Format(FieldPerCurrent.FromTeslaPerAmpere(value), digits),
            _ => throw new InvalidOperationException($"Bug in Lab: no quantity for the unit {unit}."),
        };
    }

    // To the second digit of the uncertainty, as the value beside it.
    private static int DigitsOf(double value, double uncertainty)
    {
        const int most = 12;
        return value != 0 && uncertainty > 0 && double.IsFinite(uncertainty)
            ? Math.Clamp((int)(Math.Floor(Math.Log10(Math.Abs(value))) - Math.Floor(Math.Log10(uncertainty))) + 2, 2, most)
            : most;
    }

    private static void Write(string file, string text)
    {
        try
        {
            File.WriteAllText(file, text);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"'{file}' cannot be written: {error.Message}", ExitCode.Refused);
        }
    }

    /// <summary>The bench with the fitted device in the place of its own, without spread: the twin of this device and of no other.</summary>
    private static BenchDefinition WithDevice(
        BenchDefinition bench, JunctionDefinition junction, FieldLineDefinition? line, IReadOnlyList<FittedParameter> parameters, MeasuredSpectrum[] spectra, Estimate conversion, Recorded[] runs)
    {
        double Value(string key, double otherwise) => parameters.FirstOrDefault(parameter => parameter.Key == key)?.Value.Value ?? otherwise;
        JunctionDefinition fitted = junction with
        {
            ReferenceField = spectra[0].Field ?? junction.ReferenceField,
            ResonanceFrequency = Frequency.FromHertz(Value("resonance_frequency", junction.ResonanceFrequency.Hertz)),
            InPlaneSlope = FrequencyPerField.FromHertzPerTesla(Value("in_plane_slope", junction.InPlaneSlope.HertzPerTesla)),
            InPlaneCurvatureHertzPerTeslaSquared = Value("in_plane_curvature", junction.InPlaneCurvatureHertzPerTeslaSquared),
            Damping = Value("damping", junction.Damping),
            FrequencyNonlinearity = Value("frequency_nonlinearity", junction.FrequencyNonlinearity),
            DampingNonlinearity = Value("damping_nonlinearity", junction.DampingNonlinearity),
            Twin = junction.Twin with
            {
                SymmetricWeight = Value("symmetric_weight", junction.Twin.SymmetricWeight),
                AntisymmetricWeight = Value("antisymmetric_weight", junction.Twin.AntisymmetricWeight),
            },
        };
        bool isCalibrated = runs.Any(run => run.Info.Protocol == FieldLineProtocol);
        return bench with
        {
            // The level error of the generator is part of what was fitted; a twin's own would come on top.
            Instruments = [.. bench.Instruments.Select(instrument => instrument with { Twin = WithoutLevelError(instrument.Twin) })],
            Sample = bench.Sample with
            {
                DeviceSpread = 0,
                Junctions = [fitted],
                FieldLines = [.. bench.Sample.FieldLines.Select(each => each == line && isCalibrated ? each with { Conversion = FieldPerCurrent.FromTeslaPerAmpere(conversion.Value) } : each)],
            },
        };
    }

    private static SettingValues WithoutLevelError(SettingValues twin)
    {
        const string key = "level_error";
        return twin.All.ContainsKey(key) ? new SettingValues(new Dictionary<string, object>(twin.All) { [key] = LevelRatio.FromDecibels(0) }) : twin;
    }

    /// <summary>Measures every spectrum again on the fitted twin, as the runs measured the device.</summary>
    private static async Task<IReadOnlyList<Comparison>> CompareAsync(
        LabRegistry registry, Recorded[] runs, MeasuredSpectrum[] spectra, BenchDefinition fitted, CancellationToken cancellationToken)
    {
        List<MeasuredSpectrum> simulated = [];
        foreach (Recorded run in runs.Where(run => run.Info.Protocol != FieldLineProtocol))
        {
            const ulong otherSeed = 1_000_003; // noise of its own
            await using BenchConnection connection = await BenchConnection.SimulateAsync(
                registry, fitted, run.Info.Seed + otherSeed, cancellationToken, withFaults: false).ConfigureAwait(false);
            var points = new MemoryPoints(run.Protocol.Create(run.Settings).Columns);
            RunInfo info = await RunEngine.RehearseAsync(
                new RunRequest(run.Protocol, run.Settings, connection.Bench, run.Info.Seed + otherSeed, string.Empty) { Stop = cancellationToken }, points).ConfigureAwait(false);
            if (info.Status != RunStatus.Done)
            {
                throw new CommandException($"The fitted twin does not do what the run '{run.Info.Run}' did: {info.Reason}", ExitCode.Refused);
            }

            simulated.AddRange(RecordedSpectra.Of(run.Info.Run, run.Settings, points));
        }

        // The twin's walk is that of the bench file. One found in the measured spectra could be a misfit in disguise.
        double drift = Math.Sqrt(simulated.Sum(spectrum => spectrum.Volts.Length * Math.Pow(spectrum.Fit.DriftNoise, 2)) / simulated.Sum(spectrum => spectrum.Volts.Length));
        return [.. spectra.Zip(simulated, (measured, twin) => Compare(measured, twin, drift))];
    }

    /// <summary>χ² of the difference of two spectra, of which each has its own white noise and its own walk of the offset.</summary>
    private static Comparison Compare(MeasuredSpectrum measured, MeasuredSpectrum twin, double driftNoise)
    {
        double[] difference = [.. measured.Volts.Zip(twin.Volts, (m, t) => m - t)];
        double variance = (measured.Fit.WhiteNoise * measured.Fit.WhiteNoise) + (twin.Fit.WhiteNoise * twin.Fit.WhiteNoise);
        var whitening = new RandomWalkWhitening(measured.Seconds, 2 * driftNoise * driftNoise / variance);
        double[] ones = new double[difference.Length];
        Array.Fill(ones, 1);
        double[] whitened = new double[difference.Length];
        whitening.Apply(ones, ones);
        whitening.Apply(difference, whitened);
        double offset = ones.Zip(whitened, (one, value) => one * value).Sum() / ones.Sum(one => one * one);
        double chiSquare = whitened.Zip(ones, (value, one) => Math.Pow(value - (offset * one), 2)).Sum() / variance / (difference.Length - 1);

        double[] walk = [.. difference.Select(value => value - offset)];
        whitening.SmoothInto(walk, walk);
        return new Comparison(measured, twin, [.. difference.Select((value, i) => value - offset - walk[i])], chiSquare);
    }

    private static Analysis Report(IReadOnlyList<FittedParameter> parameters, IReadOnlyList<Comparison> comparisons) => new()
    {
        Results =
        [
            .. parameters.Select(parameter => new ResultValue(parameter.Key, parameter.Value.Value, parameter.Unit, parameter.Value.StandardUncertainty, $"From {parameter.Basis}.")),
            new("reduced_chi_square", comparisons.Average(comparison => comparison.ChiSquare), string.Empty, Uncertainty: null, "Mean χ² per degree of freedom between measured spectra and spectra of the fitted twin; near 1 where they differ by noise alone.") { Digits = 3 },
        ],
        Figures = [.. comparisons.Select(Draw)],
        Tables =
        [
            new ResultTable(
                "Each spectrum",
                ["run", "line (mA)", "points", "χ² per degree of freedom"],
                [.. comparisons.Select(comparison => (IReadOnlyList<string>)[comparison.Measured.Source, $"{comparison.Measured.Line.Milliamperes:0.###}", $"{comparison.Residuals.Length}", $"{comparison.ChiSquare:0.00}"])]),
        ],
        Warnings = [.. Doubts(comparisons)],
    };

    private static IEnumerable<string> Doubts(IReadOnlyList<Comparison> comparisons)
    {
        // Four standard deviations of a χ² whose noise was itself estimated from as many points.
        static double TooLarge(Comparison comparison) => 1 + (4 * Math.Sqrt(4.0 / comparison.Residuals.Length));
        foreach (Comparison comparison in comparisons.Where(comparison => comparison.ChiSquare > TooLarge(comparison)))
        {
            yield return $"{comparison.Measured.Source} at {comparison.Measured.Line}: the twin's spectrum differs from the measured one by more than noise, "
                + $"χ² {comparison.ChiSquare:0.0} per degree of freedom. The model misses something, or the bench file's 'thermal_drift' is not the bench's.";
        }

        // A shape shows in the neighbours long before it shows in χ².
        foreach (Comparison comparison in comparisons.Where(comparison => comparison.ChiSquare <= TooLarge(comparison)))
        {
            double standardDeviations = Likeness(comparison) * Math.Sqrt(comparison.Residuals.Length);
            if (standardDeviations > MostLikeness)
            {
                yield return $"{comparison.Measured.Source} at {comparison.Measured.Line}: the difference from the twin has a shape, since neighbouring frequencies "
                    + $"differ alike ({standardDeviations:0.0} standard deviations). The resonance moved between the runs, or the line has another form.";
            }
        }
    }

    private static Figure Draw(Comparison comparison)
    {
        double[] megahertz = [.. comparison.Measured.FrequencyHertz.Select(hertz => hertz / 1e6)];
        double[] Microvolts(MeasuredSpectrum spectrum) => [.. spectrum.Volts.Select((volts, i) => (volts - spectrum.Fit.OffsetVolts[i]) / 1e-6)];
        double noise = double.Hypot(comparison.Measured.Fit.WhiteNoise, comparison.Twin.Fit.WhiteNoise) / 1e-6;
        return new Figure(
            $"{comparison.Measured.Source} at {comparison.Measured.Line}",
            "frequency (MHz)",
            [
                new FigurePanel("voltage − offset (µV)",
                [
                    .. TwinCurves(comparison),
                    new FigureSeries("measured", megahertz, Microvolts(comparison.Measured), SeriesStyle.Points, 0),
                ],
                RelativeHeight: 2),
                new FigurePanel("difference (µV)", [new FigureSeries("measured − twin", megahertz, [.. comparison.Residuals.Select(residual => residual / 1e-6)], SeriesStyle.Points, 2, [.. megahertz.Select(_ => noise)])]),
            ],
            string.Create(
                CultureInfo.InvariantCulture,
                $"χ² per degree of freedom {comparison.ChiSquare:0.00}; bars are the noise of both. Neighbouring frequencies differ alike with a correlation of {Likeness(comparison):0.00}, of which noise makes ±{1 / Math.Sqrt(comparison.Residuals.Length):0.00}."));
    }

    // One curve a power, below the points.
    private static IEnumerable<FigureSeries> TwinCurves(Comparison comparison)
    {
        MeasuredSpectrum twin = comparison.Twin;
        double[] powers = [.. twin.PowerWatts.Distinct().Order()];
        foreach (double power in powers)
        {
            int[] points = [.. Enumerable.Range(0, twin.Volts.Length).Where(i => twin.PowerWatts[i] == power).OrderBy(i => twin.FrequencyHertz[i])];
            yield return new FigureSeries(
                "fitted twin",
                [.. points.Select(i => twin.FrequencyHertz[i] / 1e6)],
                [.. points.Select(i => twin.Fit.ModelVolts[i] / 1e-6)],
                SeriesStyle.Line,
                1);
        }
    }

    /// <summary>Correlation of the differences at neighbouring frequencies of one power: near 0 for noise, and positive where the difference
    /// has a shape, such as an S about the resonance.</summary>
    private static double Likeness(Comparison comparison)
    {
        double products = 0;
        foreach (IGrouping<double, int> power in Enumerable.Range(0, comparison.Residuals.Length).GroupBy(i => comparison.Measured.PowerWatts[i]))
        {
            int[] points = [.. power.OrderBy(i => comparison.Measured.FrequencyHertz[i])];
            products += points.Zip(points.Skip(1), (a, b) => comparison.Residuals[a] * comparison.Residuals[b]).Sum();
        }

        double squares = comparison.Residuals.Sum(residual => residual * residual);
        return squares > 0 ? products / squares : 0;
    }

    private void Show(IReadOnlyList<FittedParameter> parameters, IReadOnlyList<Comparison> comparisons, string file, string report)
    {
        var table = new Table { Border = TableBorder.Horizontal };
        table.AddColumns("parameter", "value", "from");
        foreach (FittedParameter parameter in parameters)
        {
            table.AddRow(new Text(parameter.Key), new Text(ValueText.Format(parameter.Value.Value, parameter.Unit, parameter.Value.StandardUncertainty)), new Text(parameter.Basis));
        }

        terminal.Write(table);
        foreach (string doubt in Doubts(comparisons))
        {
            terminal.Error.WriteLine($"Warning: {doubt}");
        }

        terminal.Output.WriteLine($"{comparisons.Count} spectra, measured again on the fitted twin: χ² per degree of freedom {comparisons.Average(comparison => comparison.ChiSquare):0.00} on average, {comparisons.Max(comparison => comparison.ChiSquare):0.00} at most");
        terminal.Output.WriteLine($"Device: {file}; a bench file takes it up with 'device: {Path.GetFileName(file)}' in its section 'sample'");
        terminal.Output.WriteLine($"Report: {report}");
    }

    private sealed record Recorded(RunInfo Info, IProtocol Protocol, object Settings, IRunData Data);

    private sealed record Comparison(MeasuredSpectrum Measured, MeasuredSpectrum Twin, double[] Residuals, double ChiSquare);
}
