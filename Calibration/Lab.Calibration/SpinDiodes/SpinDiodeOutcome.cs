using Lab.Calibration.Noise;
using Lab.Models.SpinDiodes;
using Lab.Quantities;

namespace Lab.Calibration.SpinDiodes;

/// <summary>Makes the result of a fit that found a line: what it tells, what it does not, and whether the model describes the
/// readings.</summary>
internal static class SpinDiodeOutcome
{
    // Of 10 000 honest fits one is called a misfit by each test.
    private const double SmallestProbability = 1e-4;
    private const double LargestNoiseGrowth = 4.5;

    // A walk that is as large as the noise within one reading, and reaches this part of the line within the run, is as likely to
    // be a misfit that looks like one, where only one power was measured.
    private const double LargestWalkOfLine = 0.1;

    // A shift or broadening at the largest power that is uncertain by more than this part of the linewidth is not determined.
    private const double LargestUncertaintyInLinewidths = 0.3;
    private const double LargestUncertaintyOfLinewidth = 0.08;

    public static SpinDiodeFitResult Of(FittedSpinDiode fit, IReadOnlyList<SpinDiodeReading> lines, double significance)
    {
        SpinDiodeModel model = fit.Model;
        SpinDiodeSpectrum spectrum = model.Spectrum;
        var whiteness = Whiteness.Of(fit.Whitened);
        (string? reason, double widening) = Doubt(fit, lines[0], whiteness);
        var beside = Background.Of(fit, lines[0]);
        SpinDiodeReading[] read =
            [.. lines.Select(line => new SpinDiodeReading(fit, line.Mode, widening, Background.Of(fit, line)))];
        SpinDiodeReading primary = read[0];
        List<NotDetermined> withheld = [];
        Estimate ratio = RatioOf(primary, withheld);
        (Estimate shift, Estimate broadening) = NonlinearitiesOf(spectrum, primary, withheld);
        SpinDiodeMode[] modes = [primary.Public, .. read.Skip(1).Select((line, i) => Further(line, i + 2, spectrum, withheld))];
        double[] modelled = new double[spectrum.Count];
        model.TryVoltageInto(fit.Parameters, modelled);
        double[] offsets = OffsetsOf(fit);
        double[] residuals = new double[spectrum.Count];
        for (int i = 0; i < residuals.Length; i++)
        {
            residuals[i] = spectrum.VoltageVolts[i] - modelled[i] - offsets[i];
        }

        List<string> warnings = reason is null ? [] : [SpinDiodeFitMessages.MisfitWarning(reason, widening)];
        if (beside is { Shows: true })
        {
            warnings.Add(SpinDiodeFitMessages.BackgroundWarning(beside));
        }

        if (model.Structure.Drift > 0)
        {
            warnings.Add(SpinDiodeFitMessages.DriftWarning(
                2 * primary.MovedRatio * primary.ResonanceFrequency.Value, spectrum.DurationSeconds));
        }

        warnings.AddRange(withheld.Select(each => $"{each.Name} is not determined: {each.Reason}."));
        string[] sweepWarnings =
            [.. SpinDiodeFitMessages.WarningsOf(spectrum, primary.ResonanceFrequency.Value, primary.Linewidth.Value)];
        warnings.AddRange(sweepWarnings);
        var result = new SpinDiodeFitResult
        {
            Succeeded = true,
            Message = "",
            Warnings = warnings,
            SweepWarnings = sweepWarnings,
            PowerWarning = SpinDiodeFitMessages.PowerWarningOf(spectrum),
            IsDescribed = reason is null,
            Widening = widening,
            Withheld = withheld,
            Modes = modes,
            Diode = primary.Diode,
            ResonanceFrequency = primary.ResonanceFrequency,
            Linewidth = primary.Linewidth,
            SymmetryRatio = ratio,
            SymmetryAngle = primary.SymmetryAngle,
            SymmetricWeight = primary.SymmetricWeight,
            AntisymmetricWeight = primary.AntisymmetricWeight,
            Rectification = primary.Rectification,
            Sensitivity = primary.Sensitivity,
            FrequencyNonlinearity = shift,
            DampingNonlinearity = broadening,
            Correlations = primary.Correlations,
            RectificationBeside = beside is { Shows: true } && model.Structure.Background > 0
                ? Widened(Background.TermsAt(fit, primary.ResonanceFrequency.Value), widening)
                : Estimate.Unknown,
            ResonanceDrift = Term(
                fit,
                model.Structure.FirstDrift,
                model.Structure.Drift > 0,
                primary.ResonanceFrequency.Value * 2 / Math.Max(spectrum.DurationSeconds, double.Epsilon),
                widening),
            WhiteNoise = Math.Sqrt(fit.Solution.WhiteVariance),
            DriftNoise = Math.Sqrt(fit.Solution.DriftVariancePerSecond),
            Significance = significance,
            Whiteness = whiteness,
            ModelVolts = modelled,
            OffsetVolts = offsets,
            ResidualVolts = residuals,
        };
        return result with { Message = SpinDiodeFitMessages.Summary(result) };
    }

