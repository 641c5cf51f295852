using Lab.Calibration.Noise;
using static Lab.Calibration.SpinDiodes.SpinDiodeStructure;

namespace Lab.Calibration.SpinDiodes;

/// <summary>Chooses the terms of a fit by the evidence of the readings: the number of lines, rectification beside them, drift of
/// the resonance. A term enters where it lowers the Bayesian information criterion.</summary>
internal static class SpinDiodeSelection
{
    /// <summary>The most lines that are sought.</summary>
    public const int MostModes = 3;

    /// <summary>The largest half width of a further line, over the sweep. A wider one imitates the trace of a loss, which terms
    /// of the background describe without a claim.</summary>
    public const double WidestFurtherLine = 1.0 / 6;

    private const int MostBackground = 8;
    private const int HiddenTerms = 2;
    private const int MostDrift = 2;
    private const int MostExtensions = 8;

    // A further line is sought everywhere and in all widths; so many tries find what one would not.
    private const double EvidenceOfMode = 12;
    private const double EvidenceOfTerm = 1;
    private const double Doubtful = 0.02;
    private const double DoubtfulGrowth = 3;
    private const double SmallestSeparation = 0.4; // in linewidths

    /// <summary>The best fit; null where no start leads to one.</summary>
    public static FittedSpinDiode? Best(SpinDiodeSpectrum spectrum)
    {
        int nonlinear = spectrum.TellsNonlinearity ? 1 : 0;
        FittedSpinDiode? best = SpinDiodeSearch.Start(spectrum) is { } node ? FromNodes(spectrum, nonlinear, [node]) : null;
        best = best is null ? null : WithTerms(best);

        // A walk may take up a folded line and leave a line of noise outside the sweep: that is no reason to look no further.
        if (best is not null && IsClean(best) && new SpinDiodeReading(best, 0).IsInside)
        {
            return WithHiddenTerms(best);
        }

        best = Better(best, spectrum.TellsNonlinearity ? Bent(spectrum) : null, 0);
        if (best is null || !IsClean(best))
        {
            FittedSpinDiode? pair = SpinDiodeSearch.Pair(spectrum) is var (first, second)
                ? FromNodes(spectrum, nonlinear, [first, second])
                : null;
            best = Better(best, pair is not null && HasLinesOnly(pair) ? pair : null, EvidenceOfMode);
        }

        return best is null ? null : WithHiddenTerms(WithNonlinearLines(LargestFirst(Extended(best))));
    }

    /// <summary>Further lines shift with power as the first does. Where the readings tell by how much, the shift is fitted even
    /// if it does not stand above its uncertainty: left out, it would displace the line.</summary>
    private static FittedSpinDiode WithNonlinearLines(FittedSpinDiode fit)
    {
        SpinDiodeStructure structure = fit.Model.Structure;
        while (structure.NonlinearModes > 0 && structure.NonlinearModes < structure.Modes)
        {
            SpinDiodeStructure larger = structure with { NonlinearModes = structure.NonlinearModes + 1 };
            if (SpinDiodeRefinement.Refine(
                    fit.Model.Spectrum,
                    larger,
                    larger.Adopt(structure, fit.Parameters),
                    fit.Solution.Whitening.VarianceRatioPerSecond)
                    is not { Converged: true } wider
                || !new SpinDiodeReading(wider, structure.NonlinearModes).TellsShift)
            {
                break;
            }

            (fit, structure) = (wider, larger);
        }

        return fit;
    }

    /// <summary>A background that shows has further terms that hide in the noise, and would bend the line: an even one displaces
    /// it, an odd one changes its width.</summary>
    private static FittedSpinDiode WithHiddenTerms(FittedSpinDiode fit)
    {
        SpinDiodeStructure structure = fit.Model.Structure;
        SpinDiodeStructure larger = structure with { Background = Math.Min(structure.Background + HiddenTerms, MostBackground) };
        return structure.Background > fit.Model.Spectrum.FewestBackground && larger.Background > structure.Background
            && SpinDiodeRefinement.Refine(
                fit.Model.Spectrum,
                larger,
                larger.Adopt(structure, fit.Parameters),
                fit.Solution.Whitening.VarianceRatioPerSecond)
                is { Converged: true } wider
                ? wider with
                {
                    MovedByHiddenTerms =
                    [.. wider.Parameters.Take(structure.Offset).Select((value, k) => value - fit.Parameters[k])]
                }
                : fit;
    }

