using Lab.Calibration.Noise;
using Lab.Models.SpinDiodes;
using MathNet.Numerics.LinearAlgebra;
using static Lab.Calibration.SpinDiodes.SpinDiodeSpectrum;

namespace Lab.Calibration.SpinDiodes;

/// <summary>
/// Fits the spin-diode spectra of one junction, at one or several powers, that were measured point after point with a nanovoltmeter
/// whose zero wanders.
/// </summary>
/// <remarks>
/// <para>
/// The model is <see cref="SpinDiode"/> (Leroux thesis, Eqs. 3.15 and 5.7 to 5.10) plus an offset that drifts as a random walk under
/// white noise. Each Gauss–Newton step is a generalised least-squares problem in which the sizes of the two noises are found by
/// restricted maximum likelihood, so that the uncertainties allow for the drift. Starting values come from the data.
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

    /// <summary>The smallest significance, in standard deviations, of what is taken for a resonance. Noise alone reaches 4 to 5 over
    /// all places and widths where the fit looks.</summary>
    public const double SmallestSignificance = 6;

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
                $"{count} frequencies, {powerWatts.Length} powers, {voltageVolts.Length} voltages and {timeSeconds.Length} times do not make points; pass spans of one length.");
        }

        if (SpinDiodeFitMessages.FaultOf(frequencyHertz, powerWatts, voltageVolts, timeSeconds) is { } fault)
        {
            return SpinDiodeFitResult.Failure(fault);
        }

        var spectrum = new SpinDiodeSpectrum(frequencyHertz.ToArray(), powerWatts.ToArray(), voltageVolts.ToArray(), timeSeconds.ToArray());
        return Fit(spectrum);
    }

    private static SpinDiodeFitResult Fit(SpinDiodeSpectrum spectrum)
    {
        if (SpinDiodeSearch.Start(spectrum) is not { } parameters)
        {
            return SpinDiodeFitResult.Failure(SpinDiodeFitMessages.NothingFound(0));
        }

        (DriftSolution? solution, bool converged) = SpinDiodeRefinement.Refine(spectrum, parameters);
        double significance = SpinDiodeRefinement.Significance(spectrum, parameters, solution);
        if (!(significance >= SmallestSignificance))
        {
            return SpinDiodeFitResult.Failure(SpinDiodeFitMessages.NothingFound(significance));
        }

        double resonance = parameters[Resonance];
        if (!(resonance >= spectrum.LowestHertz && resonance <= spectrum.HighestHertz))
        {
            return SpinDiodeFitResult.Failure(SpinDiodeFitMessages.Outside(spectrum, resonance));
        }

        return solution is not null && converged
            ? Success(spectrum, parameters, solution, significance)
            : SpinDiodeFitResult.Failure(SpinDiodeFitMessages.Unsettled(resonance));
    }

    private static SpinDiodeFitResult Success(SpinDiodeSpectrum spectrum, double[] parameters, DriftSolution solution, double significance)
    {
        double symmetric = parameters[Symmetric];
        double antisymmetric = parameters[Antisymmetric];
        double rectification = double.Hypot(symmetric, antisymmetric);
        double width = Math.Tau * parameters[Linewidth];
        double sensitivity = (Math.Abs(symmetric) + rectification) / (2 * width);

        Estimate Own(int index) => new(parameters[index], solution[index].StandardUncertainty);
        Estimate Derived(double value, params (int Index, double Slope)[] slopes) =>
            new(value, Propagated(solution.Covariance, slopes));

        // A symmetric line with no antisymmetric part has no finite ratio.
        Estimate ratio = antisymmetric == 0
            ? Estimate.Unknown
            : Derived(symmetric / antisymmetric, (Symmetric, 1 / antisymmetric), (Antisymmetric, -symmetric / (antisymmetric * antisymmetric)));
        double cube = rectification * rectification * rectification;
        SpinDiode diode = spectrum.DiodeOf(parameters)! with
        {
            RectificationRadiansPerCoulomb = rectification,
            SymmetricWeight = symmetric / rectification,
            AntisymmetricWeight = antisymmetric / rectification,
        };

        double[] residuals = new double[spectrum.Count];
        double[] whitened = new double[spectrum.Count];
        spectrum.ResidualsInto(diode, parameters[Offset], residuals);
        solution.Whitening.Apply(residuals, whitened);
        double[] offsets = new double[spectrum.Count];
        solution.Whitening.SmoothInto(residuals, offsets);
        double[] model = new double[spectrum.Count];
        diode.RectifiedVoltageInto(spectrum.FrequencyHertz, spectrum.PowerWatts, model);
        for (int i = 0; i < residuals.Length; i++)
        {
            residuals[i] -= offsets[i];
            offsets[i] += parameters[Offset];
        }

        var whiteness = Whiteness.Of(whitened);
        var result = new SpinDiodeFitResult
        {
            Succeeded = true,
            Message = "",
            Warnings = SpinDiodeFitMessages.WarningsOf(spectrum, parameters, whiteness),
            PowerWarning = SpinDiodeFitMessages.PowerWarningOf(spectrum),
            Diode = diode,
            ResonanceFrequency = Own(Resonance),
            Linewidth = Own(Linewidth),
            SymmetryRatio = ratio,
            SymmetricWeight = Derived(
                symmetric / rectification,
                (Symmetric, antisymmetric * antisymmetric / cube),
                (Antisymmetric, -symmetric * antisymmetric / cube)),
            AntisymmetricWeight = Derived(
                antisymmetric / rectification,
                (Antisymmetric, symmetric * symmetric / cube),
                (Symmetric, -symmetric * antisymmetric / cube)),
            Rectification = Derived(rectification, (Symmetric, symmetric / rectification), (Antisymmetric, antisymmetric / rectification)),
            Sensitivity = Derived(
                sensitivity,
                (Linewidth, -sensitivity / parameters[Linewidth]),
                (Symmetric, (Math.Sign(symmetric) + (symmetric / rectification)) / (2 * width)),
                (Antisymmetric, antisymmetric / rectification / (2 * width))),
            FrequencyNonlinearity = spectrum.TellsNonlinearity ? Own(FrequencyNonlinearity) : Estimate.Unknown,
            DampingNonlinearity = spectrum.TellsNonlinearity ? Own(DampingNonlinearity) : Estimate.Unknown,
            WhiteNoise = Math.Sqrt(solution.WhiteVariance),
            DriftNoise = Math.Sqrt(solution.DriftVariancePerSecond),
            Significance = significance,
            Whiteness = whiteness,
            ModelVolts = model,
            OffsetVolts = offsets,
            ResidualVolts = residuals,
        };
        return result with { Message = SpinDiodeFitMessages.Summary(result) };
    }

    private static double Propagated(Matrix<double> covariance, (int Index, double Slope)[] slopes)
    {
        double variance = 0;
        foreach ((int row, double left) in slopes)
        {
            foreach ((int column, double right) in slopes)
            {
                variance += left * covariance[row, column] * right;
            }
        }

        return Math.Sqrt(Math.Max(variance, 0));
    }
}