    /// <summary>A further line, without what is not known of it where the sweep does not hold the whole of it.</summary>
    private static SpinDiodeMode Further(
        SpinDiodeReading line, int number, SpinDiodeSpectrum spectrum, List<NotDetermined> withheld)
    {
        double hertz = line.ResonanceFrequency.Value;
        double toEnd = Math.Min(hertz - spectrum.LowestHertz, spectrum.HighestHertz - hertz);
        bool isWide = line.Linewidth.Value > SpinDiodeSelection.WidestFurtherLine * spectrum.SpanHertz;
        if (line.IsInside && toEnd > line.Linewidth.Value && !isWide)
        {
            return line.Public;
        }

        string place = toEnd < 0
            ? "outside the sweep"
            : isWide ? "so wide that it may be a background" : "less than its width from an end of the sweep";
        withheld.Add(new NotDetermined($"resonance_frequency_{number}", $"a further line is {place}"));
        return line.Public with
        {
            ResonanceFrequency = Estimate.Unknown,
            Linewidth = Estimate.Unknown,
            SymmetryAngle = Estimate.Unknown,
            Sensitivity = Estimate.Unknown,
        };
    }

    /// <summary>The offset at each point; at a point that is left out, that of the point before it.</summary>
    private static double[] OffsetsOf(FittedSpinDiode fit)
    {
        double[] walk = fit.Model.Residuals(fit.Parameters)!;
        fit.Solution.Whitening.SmoothInto(walk, walk);
        double[] offsets = new double[fit.Model.Spectrum.Count];
        int next = 0;
        for (int i = 0; i < offsets.Length; i++)
        {
            next += next < walk.Length - 1 && fit.Model.Used[next] < i ? 1 : 0;
            offsets[i] = walk[next] + fit.Parameters[fit.Model.Structure.Offset];
        }

        return offsets;
    }

