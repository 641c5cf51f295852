using Lab.Calibration.SpinDiodes;
using Lab.Calibration.Twins;
using Lab.Calibration.WeightTunings;
using Lab.Protocols.Fields;
using Lab.Protocols.SpinDiodes;
using Lab.Protocols.WeightTuning;
using Lab.Quantities;
using Lab.Runs.Records;

namespace Lab.Protocols.Twins;

/// <summary>Finds the spectra in the points of runs.</summary>
public static class RecordedSpectra
{
    /// <summary>The protocols whose points hold spectra.</summary>
    public static IReadOnlyList<string> Protocols { get; } = [new SpinDiodeProtocol().Name, new WeightTuningProtocol().Name];

    /// <summary>The spectra of a run, each with its fit.</summary>
    /// <param name="source">The run's name.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="data">Its points.</param>
    /// <returns>Nothing where the protocol measures no spectra.</returns>
    public static IReadOnlyList<MeasuredSpectrum> Of(string source, object settings, IRunData data) => settings switch
    {
        SpinDiodeSettings single =>
        [
            Spectrum(source, single.LineCurrent ?? default, single.Field, single.FieldSlope, data, _ => true) with
            {
                PowerRelative = new RecordedPower(single.LevelUncertainty, data).Relative,
            },
        ],
        WeightTuningSettings tuning => Tuned(source, tuning, data),
        _ => [],
    };

    private static List<MeasuredSpectrum> Tuned(string source, WeightTuningSettings settings, IRunData data)
    {
        TunedReadings readings = WeightTuningExperiment.Readings(settings, data);
        double power = new RecordedPower(settings.LevelUncertainty, data).Relative;
        List<MeasuredSpectrum> spectra =
        [
            .. readings.Amperes.Select((amperes, visit) =>
                Spectrum(
                    source,
                    Current.FromAmperes(amperes),
                    settings.Field,
                    settings.FieldSlope,
                    data,
                    i => readings.Visit[i] == visit && !readings.IsResponse[i]) with
                {
                    PowerRelative = power,
                    Visit = visit,
                }),
        ];

        // Readings that are not those of one junction tell no more together than each by itself.
        TunedJunction? tuned = spectra.TrueForAll(spectrum => spectrum.Fit.Succeeded)
            ? TunedJunctionFit.Fit(readings, [.. spectra.Select(spectrum => spectrum.Fit)])
            : null;
        return tuned is { Doubts.Count: 0 } ? [.. spectra.Select(spectrum => spectrum with { Tuned = tuned })] : spectra;
    }

    private static MeasuredSpectrum Spectrum(
        string source, Current line, MagneticField? field, FrequencyPerField? slope, IRunData data, Func<int, bool> belongs)
    {
        int[] points = [.. Enumerable.Range(0, data.Count).Where(belongs)];
        double[] Pick(double[] values) => [.. points.Select(i => values[i])];
        double[] hertz = Pick(data.Numbers("frequency"));
        double[] watts = Pick(data.Numbers("power"));
        double[] volts = Pick(data.Numbers("voltage"));
        double[] seconds = Pick(data.BenchSeconds);
        return new MeasuredSpectrum(
            source, line, field, hertz, watts, volts, seconds, SpinDiodeFit.Fit(hertz, watts, volts, seconds))
        {
            FieldHertz = new RecordedField(field, slope, data).HertzIn(points),
        };
    }
}
