using Lab.Calibration.Noise;
using Lab.Models.SpinDiodes;
using Lab.Quantities;
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

    private const double FewestPointsPerLinewidth = 3;
    private const double SmallestWhitenessProbability = 1e-3;
    private const int MostSteps = 60;
    private const int MostHalvings = 20;

    // A step below a thousandth of the uncertainties changes nothing that matters. Data without noise never get there; for them the
    // fit ends when no step lowers the residual and the last one was below a millionth of the line.
    private const double SmallestStepInUncertainties = 1e-3;
    private const double SmallestStepInLinewidths = 1e-6;

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

        if (FaultOf(frequencyHertz, powerWatts, voltageVolts, timeSeconds) is { } fault)
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
            return SpinDiodeFitResult.Failure(NothingFound(0));
        }

        (DriftSolution? solution, bool converged) = Refine(spectrum, parameters);
        double significance = Significance(spectrum, parameters, solution);
        if (!(significance >= SmallestSignificance))
        {
            return SpinDiodeFitResult.Failure(NothingFound(significance));
        }

        double resonance = parameters[Resonance];
        if (!(resonance >= spectrum.LowestHertz && resonance <= spectrum.HighestHertz))
        {
            return SpinDiodeFitResult.Failure(
                $"The resonance is outside the sweep, near {Quantity.FormatSi(resonance, "Hz", 3)}, while the points go from "
                + $"{Quantity.FormatSi(spectrum.LowestHertz, "Hz", 4)} to {Quantity.FormatSi(spectrum.HighestHertz, "Hz", 4)}. Move the sweep there.");
        }

        return solution is not null && converged
            ? Success(spectrum, parameters, solution, significance)
            : SpinDiodeFitResult.Failure(
                $"The fit did not settle, although there is a feature near {Quantity.FormatSi(resonance, "Hz", 4)}. "
                + "The points hold no whole resonance or more than one; sweep a band of ten linewidths around one of them.");
    }

    /// <summary>Gauss–Newton from <paramref name="parameters"/>, which it moves. A step is halved until it lowers the whitened
    /// residual, and the noise is estimated anew at each step.</summary>
    private static (DriftSolution? Solution, bool Converged) Refine(SpinDiodeSpectrum spectrum, double[] parameters)
    {
        double[][] columns = [.. Enumerable.Range(0, spectrum.ParameterCount).Select(_ => new double[spectrum.Count])];
        double[] residuals = new double[spectrum.Count];
        double[] scratch = new double[spectrum.Count];
        SpinDiode? diode = spectrum.DiodeOf(parameters);
        DriftSolution? solution = null;
        for (int iteration = 0; iteration < MostSteps && diode is not null; iteration++)
        {
            spectrum.ResidualsInto(diode, parameters[Offset], residuals);
            spectrum.JacobianInto(diode, columns);
            if (DriftRegression.Solve(columns, residuals, spectrum.TimeSeconds) is not { } next)
            {
                break;
            }

            solution = next;
            double before = WhitenedSquares(solution.Whitening, residuals, scratch);
            double fraction = Step(spectrum, parameters, solution, before, scratch, out SpinDiode? moved);
            double inUncertainties = LargestStep(solution, fraction);
            if (moved is null || inUncertainties < SmallestStepInUncertainties)
            {
                return (solution, inUncertainties < SmallestStepInUncertainties || IsTinyStep(parameters, solution));
            }

            diode = moved;
        }

        return (solution, false);
    }

    /// <summary>Moves the parameters along the step and gives the fraction of it that was gone; the moved junction is null where
    /// no fraction lowers the residual.</summary>
    private static double Step(
        SpinDiodeSpectrum spectrum, double[] parameters, DriftSolution solution, double before, double[] scratch, out SpinDiode? moved)
    {
        double[] start = [.. parameters];
        double fraction = 1;
        for (int halving = 0; halving < MostHalvings; halving++, fraction /= 2)
        {
            for (int i = 0; i < parameters.Length; i++)
            {
                parameters[i] = start[i] + (fraction * solution.Coefficients[i]);
            }

            moved = spectrum.DiodeOf(parameters);
            if (moved is not null)
            {
                spectrum.ResidualsInto(moved, parameters[Offset], scratch);
                if (WhitenedSquares(solution.Whitening, scratch, scratch) <= before)
                {
                    return fraction;
                }
            }
        }

        start.CopyTo(parameters, 0);
        moved = null;
        return 1;
    }

    private static double LargestStep(DriftSolution solution, double fraction) =>
        solution.Coefficients.Select((step, i) => Math.Abs(fraction * step) / solution[i].StandardUncertainty).Max();

    private static bool IsTinyStep(double[] parameters, DriftSolution solution) =>
        Math.Abs(solution.Coefficients[Resonance]) < SmallestStepInLinewidths * parameters[Linewidth]
            && Math.Abs(solution.Coefficients[Linewidth]) < SmallestStepInLinewidths * parameters[Linewidth];

    private static double WhitenedSquares(RandomWalkWhitening whitening, double[] residuals, double[] whitened)
    {
        whitening.Apply(residuals, whitened);
        double sum = 0;
        foreach (double value in whitened)
        {
            sum += value * value;
        }

        return sum;
    }

    /// <summary>Root of twice the logarithm of the likelihood ratio between the fitted resonance and a drifting offset alone, each
    /// with the noise that suits it best: a drift that happens to look like a wide line counts as a drift. Without a solution the
    /// resonance is that of the search.</summary>
    private static double Significance(SpinDiodeSpectrum spectrum, double[] parameters, DriftSolution? solution)
    {
        double[] scratch = new double[spectrum.Count];
        if (spectrum.DiodeOf(parameters) is not { } diode)
        {
            return 0;
        }

        double[] ones = new double[spectrum.Count];
        Array.Fill(ones, 1);
        DriftSolution alone = DriftRegression.Solve([ones], spectrum.VoltageVolts, spectrum.TimeSeconds)
            ?? throw new InvalidOperationException("Bug in Lab: a constant column does not depend on any other.");
        for (int i = 0; i < scratch.Length; i++)
        {
            scratch[i] = spectrum.VoltageVolts[i] - alone.Coefficients[0];
        }

        double without = MinusTwiceLogLikelihood(alone.Whitening, scratch, scratch);
        spectrum.ResidualsInto(diode, parameters[Offset], scratch);
        double with = MinusTwiceLogLikelihood((solution ?? alone).Whitening, scratch, scratch);
        return Math.Sqrt(Math.Max(without - with, 0));
    }

    private static double MinusTwiceLogLikelihood(RandomWalkWhitening whitening, double[] residuals, double[] scratch) =>
        (residuals.Length * Math.Log(WhitenedSquares(whitening, residuals, scratch))) + whitening.LogDeterminant;

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
            Warnings = WarningsOf(spectrum, parameters, whiteness),
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
        return result with { Message = Summary(result) };
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

    private static List<string> WarningsOf(SpinDiodeSpectrum spectrum, double[] parameters, Whiteness whiteness)
    {
        List<string> warnings = [];
        if (!spectrum.TellsNonlinearity)
        {
            warnings.Add(
                $"All points have about one power ({Quantity.FormatSi(spectrum.HighestWatts, "W", 3)}): the nonlinearities N and Q are taken as zero, "
                + "and the results hold at that power. Sweep at a second power to tell them.");
        }

        if (whiteness.Probability < SmallestWhitenessProbability)
        {
            warnings.Add(
                $"The residuals are not white (probability {whiteness.Probability:G1}): the model does not describe the spectrum. "
                + "Look in the residuals for a second resonance or a background.");
        }

        double linewidth = parameters[Linewidth];
        double toEdge = Math.Min(parameters[Resonance] - spectrum.LowestHertz, spectrum.HighestHertz - parameters[Resonance]) / linewidth;
        if (toEdge < 1)
        {
            warnings.Add(
                $"The resonance is {toEdge:F1} linewidths from the edge of the sweep; sweep at least one linewidth beyond it on both sides.");
        }

        double pointsPerLinewidth = linewidth / spectrum.SpacingHertz;
        if (pointsPerLinewidth < FewestPointsPerLinewidth)
        {
            warnings.Add(
                $"The sweep has {pointsPerLinewidth:F1} points per linewidth; take at least {FewestPointsPerLinewidth}, that is a step of "
                + $"{Quantity.FormatSi(linewidth / FewestPointsPerLinewidth, "Hz", 2)} or less.");
        }

        return warnings;
    }

    private static string Summary(SpinDiodeFitResult result) =>
        $"Resonance at {WithUncertainty(result.ResonanceFrequency, "Hz", 7)}, half width {WithUncertainty(result.Linewidth, "Hz", 4)}, "
        + $"sensitivity {WithUncertainty(result.Sensitivity, "V/W", 4)}.";

    private static string WithUncertainty(Estimate estimate, string unit, int digits) =>
        $"{Quantity.FormatSi(estimate.Value, unit, digits)} ± {Quantity.FormatSi(estimate.StandardUncertainty, unit, 2)}";

    private static string NothingFound(double significance) =>
        $"No resonance was found: the largest feature of the sweep stands {significance:F1} standard deviations above noise and drift, and "
        + $"{SmallestSignificance} are needed. Raise the power, average longer, or sweep where the resonance is expected.";

    private static string? FaultOf(
        ReadOnlySpan<double> frequencyHertz, ReadOnlySpan<double> powerWatts, ReadOnlySpan<double> voltageVolts, ReadOnlySpan<double> timeSeconds)
    {
        int count = frequencyHertz.Length;
        if (count < FewestPoints)
        {
            return $"A spin-diode fit needs at least {FewestPoints} points; got {count}. Measure more frequencies.";
        }

        for (int i = 0; i < count; i++)
        {
            if (!(frequencyHertz[i] > 0 && double.IsFinite(frequencyHertz[i])))
            {
                return $"Point {i} has the frequency {frequencyHertz[i]} Hz, which is not positive and finite. Leave it out.";
            }

            if (!(powerWatts[i] >= 0 && double.IsFinite(powerWatts[i])))
            {
                return $"Point {i} has the power {powerWatts[i]} W, which is negative or not finite. Give powers in watts, not in dBm.";
            }

            if (!double.IsFinite(voltageVolts[i]))
            {
                return $"Point {i} ({Quantity.FormatSi(frequencyHertz[i], "Hz")}) has the voltage {voltageVolts[i]} V. Leave it out or measure it again.";
            }

            if (!double.IsFinite(timeSeconds[i]) || (i > 0 && timeSeconds[i] < timeSeconds[i - 1]))
            {
                return $"Point {i} was read at {timeSeconds[i]} s, before the point ahead of it. Pass the points in the order in which they were measured.";
            }
        }

        double[] voltages = voltageVolts.ToArray();
        int frequencies = frequencyHertz.ToArray().Distinct().Count();
        return frequencies < FewestFrequencies
            ? $"A spin-diode fit needs at least {FewestFrequencies} frequencies; the points have {frequencies}. Sweep the frequency."
            : !powerWatts.ContainsAnyExcept(0)
            ? "The power of every point is zero. Switch on the source's output."
            : Array.TrueForAll(voltages, voltage => voltage == voltages[0])
            ? $"All voltages are {voltages[0]} V. The voltmeter does not see the junction, or its range is too coarse."
            : null;
    }
}