    private static (string? Reason, double Widening) Doubt(FittedSpinDiode fit, SpinDiodeReading line, Whiteness whiteness)
    {
        SpinDiodeSpectrum spectrum = fit.Model.Spectrum;
        Misfit misfit = fit.Misfit;
        double walk = Math.Sqrt(fit.Solution.DriftVariancePerSecond);
        double interval = spectrum.DurationSeconds / (spectrum.Count - 1);
        double height = line.Size * spectrum.HighestWatts;
        bool isLargeWalk = !spectrum.TellsNonlinearity
            && walk * Math.Sqrt(spectrum.DurationSeconds) > LargestWalkOfLine * height
            && walk * Math.Sqrt(interval) > Math.Sqrt(fit.Solution.WhiteVariance);
        string? reason = fit.IsExact
                ? null
            : misfit.Probability < SmallestProbability
                ? $"it leaves a voltage in proportion to power (probability {misfit.Probability:G1})"
            : whiteness.Probability < SmallestProbability
                ? $"the residuals are not white (probability {whiteness.Probability:G1})"
            : misfit.Movement < SmallestProbability
                ? $"the resonance moves within the run in a way that is no steady drift (probability {misfit.Movement:G1})"
            : misfit.NoiseGrowth > LargestNoiseGrowth
                ? $"the residuals scatter more on the line than beside it ({misfit.NoiseGrowth:F0} standard deviations), as "
                    + "where the resonance jumps"
            : isLargeWalk
                ? $"the offset seems to wander by {Quantity.FormatSi(walk * Math.Sqrt(spectrum.DurationSeconds), "V", 2)} "
                    + "within the spectrum, "
                    + "which one power cannot tell from a misfit"
            : null;
        return (reason, reason is null ? 1 : Math.Max(2, 2 * Math.Sqrt(misfit.Excess)));
    }

    private static Estimate RatioOf(SpinDiodeReading line, List<NotDetermined> withheld)
    {
        const double smallest = 4; // standard uncertainties of the denominator
        if (Math.Abs(line.AntisymmetricAmplitude.Value) > smallest * line.AntisymmetricAmplitude.StandardUncertainty)
        {
            return line.SymmetryRatio;
        }

        withheld.Add(new NotDetermined(
            "symmetry_ratio", "the line has no antisymmetric part that stands above noise; symmetry_angle says more"));
        return Estimate.Unknown;
    }

    private static (Estimate Shift, Estimate Broadening) NonlinearitiesOf(
        SpinDiodeSpectrum spectrum, SpinDiodeReading line, List<NotDetermined> withheld)
    {
        Estimate shift = line.FrequencyNonlinearity;
        Estimate broadening = line.DampingNonlinearity;
        if (!shift.IsKnown)
        {
            if (spectrum.TellsNonlinearity)
            {
                withheld.Add(new NotDetermined("frequency_nonlinearity", "the line was fitted without it"));
                withheld.Add(new NotDetermined("damping_nonlinearity", "the line was fitted without it"));
            }

            return (Estimate.Unknown, Estimate.Unknown);
        }

        double largest = line.Diode.OscillationPower(line.Diode.ResonanceFrequency, Power.FromWatts(spectrum.HighestWatts));
        double linear =
            Math.Pow(SpinDiode.ReferenceDriveFactor / line.Diode.Linewidth.RadiansPerSecond, 2) * spectrum.HighestWatts;
        double reach = broadening.Value < 0 ? linear : Math.Min(largest, linear);
        bool isVague = line.Linewidth.StandardUncertainty > LargestUncertaintyOfLinewidth * line.Linewidth.Value;
        if (isVague || !(shift.StandardUncertainty * reach / line.Diode.Damping < LargestUncertaintyInLinewidths))
        {
            withheld.Add(new NotDetermined(
                "frequency_nonlinearity", $"{shift} would move the line at the largest power by an unknown part of its width"));
            shift = Estimate.Unknown;
        }

        if (isVague || !(broadening.StandardUncertainty * reach < LargestUncertaintyInLinewidths))
        {
            withheld.Add(new NotDetermined(
                "damping_nonlinearity",
                $"{broadening} would change the width of the line at the largest power by an unknown part"));
            broadening = Estimate.Unknown;
        }

        return (shift, broadening);
    }

    private static Estimate Widened(Estimate estimate, double widening) =>
        estimate with { StandardUncertainty = widening * estimate.StandardUncertainty };

    private static Estimate Term(FittedSpinDiode fit, int index, bool isThere, double scale, double widening) => isThere
        ? new Estimate(fit.Parameters[index] * scale, widening * scale * Math.Sqrt(fit.Solution.Covariance[index, index]))
        : Estimate.Unknown;
}
