using System.Globalization;
using Lab.Calibration;
using Lab.Calibration.Oscillators;
using Lab.Models.SignalAnalysis;
using Lab.Models.StochasticOscillators;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Protocols.Oscillators;

/// <summary>Phases from the traces, and the locking band from the phases.</summary>
internal sealed class InjectionLockingAnalysis(InjectionLockingSettings settings, IRunData data)
{
    private const double Mega = 1e6;
    private const double Milli = 1e-3;
    private const double LeastDetermination = 0.95;

    /// <summary>Reads, fits and reports.</summary>
    public Analysis Conclude()
    {
        LockedTone[] tones = Read();
        var fit = LockingFit.Find(tones, out string? failure);
        return fit is null
            ? new Analysis { Failure = failure, Figures = [new LockingFigures(tones, fit: null).Draw()] }
            : new Analysis
            {
                Conclusion = new Conclusion(
                    "The drive locks the oscillator over {locking_range} about {locking_centre}. Within the band the phase "
                        + "follows an arcsine with R² {asin_r2}. The pulling outside gives a band of {pulling_range}.",
                    "The range grows in proportion to the amplitude of the drive: repeat at half of it to see whether it "
                        + "does. Then use the locked oscillator as a reservoir with `lab run reservoir-waves`.")
                {
                    Trust =
                        "Scatter and pulling tell the range by different parts of the record: they should agree. The arcsine "
                            + "is too narrow by a few per cent, since noise rounds its ends.",
                },
                Results = [.. ResultsOf(fit, tones)],
                Figures = [new LockingFigures(tones, fit).Draw()],
                Tables = [TableOf(tones)],
                Warnings = [.. DoubtsOf(fit)],
            };
    }

    private LockedTone[] Read()
    {
        double[] hertz = data.Numbers(InjectionLockingExperiment.FrequencyColumn.Name);
        double[] starts = data.Numbers(InjectionLockingExperiment.StartColumn.Name);
        double[] rates = data.Numbers(InjectionLockingExperiment.RateColumn.Name);
        var tones = new LockedTone[data.Count];
        for (int i = 0; i < tones.Length; i++)
        {
            double[] volts = new double[data.LengthOf(InjectionLockingExperiment.TraceColumn.Name, i)];
            data.ReadArray(InjectionLockingExperiment.TraceColumn.Name, i, volts);
            tones[i] = LockedTone.Of(
                volts, starts[i] - settings.DriveDelay.Seconds, rates[i], hertz[i], settings.FilterHalfWidth.Hertz);
        }

        return tones;
    }

    private static IEnumerable<ResultValue> ResultsOf(LockingFit fit, LockedTone[] tones)
    {
        static ResultValue Of(string name, Estimate estimate, string unit, string description) =>
            new(name, estimate.Value, unit, estimate.StandardUncertainty, description);

        yield return Of(
            "locking_range", fit.Range, "Hz", "Full width of the band in which the drive locks the oscillator, by the "
                + "phase's scatter.");
        if (fit.HasArcsine)
        {
            yield return Of(
                "asin_r2", fit.Determination, string.Empty, "R² of the arcsine through the phases within the band.");
        }

        yield return Of("locking_centre", fit.Centre, "Hz", "Middle of the band.");
        if (fit.HasArcsine)
        {
            yield return Of(
                "asin_range", fit.ArcsineRange, "Hz", "Full width of the arcsine; noise makes it 2 to 5 % too small.");
        }

        if (fit.Pulling is not null)
        {
            yield return Of(
                "pulling_range", fit.PullingRange, "Hz", "Full width of the band that the mean frequencies outside give.");
            yield return Of("frequency", fit.FreeHertz, "Hz", "The oscillator's frequency without a drive, by the same law.");
        }

        yield return new ResultValue(
            "phase_spread", fit.MiddleScatter, "rad", Uncertainty: null, "Scatter of the phase in the middle of the band.")
        { Digits = 3 };
        LockedTone middle = tones.MinBy(tone => Math.Abs(tone.Hertz - fit.Centre.Value))!;
        yield return new ResultValue(
            "amplitude", middle.Volts, "V", Uncertainty: null, "Mean amplitude at the oscilloscope in the middle of the band.")
        { Digits = 3 };
    }

    private static IEnumerable<string> DoubtsOf(LockingFit fit)
    {
        if (!fit.HasArcsine)
        {
            yield return $"Fewer than {ArcsineLaw.FewestTones} tones lie within the band, too few for the arcsine of the phase "
                + "(asin_r2, asin_range): make the step of 'frequencies' smaller.";
        }
        else if (!(fit.Determination.Value >= LeastDetermination))
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"The phases do not follow an arcsine (R² {fit.Determination.Value:F3}). A leak that is left, a wrong "
                    + $"'drive_delay' or a ")
                + "strong noise bends them.";
        }

        if (fit.Pulling is null)
        {
            yield return "Too few tones lie outside the locking range to tell the pulling: widen 'frequencies'.";
        }
    }

    private static ResultTable TableOf(LockedTone[] tones) => new(
        "Frequency, phase and amplitude under the drive",
        [
            "drive (MHz)", "frequency (MHz)", "spread (MHz)", "phase (rad)", "spread (rad)", "amplitude (mV)", "spread (mV)",
        ],
        [
            .. tones.Select(tone => (IReadOnlyList<string>)
            [
                Text(tone.Hertz / Mega, "0.###"), Text(tone.MeanHertz / Mega, "F3"), Text(tone.HertzSpread / Mega, "F2"),
                Text(tone.MeanPhase, "F3"), Text(tone.PhaseScatter, "F3"), Text(tone.Volts / Milli, "F3"),
                Text(tone.VoltsSpread / Milli, "F3"),
            ]),
        ]);

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
