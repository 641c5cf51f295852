using Lab.Calibration.Oscillators;
using Lab.Instruments;
using Lab.Instruments.Oscilloscopes;
using Lab.Instruments.SpectrumAnalysers;
using Lab.Instruments.WaveformGenerators;
using Lab.Runs.Protocols;
using Lab.Runs.Settings;

namespace Lab.Protocols.Oscillators;

/// <summary>Spectra of a free oscillator against its bias current: threshold, frequency, linewidth, power (Leroux thesis,
/// ch. IV).</summary>
public sealed class OscillatorSpectrumProtocol : Protocol<OscillatorSpectrumSettings>
{
    /// <summary>The role of the spectrum analyser.</summary>
    public const string AnalyserRole = "analyser";

    private const int FewestPoints = 50;
    private const double SegmentsOfARecord = 12;

    /// <inheritdoc/>
    public override string Name => "oscillator-spectrum";

    /// <inheritdoc/>
    public override string Summary =>
        "Spectra of an oscillator against its current: threshold, frequency, linewidth and power; map of the density.";

    /// <inheritdoc/>
    public override string DefaultBench => "oscillator";

    /// <inheritdoc/>
    public override IReadOnlyList<InstrumentNeed> Needs { get; } =
    [
        new(OscillatorBench.SourceRole, InstrumentKind.CurrentSource, "sends the bias current"),
        new(OscillatorBench.ScopeRole, IOscilloscope.Kind, "records the voltage, with detection=oscilloscope", IsOptional: true),
        new(OscillatorBench.GeneratorRole, IWaveformGenerator.Kind, "triggers the oscilloscope", IsOptional: true),
        new(AnalyserRole, ISpectrumAnalyser.Kind, "measures the spectrum, with detection=analyser", IsOptional: true),
    ];

    /// <inheritdoc/>
    public override IExperiment Create(OscillatorSpectrumSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        double[] amperes = [.. settings.Currents.Select(current => current.Amperes)];
        if (!amperes.SequenceEqual(amperes.Distinct().Order()) || amperes.Length < ThresholdFit.FewestCurrents
            || !(amperes[0] > 0))
        {
            throw new SettingsException(
                $"The setting 'currents' needs {ThresholdFit.FewestCurrents} or more positive values in ascending order.");
        }

        RequiredSetting.Positive("from", settings.From);
        RequiredSetting.Positive("resolution", settings.Resolution);
        RequiredSetting.Positive("range", settings.Range);
        RequiredSetting.Positive("generator_rate", settings.GeneratorRate);
        RequiredSetting.Positive("scope_bandwidth", settings.ScopeBandwidth);
        RequiredSetting.AtLeast("averages", settings.Averages, 1);
        if (!(settings.To - settings.From >= settings.Resolution * FewestPoints))
        {
            throw new SettingsException(
                $"The settings 'from' and 'to' give {settings.From} to {settings.To}, less than {FewestPoints} times the "
                    + $"'resolution' of {settings.Resolution}; a line needs more points.");
        }

        if (settings.Detection == SpectrumDetection.Oscilloscope)
        {
            RequiredSetting.AtLeast(
                "scope_rate", settings.ScopeRate, settings.To * 2.5, "the upper end of the spectrum has to be sampled");
            int segment = WelchReader.SegmentOf(settings.ScopeRate.Hertz, settings.Resolution.Hertz);
            double segments = settings.RecordTime.Seconds * settings.ScopeRate.Hertz / segment;
            if (!(segments >= SegmentsOfARecord))
            {
                throw new SettingsException(
                    $"The setting 'record_time' is {settings.RecordTime}, {segments:0.#} segments of the {segment:N0} "
                        + $"samples that the 'resolution' of {settings.Resolution} takes; at least "
                        + $"{SegmentsOfARecord} are needed.");
            }
        }

        return amperes.Any(each => Math.Abs(each - settings.OperatingCurrent.Amperes) <= 1e-6 * each)
            ? new OscillatorSpectrumExperiment(settings, amperes)
            : throw new SettingsException(
                $"The setting 'operating_current' is {settings.OperatingCurrent}, which is none of 'currents'.");
    }
}
