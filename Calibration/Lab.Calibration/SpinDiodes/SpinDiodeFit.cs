using Lab.Calibration.Noise;
using Lab.Models.SpinDiodes;

namespace Lab.Calibration.SpinDiodes;

/// <summary>
/// Fits the spin-diode spectra of one junction, at one or several powers, that were measured point after point with a
/// nanovoltmeter whose zero wanders.
/// </summary>
/// <remarks>
/// <para>
/// The model is <see cref="SpinDiode"/> (Leroux thesis, Eqs. 3.15 and 5.7 to 5.10) plus an offset that drifts as a random walk
/// under white noise. Each Gauss–Newton step is a generalised least-squares problem in which the sizes of the two noises are
/// found by restricted maximum likelihood, so that the uncertainties allow for the drift. Starting values come from the data.
/// </para>
/// <para>
/// A voltage tells βξ_S and βξ_A but not β, and Nγ² and Qγ² but not γ: β is given for ξ_S² + ξ_A² = 1, N and Q for
/// γ = <see cref="SpinDiode.ReferenceDriveFactor"/>. Points at one power tell neither N nor Q.
/// </para>
/// </remarks>
public static class SpinDiodeFit
{
    /// <summary>The fewest points that a fit takes.</summary>
    public const int FewestPoints = 20;

    /// <summary>The fewest distinct frequencies that a fit takes.</summary>
    public const int FewestFrequencies = 8;

    /// <summary>The smallest significance, in standard deviations, of what is taken for a resonance. Noise alone reaches 4 to 5
    /// over all places and widths where the fit looks.</summary>
    public const double SmallestSignificance = 6;

    // A bend without a line in it is named where no drift can look like it.
    private const double SmallestSignificanceOfBend = 2 * SmallestSignificance;

    /// <summary>Fits the points, in the order in which they were measured.</summary>
    /// <param name="frequencyHertz">Frequency of the source in hertz, shape [point]. Positive.</param>
    /// <param name="powerWatts">Power at the junction in watts, shape [point]. Zero or positive.</param>
    /// <param name="voltageVolts">Reading of the voltmeter in volts, shape [point].</param>
    /// <param name="timeSeconds">Bench time of the reading in seconds from any origin, shape [point]. Never going back.</param>
    /// <returns>The parameters, or a result that says what is wrong with the points and how to mend it.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static SpinDiodeFitResult Fit(
        ReadOnlySpan<double> frequencyHertz,
        ReadOnlySpan<double> powerWatts,
        ReadOnlySpan<double> voltageVolts,
        ReadOnlySpan<double> timeSeconds)
    {
        int count = frequencyHertz.Length;
        if (powerWatts.Length != count || voltageVolts.Length != count || timeSeconds.Length != count)
        {
            throw new ArgumentException(
                $"{count} frequencies, {powerWatts.Length} powers, {voltageVolts.Length} voltages and {timeSeconds.Length} "
                    + "times do not make points; pass spans of one length.");
        }

        if (SpinDiodeFitMessages.FaultOf(frequencyHertz, powerWatts, voltageVolts, timeSeconds) is { } fault)
        {
            return SpinDiodeFitResult.Failure(fault);
        }

        var spectrum = new SpinDiodeSpectrum(
            frequencyHertz.ToArray(), powerWatts.ToArray(), voltageVolts.ToArray(), timeSeconds.ToArray());
        return Fit(spectrum);
    }

    private static SpinDiodeFitResult Fit(SpinDiodeSpectrum spectrum)
    {
        if (SpinDiodeSelection.Best(spectrum)?.WithAllUncertainties() is not { } fit)
        {
            return SpinDiodeFitResult.Failure(SpinDiodeFitMessages.NothingFound(spectrum, 0));
        }

        double significance = SignificanceOf(fit, spectrum.FewestBackground);
        if (!(significance >= SmallestSignificance))
        {
            return SpinDiodeFitResult.Failure(SignificanceOf(fit, background: 0) >= SmallestSignificanceOfBend
                ? SpinDiodeFitMessages.OnlyBends(spectrum)
                : SpinDiodeFitMessages.NothingFound(spectrum, significance));
        }

        SpinDiodeReading[] lines =
            [.. Enumerable.Range(0, fit.Model.Structure.Modes).Select(mode => new SpinDiodeReading(fit, mode))];
        SpinDiodeReading[] inside = [.. lines.Where(line => line.IsInside).OrderByDescending(line => line.Size)];
        if (inside.Length == 0)
        {
            SpinDiodeReading largest = lines.MaxBy(line => line.Size)!;
            return SpinDiodeFitResult.Failure(
                SpinDiodeFitMessages.Outside(spectrum, largest.ResonanceFrequency, largest.Linewidth.Value));
        }

        return fit.Converged
            ? SpinDiodeOutcome.Of(fit, [.. inside, .. lines.Except(inside)], significance)
            : SpinDiodeFitResult.Failure(SpinDiodeFitMessages.Unsettled(inside[0].ResonanceFrequency.Value));
    }

    /// <summary>Root of twice the logarithm of the likelihood ratio between the fit and a drifting offset with a background, each
    /// with the noise that suits it best: a drift that happens to look like a wide line counts as a drift.</summary>
    private static double SignificanceOf(FittedSpinDiode fit, int background)
    {
        SpinDiodeSpectrum spectrum = fit.Model.Spectrum;
        double[] ones = new double[spectrum.Count];
        Array.Fill(ones, 1);
        double[][] columns =
        [
            ones,
            .. Enumerable.Range(0, background).Select(term => spectrum.FrequencyHertz
                .Select((hertz, i) => spectrum.PowerWatts[i] * fit.Model.BackgroundTerm(term, hertz)).ToArray()),
        ];
        DriftSolution alone = DriftRegression.Solve(columns, spectrum.VoltageVolts, spectrum.TimeSeconds)
            ?? DriftRegression.Solve([ones], spectrum.VoltageVolts, spectrum.TimeSeconds)
            ?? throw new InvalidOperationException("Bug in Lab: a constant column does not depend on any other.");
        double without = SpinDiodeRefinement.CriterionOf(
            spectrum, alone.Whitening, alone.WhiteVariance * (spectrum.Count - columns.Length));

        // What further terms explain counts beyond what as many would explain of noise.
        var plain = new SpinDiodeStructure(Modes: 1, Math.Min(fit.Model.Structure.NonlinearModes, 1), background);
        double further = SpinDiodeRefinement.PriceOf(fit.Model.Structure, spectrum)
            - SpinDiodeRefinement.PriceOf(plain, spectrum);
        return Math.Sqrt(Math.Max(without - fit.Criterion - further, 0));
    }
}
