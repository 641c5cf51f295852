using System.Globalization;
using System.Numerics;
using Lab.Calibration;
using Lab.Calibration.Oscillators;
using Lab.Quantities;
using Lab.Runs.Results;

namespace Lab.Protocols.Oscillators;

/// <summary>The transfer from the rounds, and what it leaves.</summary>
internal sealed class SubtractionAnalysis(SubtractionSettings settings, double[] hertz, LeakRounds rounds)
{
    private const double Mega = 1e6;
    private const double Milli = 1e-3;

    /// <summary>A leak below so many standard deviations of a round is none.</summary>
    private const double LeastSignificance = 10;

    /// <summary>A residual that noise alone stays below with this probability is no more than noise.</summary>
    private const double NoiseProbability = 0.99;

    private const double Micro = 1e-6;

    /// <summary>Fits and reports.</summary>
    public Analysis Conclude()
    {
        Complex[] left = LeakRounds.MeanOf(rounds.Checks);
        double noise = NoiseOf(rounds.Checks);
        double[] leak = [.. rounds.Leak.Select(each => each.Magnitude)];
        if (leak.Max() < LeastSignificance * noise)
        {
            return new Analysis
            {
                Failure = $"The drive leaks {leak.Max() / Milli:G2} mV at the most, no more than noise: there is nothing to "
                    + "cancel. "
                    + "Check the cable of the field line and the setting 'drive'; without a leak no subtraction is needed.",
            };
        }

        double copy = rounds.Copy.Min(each => each.Magnitude);
        if (!(copy >= LeastSignificance * noise))
        {
            return new Analysis
            {
                Failure = string.Create(
                    CultureInfo.InvariantCulture,
                    $"The cancelling waveform alone gives {copy / Milli:G2} mV at the least, no more than noise: it does ")
                    + "not reach the oscilloscope, and cancels nothing. Check its cable from the generator to the combiner, "
                    + "and raise 'copy' to about the leak at the combiner.",
            };
        }

        var fit = LeakFit.Of(hertz, rounds.Refined);
        double[] residuals = [.. left.Select(each => each.Magnitude)];
        double residual = residuals.Max();
        double uncertainty = noise / Math.Sqrt(rounds.Checks.Count);
        bool isCancelled = residual <= settings.LargestResidual.Volts;
        bool isTold = isCancelled && fit.IsDescribed;
        string floor = FloorOf(residual, uncertainty, residuals.Length);
        return new Analysis
        {
            Conclusion = new Conclusion(
                "The drive leaks {leak}, and {residual} of it are left with the cancelling waveform. The leak comes {delay} "
                    + "after the waveform.",
                isCancelled
                    ? "Lock the oscillator with `lab run injection-locking`."
                    : "Mend what the warning says and repeat `lab run subtraction-calibration`.")
            {
                Trust = isCancelled
                    ? "The calibration is kept. It drifts with cables and temperature, and every run checks it before it is "
                          + "used."
                    : "Nothing is put in force, since too much is left.",
            },
            Results = [.. ResultsOf(fit, isTold, residual, uncertainty, leak, floor)],
            Calibrations = isCancelled
                ? [SubtractionRecord.Of(fit.Transfer, isTold ? fit.DelaySeconds.StandardUncertainty : null, residual)]
                : [],
            Figures = [DrawResidual(leak, residuals, uncertainty, floor), DrawTransfer(fit)],
            Warnings = [.. DoubtsOf(fit, residual, isCancelled)],
        };
    }

