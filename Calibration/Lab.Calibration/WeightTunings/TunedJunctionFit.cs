using Lab.Calibration.Noise;
using Lab.Calibration.SpinDiodes;
using MathNet.Numerics.Distributions;
using static Lab.Calibration.WeightTunings.TunedJunctionModel;

namespace Lab.Calibration.WeightTunings;

/// <summary>Fits one junction to all readings at several currents of its field line together: the spectra tell line and
/// resonances, V(P) at the tone the nonlinear shift and broadening.</summary>
/// <remarks>
/// <para>
/// The model is <see cref="Models.SpinDiodes.SpinDiode"/> (Leroux thesis, Eqs. 3.15 and 5.7 to 5.10) with a resonance of its own
/// at each visit of a current, and an offset that walks under white noise. Levenberg's and Marquardt's method starts from shifts
/// of the resonance with power of either sign and of up to several widths, since one start alone ends in another valley where the
/// shift is large. </para>
/// <para>
/// A voltage tells Nγ² and Qγ² only; both are given for the γ of the thesis. Where the readings tell nothing of them, they are
/// zero within what shifts and broadens the line of this junction by several widths: no value of another device enters.
/// </para>
/// <para>
/// A walk of free size could take up what the model misses. V(P) is measured several times over, which tells the noise without
/// any model; where the fit needs more noise than that, or leaves residuals that are not white,
/// <see cref="TunedJunction.Doubts"/> says so. </para>
/// </remarks>
public static class TunedJunctionFit
{
    private const int Rounds = 4;
    private const double PriorShifts = 10;
    private const double PriorBroadenings = 3;
    private const double SmallestProbability = 1e-3;
    private const double LargestCriterionExcess = 9; // three standard deviations of a single parameter
    private const double LargestDeparture = 8; // of a thousand readings with normal noise none is 5 off
    private const double LargestStep = 0.03; // of the largest voltage of the line
    private const int FewestFreeReadings = 10;
    private const double ReadingResolution = 1e-9; // V; readings without noise are no better than that

    // Shifts of the resonance at the largest power, in half widths, from which the fit starts.
    private static readonly double[] StartShifts = [0, -0.4, 0.4, -1, 1, -2, 2, -4, 4];

    /// <summary>Fits the junction.</summary>
    /// <param name="readings">The readings.</param>
    /// <param name="spectra">The fits of the visits' spectra, for starting values, shape [visit]; all good.</param>
    /// <returns>The junction, or <see langword="null"/> where no start leads to one.</returns>
    /// <exception cref="ArgumentException">There is not one good spectrum for each visit.</exception>
    public static TunedJunction? Fit(TunedReadings readings, IReadOnlyList<SpinDiodeFitResult> spectra)
    {
        ArgumentNullException.ThrowIfNull(readings);
        ArgumentNullException.ThrowIfNull(spectra);
        if (spectra.Count != readings.VisitCount || spectra.Any(spectrum => !spectrum.Succeeded))
        {
            throw new ArgumentException("A junction is fitted from one good spectrum for each visit.", nameof(spectra));
        }

        var model = new TunedJunctionModel(readings);
        double damping = Median(spectra.Select(spectrum => spectrum.Linewidth.Value / spectrum.ResonanceFrequency.Value));
        double width = Median(spectra.Select(spectrum => spectrum.Linewidth.Value));
        double largest = OscillationPerWatt(width) * readings.PowerWatts.Max();
        var refinement = new TunedJunctionRefinement(model, (PriorShifts * damping / largest, PriorBroadenings / largest));

        PlainNoise? plain = PlainNoise.Of(readings, FewestFreeReadings);
        double variance = Floored(plain?.WhiteVariance ?? Square(Median(spectra.Select(spectrum => spectrum.WhiteNoise))));
        double ratio = plain?.VarianceRatioPerSecond
            ?? (Square(Median(spectra.Select(spectrum => spectrum.DriftNoise))) / variance);
        var whitening = new RandomWalkWhitening(readings.Seconds, ratio);
        double[]? best = null;
        double least = double.PositiveInfinity;
        foreach (double shift in StartShifts)
        {
            double[] tried = Start(model, spectra, damping, shift, largest);
            double squares = refinement.Refine(tried, whitening, variance);
            if (squares < least)
            {
                (best, least) = (tried, squares);
            }
        }

        if (best is null)
        {
            return null;
        }

        // The noise of all readings is better known than that of V(P) alone, and changes the weights of the readings a little.
        // A walk that repeated readings do not have is a misfit: the fit then keeps the noise of these, and the misfit shows as
        // scatter.
        DriftSolution? noise = null;
        double wanted = double.NaN;
        for (int round = 0; round < Rounds; round++)
        {
            noise = refinement.NoiseAt(best);
            if (noise is not null && IsMoreThan(plain, noise))
            {
                wanted = noise.DriftVariancePerSecond;
                noise = refinement.NoiseAt(best, plain!.VarianceRatioPerSecond);
            }

            if (noise is null)
            {
                return null;
            }

            variance = Floored(noise.WhiteVariance);
            refinement.Refine(best, noise.Whitening, variance);
        }

        return new TunedJunction(
            model,
            best,
            refinement.CovarianceAt(best, noise!.Whitening, variance),
            noise,
            variance,
            [.. DoubtsOf(model, best, noise, plain, wanted)]);
    }