    /// <summary>The fit with its largest line in the first place, which has N and Q.</summary>
    private static FittedSpinDiode LargestFirst(FittedSpinDiode fit)
    {
        SpinDiodeStructure structure = fit.Model.Structure;
        int[] order =
        [
            .. Enumerable.Range(0, structure.Modes).Select(mode => new SpinDiodeReading(fit, mode))
                .OrderByDescending(line => line.IsInside).ThenByDescending(line => line.Size).Select(line => line.Mode),
        ];
        if (order[0] == 0 || structure.NonlinearModes == 0)
        {
            return fit;
        }

        double[] start = [.. fit.Parameters];
        for (int place = 0; place < order.Length; place++)
        {
            int from = structure.First(order[place]);
            int to = structure.First(place);
            for (int k = 0; k < structure.CountOf(place); k++)
            {
                start[to + k] = k < structure.CountOf(order[place]) ? fit.Parameters[from + k] : 0;
            }
        }

        return SpinDiodeRefinement.Refine(fit.Model.Spectrum, structure, start, fit.Solution.Whitening.VarianceRatioPerSecond)
            is { Converged: true } ordered ? WithTerms(ordered) : fit;
    }

    private static FittedSpinDiode Extended(FittedSpinDiode best)
    {
        for (int extension = 0; extension < MostExtensions; extension++)
        {
            FittedSpinDiode before = best;
            best = WithTerms(best);
            if (!IsClean(best))
            {
                best = Better(best, WithFurtherMode(best), EvidenceOfMode)!;
            }

            if (ReferenceEquals(before, best))
            {
                break;
            }
        }

        return best;
    }

    private static bool IsClean(FittedSpinDiode fit) =>
        fit.Converged && (fit.IsExact || (fit.Misfit.Probability > Doubtful && fit.Misfit.NoiseGrowth < DoubtfulGrowth));

    private static FittedSpinDiode? Better(FittedSpinDiode? one, FittedSpinDiode? other, double margin) =>
        one is null ? other
        : other is null ? one
        : one.Converged != other.Converged && Math.Abs(one.Evidence - other.Evidence) < margin ? (one.Converged ? one : other)
        : other.Evidence
            < one.Evidence - (other.Model.Structure.Modes > one.Model.Structure.Modes ? margin : Math.Min(margin, EvidenceOfTerm))
            ? other
            : one;

    private static FittedSpinDiode? FromNodes(SpinDiodeSpectrum spectrum, int nonlinear, SearchNode[] nodes)
    {
        var structure = new SpinDiodeStructure(nodes.Length, nonlinear, spectrum.FewestBackground);
        double[] start = new double[structure.Count];
        for (int mode = 0; mode < nodes.Length; mode++)
        {
            Set(structure, start, mode, nodes[mode]);
        }

        start[structure.Offset] = MedianOf(spectrum.VoltageVolts);
        return SpinDiodeRefinement.Refine(spectrum, structure, start);
    }

    private static FittedSpinDiode? Bent(SpinDiodeSpectrum spectrum)
    {
        FittedSpinDiode? best = null;
        var found = new SpinDiodeStructure(Modes: 1, NonlinearModes: 1);
        SpinDiodeStructure structure = found with { Background = spectrum.FewestBackground };
        foreach (double[] start in NonlinearSearch.Starts(spectrum))
        {
            best = Better(best, SpinDiodeRefinement.Refine(spectrum, structure, structure.Adopt(found, start)), 0);
        }

        return best;
    }

    private static FittedSpinDiode? WithFurtherMode(FittedSpinDiode fit)
    {
        SpinDiodeStructure structure = fit.Model.Structure;
        SpinDiodeSpectrum spectrum = fit.Model.Spectrum;
        if (structure.Modes == MostModes)
        {
            return null;
        }

        double[] Pick(double[] values) => [.. fit.Model.Used.Select(i => values[i])];
        var rest = new SpinDiodeSpectrum(
            Pick(spectrum.FrequencyHertz),
            Pick(spectrum.PowerWatts),
            fit.Model.Residuals(fit.Parameters)!,
            fit.Model.UsedSeconds);
        if (SpinDiodeSearch.Start(rest) is not { } node)
        {
            return null;
        }

        SpinDiodeStructure larger = structure with { Modes = structure.Modes + 1 };
        double[] start = larger.Adopt(structure, fit.Parameters);
        Set(larger, start, structure.Modes, node);
        return SpinDiodeRefinement.Refine(spectrum, larger, start) is { Converged: true } found && HasLinesOnly(found)
            ? WithTerms(found)
            : null;
    }