    // The largest of n magnitudes of noise: its square is 2σ²(1 + 1/2 + … + 1/n) on the mean.
    private static string FloorOf(double residual, double uncertainty, int count)
    {
        double noise = uncertainty * Math.Sqrt(2 * Enumerable.Range(1, count).Sum(i => 1.0 / i));
        double most = uncertainty * Math.Sqrt(-2 * Math.Log(1 - Math.Pow(NoiseProbability, 1.0 / count)));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"noise alone gives {noise / Micro:G2} µV at the largest of {count} tones")
            + (residual <= most ? ", and this is no more than noise" : string.Empty);
    }

    // Of each part of an amplitude in one round, by the scatter of the rounds.
    private static double NoiseOf(IReadOnlyList<Complex[]> checks)
    {
        Complex[] mean = LeakRounds.MeanOf(checks);
        double squares = checks.Sum(round => round.Zip(mean, (value, middle) => Square(value - middle)).Sum());
        return Math.Sqrt(squares / (2 * mean.Length * (checks.Count - 1)));

        static double Square(Complex value) => (value.Real * value.Real) + (value.Imaginary * value.Imaginary);
    }

    private static IEnumerable<ResultValue> ResultsOf(
        LeakFit fit, bool isTold, double residual, double uncertainty, double[] leak, string floor)
    {
        ResultValue Fitted(string name, Estimate estimate, string unit, string description, double factor = 1) => new(
            name, factor * estimate.Value, unit, isTold ? factor * estimate.StandardUncertainty : null, description);

        yield return new ResultValue(
            "residual", residual, "V", uncertainty,
            $"Largest amplitude at the oscilloscope that is left in the band, between the tones of the fit; {floor}.");
        yield return Fitted("delay", fit.DelaySeconds, "s", "Delay of the leak after the cancelling waveform.");
        yield return Fitted(
            "phase", fit.PhaseRadians, "°", "Phase of the leak against the cancelling waveform in the middle of the band.",
            180 / Math.PI);
        yield return Fitted(
            "amplitude", fit.Amplitude, string.Empty, "Leak over drive at the combiner's inputs, in the middle of the band.");
        yield return Fitted("amplitude_slope", fit.AmplitudePerHertz, "1/Hz", "Slope of this ratio against frequency.");
        yield return new ResultValue(
            "leak", leak.Max(), "V", uncertainty, "Largest amplitude of the leak at the oscilloscope before it was cancelled.");
    }

    private IEnumerable<string> DoubtsOf(LeakFit fit, double residual, bool isCancelled)
    {
        if (!isCancelled)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"The leak is not cancelled, and no calibration is put in force: between the tones {residual / Milli:G2} mV are "
                    + $"left, more than {settings.LargestResidual}. ")
                + "Make the step of 'frequencies' smaller than half the inverse of the delay, use a narrower band, more "
                + "null_rounds against the jitter of the trigger, or let the bench warm up: a leak that drifts while it is "
                + "measured is not cancelled.";
        }

        if (!fit.IsDescribed)
        {
            yield return "One delay and an amplitude that is straight against frequency do not describe the leak: its "
                + "parameters stand without uncertainties. Look for a reflection or a resonance in the band.";
        }
    }

    private Figure DrawResidual(double[] leak, double[] residuals, double uncertainty, string floor)
    {
        // Runs of before were checked at the tones themselves.
        double[] checkHertz = residuals.Length == hertz.Length ? hertz : LeakTones.BetweenTones(hertz);
        FigureSeries Of(string name, double[] at, double[] volts, int group) =>
            new(name, [.. at.Select(each => each / Mega)], [.. volts.Select(each => each / Milli)], SeriesStyle.Points, group,
                [.. volts.Select(_ => uncertainty / Milli)]);
        return new Figure(
            "What is left of the leak", "frequency (MHz)",
            [
                new FigurePanel(
                    "amplitude at the oscilloscope (mV)",
                    [Of("drive alone", hertz, leak, 0), Of("with cancelling", checkHertz, residuals, 1)])
                {
                    IsLogarithmic = true,
                },
            ],
            $"Means over the rounds. Of what is left, {floor}.");
    }

    private Figure DrawTransfer(LeakFit fit)
    {
        LeakTransfer transfer = fit.Transfer;
        Complex[] found = LeakRounds.MeanOf(rounds.Refined);
        double[] megahertz = [.. hertz.Select(each => each / Mega)];

        // Beside the delay, which would turn the phase several times.
        double Beside(Complex value, double at) => double.RadiansToDegrees(Math.IEEERemainder(
            value.Phase + (Math.Tau * (at - transfer.CentreHertz) * transfer.DelaySeconds) - transfer.PhaseRadians, Math.Tau));
        return new Figure(
            "Transfer of the leak", "frequency (MHz)",
            [
                new FigurePanel(
                    "leak over drive",
                    [
                        new FigureSeries("measured", megahertz, [.. found.Select(each => each.Magnitude)], SeriesStyle.Points, 0),
                        new FigureSeries(
                            "fit", megahertz, [.. hertz.Select(each => transfer.At(each).Magnitude)], SeriesStyle.Line, 1),
                    ]),
                new FigurePanel(
                    "phase beside the fit (°)",
                    [
                        new FigureSeries(
                            "measured", megahertz, [.. found.Zip(hertz, Beside)], SeriesStyle.Points, 0),
                    ]),
            ],
            string.Create(
                CultureInfo.InvariantCulture,
                $"The fit has a delay of {transfer.DelaySeconds / 1e-9:F4} ns and an amplitude straight against frequency."));
    }
}