    private static double[] Start(
        TunedJunctionModel model, IReadOnlyList<SpinDiodeFitResult> spectra, double damping, double shift, double largest)
    {
        double[] parameters = new double[model.ParameterCount];
        parameters[Antisymmetric] = Median(
            spectra.Select(spectrum => spectrum.Rectification.Value * spectrum.AntisymmetricWeight.Value));
        parameters[Symmetric] = Median(spectra.Select(spectrum => spectrum.Rectification.Value * spectrum.SymmetricWeight.Value));
        parameters[Damping] = damping;
        parameters[FrequencyNonlinearity] = shift * damping / largest;
        parameters[Offset] = model.Readings.Volts[0] - spectra[0].ModelVolts[0];
        double spectrumShare =
            model.Readings.PowerWatts.Where((_, i) => !model.Readings.IsResponse[i]).Max() / model.Readings.PowerWatts.Max();
        for (int visit = 0; visit < spectra.Count; visit++)
        {
            parameters[FirstResonance + visit] = spectra[visit].ResonanceFrequency.Value
                - (shift * spectra[visit].Linewidth.Value * spectrumShare);
        }

        return parameters;
    }

    private static IEnumerable<string> DoubtsOf(
        TunedJunctionModel model, double[] parameters, DriftSolution noise, PlainNoise? plain, double wantedDriftVariance)
    {
        double[] residuals = new double[model.Readings.Count];
        model.ResidualsInto(parameters, residuals);
        double step = residuals.Zip(residuals.Skip(1), (first, second) => Math.Abs(second - first)).Max();
        double amplitude =
            model.Readings.Volts.Zip(residuals, (volts, residual) => Math.Abs(volts - residual - parameters[Offset])).Max();
        noise.Whitening.Apply(residuals, residuals);
        double seconds = (model.Readings.Seconds[^1] - model.Readings.Seconds[0]) / model.Readings.Count;
        bool isAboveResolution =
            noise.WhiteVariance + (noise.DriftVariancePerSecond * seconds) > 4 * ReadingResolution * ReadingResolution;
        if (isAboveResolution && Whiteness.Of(residuals).Probability < SmallestProbability)
        {
            yield return "what the model leaves of the readings is not noise; a second resonance, or a background that grows "
                + "with power, does that";
        }

        // The noise that fits best makes its size from a few jumps as well as from many small steps, and its walk takes them up.
        // Those of a resonance are a part of the line; thermal voltages step by less.
        double farthest = residuals.Max(Math.Abs) / Math.Sqrt(noise.WhiteVariance);
        if (isAboveResolution && farthest > LargestDeparture && step > LargestStep * amplitude)
        {
            yield return $"between two readings what the model leaves steps by {step / amplitude:0 %} of the line, "
                + $"{farthest:0} standard deviations; a resonance that jumps does that";
        }

        if (plain is null || !isAboveResolution)
        {
            yield break;
        }

        double ratio = noise.Whitening.VarianceRatioPerSecond;
        if (double.IsFinite(wantedDriftVariance))
        {
            double joint = Math.Sqrt(wantedDriftVariance);
            double alone = Math.Sqrt(plain.VarianceRatioPerSecond * plain.WhiteVariance);
            yield return $"the model needs an offset that wanders by {joint / 1e-9:0} nV/√s, and repeated readings of V(P) show "
                + $"{alone / 1e-9:0} nV/√s; "
                + "a resonance that drifts or jumps does that";
        }

        double excess = noise.WhiteVariance / plain.WhiteVarianceAt(ratio);
        if (1 - FisherSnedecor.CDF(model.Readings.Count - model.ParameterCount, plain.Freedom, excess) < SmallestProbability)
        {
            yield return $"the readings scatter {Math.Sqrt(excess):0.0} times as much about the model as repeated readings of "
                + "V(P) do about their means";
        }
    }

    private static bool IsMoreThan(PlainNoise? plain, DriftSolution noise) =>
        plain is not null && noise.Whitening.VarianceRatioPerSecond > plain.VarianceRatioPerSecond
        && plain.CriterionExcessAt(noise.Whitening.VarianceRatioPerSecond) > LargestCriterionExcess;

    private static double Floored(double variance) => Math.Max(variance, ReadingResolution * ReadingResolution);

    private static double Square(double value) => value * value;

    private static double Median(IEnumerable<double> values)
    {
        double[] ordered = [.. values.Where(double.IsFinite).Order()];
        return ordered.Length == 0 ? 0 : ordered[ordered.Length / 2];
    }
}
