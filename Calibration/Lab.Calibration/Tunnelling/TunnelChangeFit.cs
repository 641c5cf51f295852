using Lab.Calibration.Regression;
using MathNet.Numerics.LinearAlgebra;

namespace Lab.Calibration.Tunnelling;

/// <summary>Fits changes of the voltage of a tunnel junction, as a delta-mode meter reads them, in both states at once.</summary>
/// <remarks>Least squares of the change: the current is known, and of the fitted law the voltages at both currents are taken, so
/// that a change that is not small makes no error, and the wandering offset of the meter has no part in it. Each change is of
/// conversions of its own, and independent of the others. Weights are by the state, whose resistance has the noise; the size of
/// the uncertainties comes from the scatter about the fit. V₀ is what the mean voltages have above the law; its uncertainty is
/// NaN, since it wanders by an unknown law.</remarks>
public static class TunnelChangeFit
{
    /// <summary>Place of V₀ among the parameters of the law, which the changes do not tell.</summary>
    private const int OffsetPlace = TunnelFit.ParallelCount - 1;

    /// <summary>Fits.</summary>
    /// <param name="changes">The changes; those of the parallel state are needed.</param>
    /// <param name="failure">Why there is no fit, in words for the experimenter; <see langword="null"/> where there is.</param>
    /// <returns>The fit; <see langword="null"/> where the changes give none.</returns>
    public static TunnelFitResult? Of(IReadOnlyList<BiasChange> changes, out string? failure)
    {
        ArgumentNullException.ThrowIfNull(changes);
        BiasPoint[] points =
        [
            .. changes.Select(each => new BiasPoint(each.IsParallel, each.MeanVolts, each.Amperes, 0, 0, each.Readings)),
        ];
        if (TunnelFit.StartOf(points, out failure) is not { } start)
        {
            return null;
        }

        // The slope a may be nothing, and is small beside 1/V.
        double[] scale = [.. start.Select((value, i) => i == 1 || value == 0 ? 1 : Math.Abs(value))];
        int[] told = [.. Enumerable.Range(0, start.Length).Where(i => i != OffsetPlace)];
        double[] deviations = DeviationsOf(changes);
        double[] At(Vector<double> place)
        {
            double[] parameters = new double[start.Length];
            for (int i = 0; i < told.Length; i++)
            {
                parameters[told[i]] = scale[told[i]] * place[i];
            }

            return parameters;
        }

        if (DampedLeastSquares.Find(
            place => ResidualsOf(changes, deviations, At(place)), [.. told.Select(i => start[i] / scale[i])]) is not { } found)
        {
            failure = TunnelFit.NoConvergence;
            return null;
        }

        double[] law = At(found.Place);
        bool hasBoth = law.Length > TunnelFit.ParallelCount;
        if (hasBoth && !(law[^1] > 0))
        {
            failure = TunnelFit.NoConvergence;
            return null;
        }

        double variance = found.Squares / (changes.Count - told.Length);
        Matrix<double> covariance = variance
            * found.Covariance.MapIndexed((row, column, value) => value * scale[told[row]] * scale[told[column]]);
        Estimate Of(int i) => new(law[told[i]], Math.Sqrt(covariance[i, i]));
        var offset = new Estimate(changes.Average(each => each.MeanVolts - VoltsOf(each, law).Mean), double.NaN);
        return new TunnelFitResult(
            Of(0), Of(1), Of(2), offset, hasBoth ? Of(3) : null, hasBoth ? Of(4) : null,
            changes.Any(each => each.HalfVoltScatter > 0) ? Math.Sqrt(variance) : double.NaN)
        {
            Covariance = TunnelFitResult.BarrierPart(covariance),
            ResidualAmperes =
            [
                .. changes.Select(each => (VoltsOf(each, law).Half - each.HalfVolts) * each.ChangeAmperes / each.HalfVolts),
            ],
        };
    }

    // The scatter of few readings is pooled over a state, whose resistance has a noise of its own.
    private static double[] DeviationsOf(IReadOnlyList<BiasChange> changes)
    {
        double ScatterOf(IEnumerable<BiasChange> these) =>
            Math.Sqrt(these.Average(each => each.HalfVoltScatter * each.HalfVoltScatter / each.Readings));
        Dictionary<bool, double> known = changes.GroupBy(each => each.IsParallel)
            .ToDictionary(state => state.Key, state => ScatterOf(state));
        double equal = changes.Average(each => each.HalfVolts);
        bool isKnown = known.Values.All(scatter => scatter > 0);
        return [.. changes.Select(each => isKnown ? known[each.IsParallel] : equal)];
    }

    private static double[] ResidualsOf(IReadOnlyList<BiasChange> changes, double[] deviations, double[] law) =>
        [.. changes.Select((each, i) => (each.HalfVolts - VoltsOf(each, law).Half) / deviations[i])];

    private static (double Mean, double Half) VoltsOf(BiasChange change, double[] law)
    {
        double VoltsAt(int side) => TunnelLaw.VoltsAt(
            law, change.IsParallel, change.Amperes + (side * change.ChangeAmperes), change.MeanVolts + (side * change.HalfVolts));
        (double above, double below) = (VoltsAt(1), VoltsAt(-1));
        return ((above + below) / 2, (above - below) / 2);
    }
}
