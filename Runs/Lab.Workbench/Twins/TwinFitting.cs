using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Calibration;
using Lab.Calibration.Twins;
using Lab.Models.SpinDiodes;
using Lab.Modules;
using Lab.Protocols.Twins;
using Lab.Quantities;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Workbench.Composition;

namespace Lab.Workbench.Twins;

/// <summary>Turns recorded runs into the parameters of the twin of the device that was measured.</summary>
public static class TwinFitting
{
    internal const string FieldLineProtocol = "field-line-calibration";

    /// <summary>Fits a device and measures every spectrum again on its twin.</summary>
    /// <param name="runsFolder">The folder of all runs.</param>
    /// <param name="names">Runs of spin-diode, weight-tuning and field-line-calibration on one device, or of
    /// oscillator-spectrum and injection-locking.</param>
    /// <param name="benchFile">The bench file whose other values are kept; <see langword="null"/> for that of the first
    /// run.</param>
    /// <param name="stop">Ends the fit.</param>
    /// <exception cref="WorkbenchException">The runs are of different devices or hold no spectrum, or a fit failed.</exception>
    /// <exception cref="Lab.Runs.RunException">A run cannot be read.</exception>
    public static async Task<FittedTwin> FitAsync(
        string runsFolder, IReadOnlyList<string> names, string? benchFile, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(names);
        RecordedRun[] runs = names.Count > 0
            ? [.. names.Select(name => ReadRun(runsFolder, name))]
            : throw new WorkbenchException("No run is named; a device is fitted to one run at least.", WorkbenchFault.Request);
        string? benchOfRuns = benchFile ?? runs[0].Info.BenchFile;
        LabRegistry registry = BenchModules.Of(benchOfRuns).Registry;
        BenchDefinition bench = BenchFiles.Load(benchOfRuns, runs[0].Protocol.DefaultBench, registry);
        if (OscillatorTwinFitting.Protocols.Contains(runs[0].Info.Protocol))
        {
            return OscillatorTwinFitting.Fit(runs, bench);
        }

        JunctionDefinition junction = RequireOneDevice(runs, bench);
        MeasuredSpectrum[] spectra = [.. runs.SelectMany(run => RecordedSpectra.Of(run.Info.Run, run.Settings, run.Data))];
        RequireOneField(spectra);
        FieldLineDefinition? line = bench.Sample.FieldLines.FirstOrDefault(candidate => candidate.Junction == junction.Name);
        (Estimate conversion, string basis) = ConversionOf(runs, line);
        IReadOnlyList<FittedParameter> parameters = TwinFit.Fit(
            spectra,
            junction.Twin.RectificationRadiansPerCoulomb,
            conversion,
            basis,
            junction.Twin.DriveFactor,
            SpinDiode.ReferenceDriveFactor);
        string device = DeviceText.Of(runs, bench, junction, line, parameters, spectra);
        BenchDefinition fitted = WithDevice(bench, junction, line, parameters, spectra, conversion, runs);
        IReadOnlyList<SpectrumComparison> comparisons = await SpectrumComparisons.OfAsync(
            registry, runs, spectra, fitted, stop).ConfigureAwait(false);
        return new FittedTwin(parameters, comparisons, device)
        {
            Subject =
                $"junction '{junction.Name}' of bench {bench.Name}, from {string.Join(", ", runs.Select(run => run.Info.Run))}",
        };
    }

    private static void RequireOneField(MeasuredSpectrum[] spectra)
    {
        if (spectra.Length == 0)
        {
            throw new WorkbenchException(
                "None of the runs holds a spectrum; a device is fitted to runs of "
                    + $"{string.Join(" and ", RecordedSpectra.Protocols)}.",
                WorkbenchFault.Request);
        }

        if (spectra.FirstOrDefault(spectrum => !spectrum.Fit.Succeeded) is { } failed)
        {
            throw new WorkbenchException($"{failed.Source}, {failed.Line}: {failed.Fit.Message}", WorkbenchFault.Refused);
        }

        if (spectra.Select(spectrum => spectrum.Field).Distinct().Skip(1).Any())
        {
            throw new WorkbenchException(
                "The runs were measured in different fields; fit those of one field.", WorkbenchFault.Request);
        }
    }