    /// <summary>The fit with the background, drift and nonlinearity of further lines that the readings ask for.</summary>
    private static FittedSpinDiode WithTerms(FittedSpinDiode fit)
    {
        while (!fit.IsExact)
        {
            FittedSpinDiode before = fit;
            foreach (SpinDiodeStructure larger in LargerOf(fit.Model.Structure, fit.Model.Spectrum.IsOneWay).OrderByDescending(
                structure => PromiseOf(before, structure)))
            {
                if (PromiseOf(before, larger) > 0
                    && SpinDiodeRefinement.Refine(
                        fit.Model.Spectrum,
                        larger,
                        larger.Adopt(fit.Model.Structure, fit.Parameters),
                        fit.Solution.Whitening.VarianceRatioPerSecond) is { } candidate
                    && (candidate.Converged || !fit.Converged)
                    && candidate.Evidence < fit.Evidence - EvidenceOfTerm)
                {
                    fit = candidate;
                    break;
                }
            }

            if (ReferenceEquals(fit, before))
            {
                break;
            }
        }

        return fit;
    }

    /// <summary>Whether each line inside the sweep has a width that stands above its uncertainty, as a spike of noise has none,
    /// is no wider than a part of the sweep, as a background is, and stands apart from the others,
    /// as the places of one line that jumps do not.</summary>
    private static bool HasLinesOnly(FittedSpinDiode fit)
    {
        SpinDiodeReading[] lines =
        [
            .. Enumerable.Range(0, fit.Model.Structure.Modes).Select(mode => new SpinDiodeReading(fit, mode))
                .Where(line => line.IsInside),
        ];
        double largest = lines.Select(line => line.Size).DefaultIfEmpty().Max();
        double widest = WidestFurtherLine * fit.Model.Spectrum.SpanHertz;
        return lines.All(line => line.Linewidth.Value > 2 * line.Linewidth.StandardUncertainty
            && (line.Linewidth.Value < widest || line.Size == largest)
            && lines.All(other => other.Mode == line.Mode
                || Math.Abs(other.ResonanceFrequency.Value - line.ResonanceFrequency.Value)
                    > SmallestSeparation * Math.Max(line.Linewidth.Value, other.Linewidth.Value)));
    }

    private static IEnumerable<SpinDiodeStructure> LargerOf(SpinDiodeStructure structure, bool isOneWay)
    {
        for (int more = 1; !isOneWay && structure.Background + more <= MostBackground; more++)
        {
            yield return structure with { Background = structure.Background + more };
        }

        for (int more = 1; !isOneWay && structure.Drift + more <= MostDrift; more++)
        {
            yield return structure with { Drift = structure.Drift + more };
        }

        if (structure.NonlinearModes > 0 && structure.NonlinearModes < structure.Modes)
        {
            yield return structure with { NonlinearModes = structure.NonlinearModes + 1 };
        }
    }

    /// <summary>By how much further terms lower the criterion, to first order.</summary>
    private static double PromiseOf(FittedSpinDiode fit, SpinDiodeStructure larger)
    {
        SpinDiodeSpectrum spectrum = fit.Model.Spectrum;
        var model = new SpinDiodeModel(spectrum, larger);
        model.UsePointsOf(fit.Model);
        double[] start = larger.Adopt(fit.Model.Structure, fit.Parameters);
        double[] residuals = model.Residuals(start)!;
        double[][] columns = model.Jacobian(start);
        double ratio = fit.Solution.Whitening.VarianceRatioPerSecond;
        double best = double.PositiveInfinity;
        foreach (double fraction in (double[])[1, 0.03])
        {
            // A walk may have grown to take in what the terms describe.
            if (DriftRegression.SolveAt(columns, residuals, model.UsedSeconds, fraction * ratio) is { } solution)
            {
                best = Math.Min(
                    best,
                    SpinDiodeRefinement.CriterionOf(
                        spectrum, solution.Whitening, solution.WhiteVariance * (residuals.Length - larger.Count)));
            }
        }

        return fit.Evidence - best - SpinDiodeRefinement.PriceOf(larger, spectrum);
    }

    private static void Set(SpinDiodeStructure structure, double[] parameters, int mode, SearchNode node)
    {
        int first = structure.First(mode);
        parameters[first + Resonance] = node.ResonanceHertz;
        parameters[first + Linewidth] = node.LinewidthHertz;
        parameters[first + Symmetric] = node.Symmetric;
        parameters[first + Antisymmetric] = node.Antisymmetric;
    }

    private static double MedianOf(double[] values) => values.Order().ElementAt(values.Length / 2);
}