    private static RecordedRun ReadRun(string folder, string name)
    {
        var run = RunFolder.Open(folder, name);
        RunInfo info = run.ReadInfo();
        if (info.Status != RunStatus.Done)
        {
            throw new WorkbenchException(
                $"The run '{info.Run}' did not come to its end; 'lab resume {info.Run}' goes on with it.",
                WorkbenchFault.Request);
        }

        string[] known = [.. RecordedSpectra.Protocols, FieldLineProtocol, .. OscillatorTwinFitting.Protocols];
        if (!known.Contains(info.Protocol))
        {
            throw new WorkbenchException(
                $"The run '{info.Run}' is one of {info.Protocol}; a device is fitted to runs of "
                    + $"{string.Join(", ", known)}.",
                WorkbenchFault.Request);
        }

        IProtocol protocol = Experiment.FindProtocol(BenchModules.OfRun(info, run.FullPath).Registry, info.Protocol);
        return new RecordedRun(info, protocol, SettingsSources.OfRun(protocol, info, run.FullPath), run.ReadData());
    }

    private static JunctionDefinition RequireOneDevice(RecordedRun[] runs, BenchDefinition bench)
    {
        if (bench.Sample.Junctions is not [var junction])
        {
            throw new WorkbenchException(
                $"Bench '{bench.Name}' has {bench.Sample.Junctions.Count} junctions; a spectrum tells the parameters of one.",
                WorkbenchFault.Request);
        }

        // The calibration of a field line has a bench of its own, with the magnet in the plane.
        string[] benches =
            [.. runs.Where(run => run.Info.Protocol != FieldLineProtocol).Select(run => run.Info.Bench).Distinct()];
        return benches.Length <= 1
            ? junction
            : throw new WorkbenchException(
                $"The runs were made on the benches {string.Join(" and ", benches)}; a device is fitted to runs on one bench.",
                WorkbenchFault.Request);
    }

    private static (Estimate TeslaPerAmpere, string Basis) ConversionOf(RecordedRun[] runs, FieldLineDefinition? line)
    {
        RecordedRun? calibrated = runs.LastOrDefault(run => run.Info.Protocol == FieldLineProtocol);
        return calibrated?.Info.Results.FirstOrDefault(result => result.Name == "field_per_current") is { } result
            ? (new Estimate(result.Value, result.Uncertainty ?? 0), calibrated.Info.Run)
            : (new Estimate(line?.Conversion.TeslaPerAmpere ?? 1e-1, 0), "the bench file, taken as exact");
    }

    /// <summary>The bench with the fitted device in the place of its own, without spread: the twin of this device and of no
    /// other.</summary>
    private static BenchDefinition WithDevice(
        BenchDefinition bench, JunctionDefinition junction, FieldLineDefinition? line, IReadOnlyList<FittedParameter> parameters,
        MeasuredSpectrum[] spectra, Estimate conversion, RecordedRun[] runs)
    {
        double Value(string key, double otherwise) =>
            parameters.FirstOrDefault(parameter => parameter.Key == key)?.Value.Value ?? otherwise;
        JunctionDefinition fitted = junction with
        {
            ReferenceField = spectra[0].Field ?? junction.ReferenceField,
            ResonanceFrequency = Frequency.FromHertz(Value("resonance_frequency", junction.ResonanceFrequency.Hertz)),
            InPlaneSlope = FrequencyPerField.FromHertzPerTesla(Value("in_plane_slope", junction.InPlaneSlope.HertzPerTesla)),
            InPlaneCurvatureHertzPerTeslaSquared = Value("in_plane_curvature", junction.InPlaneCurvatureHertzPerTeslaSquared),
            Damping = Value("damping", junction.Damping),
            Twin = junction.Twin with
            {
                SymmetricWeight = Value("symmetric_weight", junction.Twin.SymmetricWeight),
                AntisymmetricWeight = Value("antisymmetric_weight", junction.Twin.AntisymmetricWeight),
            },
            FrequencyNonlinearity = Value("frequency_nonlinearity", junction.FrequencyNonlinearity),
            DampingNonlinearity = Value("damping_nonlinearity", junction.DampingNonlinearity),
        };
        bool isCalibrated = runs.Any(run => run.Info.Protocol == FieldLineProtocol);
        return bench with
        {
            // The level error of the generator is part of what was fitted; a twin's own would come on top.
            Instruments =
                [.. bench.Instruments.Select(instrument => instrument with { Twin = WithoutLevelError(instrument.Twin) })],
            Sample = bench.Sample with
            {
                DeviceSpread = 0,
                Junctions = [fitted],
                FieldLines = [.. bench.Sample.FieldLines.Select(each => each == line && isCalibrated
                    ? each with { Conversion = FieldPerCurrent.FromTeslaPerAmpere(conversion.Value) }
                    : each)],
            },
        };
    }

    private static SettingValues WithoutLevelError(SettingValues twin)
    {
        const string key = "level_error";
        return twin.All.ContainsKey(key)
            ? new SettingValues(new Dictionary<string, object>(twin.All) { [key] = LevelRatio.FromDecibels(0) })
            : twin;
    }
}
